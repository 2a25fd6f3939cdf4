/** Aliases, lineage and metrics from the command line, where the golden cases say nothing of it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { BASE, MAJOR, MINOR, PATCH } from '../../operations/harness.js';
import { envelopeOf, openCliBench } from './bench.js';
import type { CliBench } from './bench.js';

let bench: CliBench;
beforeEach(async () => {
  bench = await openCliBench();
  await bench.write('in/lamp.md', PATCH);
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

/** Words as a shell parts them, without what follows a pipe. */
const wordsOf = (call: string) =>
  (call.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''));

const SAID = /^(?:alias .*|resolve|link|unlink|lineage|metrics .*|compare)$/;

test('every example works, one after the other', async () => {
  const said = COMMANDS.filter(({ name }) => SAID.test(name));
  expect(said).toHaveLength(11);
  for (const { examples } of said) {
    for (const [call] of examples) {
      const { exitCode, err } = await bench.cli(wordsOf(call));
      expect([call, exitCode, err]).toEqual([call, 0, '']);
    }
  }
});

test('metrics of a file and of the command line are joined, the latter first', async () => {
  await bench.write('m.json', '{"loss": 2, "test": {"loss": 3}}');
  const said = await bench.cli('metrics set agent@^1 loss=1 --from m.json --json');
  expect(envelopeOf(said).data).toEqual({
    model_id: 'agent',
    version: '1.1.0',
    metrics: { loss: 1, 'test.loss': 3 },
  });
});

const link = async (line: string) => (await bench.cli(line)).out;

test('a link that is there already is told, and another kind is another link', async () => {
  expect(await link('link lamp agent@^1')).toBe('lamp comes from agent@1.1.0 (derived)\n');
  expect(await link('link lamp agent@1.1.0')).toBe(
    'lamp already comes from agent@1.1.0 (derived)\n',
  );
  expect(await link('link lamp agent --kind replaces')).toBe('lamp comes from agent (replaces)\n');
  expect(await link('unlink lamp agent')).toBe(
    'lamp is no longer linked to agent@1.1.0 (derived), agent (replaces)\n',
  );
});
