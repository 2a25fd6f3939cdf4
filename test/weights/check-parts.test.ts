/** Split models: what their index and the headers of their parts say is held against the parts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeGguf, makeSafetensors } from '../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../support/weights-workspace.js';

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

const [ONE, TWO] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const MAP = { 'a.weight': ONE, 'b.weight': TWO, 'c.weight': TWO };
/** Of all tensors below. */
const SIZE = 3 * 8 * 2;

function write(index: unknown, names: readonly string[] = [ONE, TWO]): void {
  const tensors = { [ONE]: ['a.weight'], [TWO]: ['b.weight', 'c.weight'] };
  for (const name of names) {
    const own = (tensors[name] ?? []).map((it) => ({ name: it, shape: [8], type: 'F16' }));
    place.write(`weights/m/${name}`, makeSafetensors(own));
  }
  const text = typeof index === 'string' ? index : JSON.stringify(index);
  place.write('weights/m/model.safetensors.index.json', text);
}

/** What is found, as `code severity message`. */
async function findings(): Promise<string[]> {
  const { findings: found } = await place.discover();
  return found.map((it) => `${it.code} ${it.severity} ${it.message}`);
}

describe('an index', () => {
  test('that says what is there is one of the files, and no model', async () => {
    write({ metadata: { total_size: SIZE, 'a word': 'of "text"', ok: true }, weight_map: MAP });
    const { models, findings: found } = await place.discover({ dry_run: true });
    expect(found).toEqual([]);
    expect(models).toMatchObject([{ name: 'm', tensors: 3, files: 2 }]);
  });

  test.each<[string, unknown, string[]]>([
    [
      'names a part that is not here',
      { weight_map: { ...MAP, d: 'model-extra.safetensors' } },
      ['part-missing error the index names files that are not here: "model-extra.safetensors"'],
    ],
    [
      'names tensors that their part does not have',
      { weight_map: { ...MAP, d: ONE, e: TWO, f: TWO, g: TWO } },
      [
        'parts-disagree error the index names tensors that are not in their files: "d", "e", "f" and 1 more',
      ],
    ],
    [
      'leaves tensors out',
      { weight_map: { 'a.weight': ONE, 'b.weight': TWO } },
      ['parts-disagree error the index does not name the tensors "c.weight"'],
    ],
    [
      'has another size',
      { metadata: { total_size: 7 }, weight_map: MAP },
      ['parts-disagree warning the index counts 7 bytes of tensors, and the files have 48'],
    ],
    ['is cut', '{"weight_map": {"a', ['header-invalid error the header has no text at byte 16']],
    [
      'names a tensor twice',
      `{"weight_map": {"a": "${ONE}", "a": "${TWO}"}}`,
      ['header-invalid error the key "a" appears twice'],
    ],
    [
      'is nested',
      `{"metadata": ${'['.repeat(1000)}`,
      ['header-invalid error the header has no `{` at byte 13'],
    ],
  ])('that %s', async (_, index, expected) => {
    write(index);
    expect(await findings()).toEqual(expected);
  });

  test('never leads out of its folder', async () => {
    write({ weight_map: { ...MAP, d: '../../secret.safetensors', e: '/etc/passwd' } });
    const { models, findings: found } = await place.discover({ dry_run: true });
    expect(found.map(({ code }) => code)).toEqual(['part-missing']);
    expect(models).toMatchObject([{ tensors: 3, files: 2 }]);
  });

  test('says nothing twice of a part whose name says that it is missing', async () => {
    write({ weight_map: MAP }, [ONE]);
    expect(await findings()).toEqual([
      'part-missing error it is not here, one of 1 parts of m that are missing',
    ]);
  });

  test('without any part is a model that cannot be read', async () => {
    write({ weight_map: MAP }, []);
    const found = await place.discover();
    expect(found).toMatchObject({ models: [], refused: 1 });
    expect(found.findings).toMatchObject([
      { code: 'part-missing', path: 'weights/m/model.safetensors.index.json' },
    ]);
  });
});

type Part = readonly [file: string, no: number, count: number];

describe('parts of GGUF', () => {
  function writeParts(parts: readonly Part[]): void {
    for (const [file, no, count] of parts) {
      const values = { 'split.no': no, 'split.count': count, 'split.tensors.count': 2 };
      const tensors = [{ name: `t${no}`, shape: [32], type: 'F32' }];
      place.write(`weights/${file}`, makeGguf({ values, tensors }));
    }
  }

  test('that agree are one model', async () => {
    writeParts([
      ['q-00001-of-00002.gguf', 0, 2],
      ['q-00002-of-00002.gguf', 1, 2],
    ]);
    const { models, findings: found } = await place.discover();
    expect(found).toEqual([]);
    expect(models).toMatchObject([{ files: 2, tensors: 2 }]);
  });

  test.each<[string, readonly Part[], string[]]>([
    [
      'under a name that tells of no others',
      [['q.gguf', 0, 3]],
      ['part-missing error its header tells of 3 parts, and 1 are here'],
    ],
    [
      'that are the same one twice',
      [
        ['q-00001-of-00002.gguf', 0, 2],
        ['q-00002-of-00002.gguf', 0, 2],
      ],
      ['parts-disagree warning the headers of its 2 parts number them otherwise than their names'],
    ],
    [
      'with fewer tensors than announced',
      [['q.gguf', 0, 1]],
      ['parts-disagree warning its header tells of 2 tensors, and its parts have 1'],
    ],
  ])('%s', async (_, parts, expected) => {
    writeParts(parts);
    expect(await findings()).toEqual(expected);
  });
});
