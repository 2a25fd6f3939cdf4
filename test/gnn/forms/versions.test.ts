import { describe, expect, test } from 'vitest';
import { declaredVersion, describeModel } from '../../../src/domain/describe.js';
import { onlySpec, places, soundSpec } from '../../support/spec-text.js';

const read = (text: string) => {
  const spec = onlySpec(text);
  return { version: declaredVersion(spec.model), infos: places(spec).map((it) => it.slice(0, 8)) };
};

const describeText = (signature: string, front = '') =>
  describeModel(onlySpec(front + soundSpec({ Signature: signature })).model);

const FORMS: [string, string, string[]][] = [
  ['1.2.3', '1.2.3', []],
  ['"1.2.3"', '1.2.3', []],
  ["'1.2.3'", '1.2.3', []],
  ['v1.2.3', '1.2.3', []],
  ['"v1.2.3"', '1.2.3', []],
  ['V 1.2.3-rc.1', '1.2.3-rc.1', []],
  ['1.2', '1.2.0', ['GNN-I013']],
  ['v1.2', '1.2.0', ['GNN-I013']],
  ['2', '2.0.0', ['GNN-I013']],
  ['"v1.0" # note', '1.0.0', ['GNN-I013']],
  ['01.0', '01.0', []],
  ['1.2.3.4', '1.2.3.4', []],
  ['1.2-beta', '1.2-beta', []],
  ['very new', 'very new', []],
];

describe('a version', () => {
  test.each(FORMS)('in Signature: %s', (written, version, infos) => {
    expect(read(soundSpec({ Signature: `Version: ${written}` }))).toEqual({ version, infos });
    expect(read(soundSpec({ Signature: `version = ${written}` }))).toEqual({ version, infos });
  });

  test.each(FORMS)('in front matter: %s', (written, version, infos) => {
    expect(read(`---\nversion: ${written}\n---\n${soundSpec()}`)).toEqual({ version, infos });
  });

  test.each(['**Version:** 1.0', '**Version**: v1.0', '_VERSION_ = "1.0"', 'VERSION:1.0'])(
    'in Signature, as Markdown: %s',
    (line) => {
      const found = read(soundSpec({ Signature: `By: me\n${line}\n` }));
      expect(found).toEqual({ version: '1.0.0', infos: ['GNN-I013'] });
    },
  );

  test.each(['- Version: 1.0', 'Model Version: 1.0', '**Version: 1.0', 'Version 1.0'])(
    'near miss: %s',
    (line) => {
      expect(read(soundSpec({ Signature: line }))).toEqual({ version: null, infos: [] });
    },
  );

  test('the info says how it is read', () => {
    const [finding] = onlySpec(soundSpec({ Signature: 'Version: "v1.0"' })).diagnostics;
    expect(finding?.message).toBe('the version `"v1.0"` is read as 1.0.0');
  });

  test('the finding is at its place', () => {
    const spec = onlySpec(
      soundSpec({ ModelAnnotation: null, Signature: 'By: me\n  Version: 1.0' }),
    );
    const line = soundSpec({ ModelAnnotation: null }).split('\n').indexOf('## Signature') + 3;
    expect(places(spec)).toEqual([`GNN-I013 ${line}:3`]);
  });
});

describe('fields of Signature', () => {
  test.each([
    ['Tags: a, b', ['a', 'b']],
    ['tags = [a, "b"]', ['a', 'b']],
    ['TAGS: a', ['a']],
    ['  Tags : {a; "b"}  # note', ['a', 'b']],
    ['Tags: (a; b)', ['a', 'b']],
    ['**Tags:** a,, b,', ['a', 'b']],
    ['Tags: a\nBy: me\nTags: b, a', ['a', 'b']],
    ['My tags: a', []],
    ['Tags:', []],
    ['Tag: a', []],
  ])('%s', (signature, tags) => {
    expect(describeText(signature).tags).toEqual(tags);
  });

  test.each([
    ['Description: Short', 'Short'],
    ['description = "Short"  # note', 'Short'],
    ['DESCRIPTION:Short', 'Short'],
    ['**Description:** Short: and sweet', 'Short: and sweet'],
    ['Descriptions: Short', 'A model without a fault.'],
    ['Description:', 'A model without a fault.'],
  ])('%s', (signature, description) => {
    expect(describeText(signature).description).toBe(description);
  });

  test('as in front matter, which comes first', () => {
    const all =
      'Description: Short\nAuthor: Ada\nDate: 2024\nLicense: MIT\nTags: x\nVersion: 1.0.0';
    const fields = { author: 'Ada', date: '2024', license: 'MIT', tags: ['x'] };
    expect(describeText(all)).toMatchObject({ ...fields, description: 'Short' });
    expect(describeText(all, '---\ndescription: Long\ntags: [y]\n---\n')).toMatchObject({
      ...fields,
      description: 'Long',
      tags: ['y'],
    });
  });

  test('without one, the first paragraph of the annotation describes the model', () => {
    expect(describeText('By: me').description).toBe('A model without a fault.');
  });
});
