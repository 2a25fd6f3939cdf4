/** Aliases, lineage and metrics from the command line, beyond the golden cases. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';
import { BASE, MAJOR, MINOR, PATCH } from '../../operations/harness.js';
import { parseEnvelope, openCliBench } from './bench.js';
import type { CliBench } from './bench.js';

let bench: CliBench;
beforeEach(async () => {
  bench = await openCliBench();
  await bench.write('in/lamp.md', PATCH);
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

/** Splits a line into words as a shell does, without what follows a pipe. */
const wordsOf = (call: string) =>
  (call.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''));

const ANNOTATION_COMMANDS = /^(?:alias .*|resolve|link|unlink|lineage|metrics .*|compare)$/;

test('every example works, one after the other', async () => {
  const commands = COMMANDS.filter(({ name }) => ANNOTATION_COMMANDS.test(name));
  expect(commands).toHaveLength(11);
  for (const { examples } of commands) {
    for (const [call] of examples) {
      const { exitCode, err } = await bench.cli(wordsOf(call));
      expect([call, exitCode, err]).toEqual([call, 0, '']);
    }
  }
});

test('metrics of the command line override those of a file', async () => {
  await bench.write('m.json', '{"loss": 2, "test": {"loss": 3}}');
  const result = await bench.cli('metrics set agent@^1 loss=1 --from m.json --json');
  expect(parseEnvelope(result).data).toEqual({
    model_id: 'agent',
    version: '1.1.0',
    metrics: { loss: 1, 'test.loss': 3 },
    directions: { loss: 'lower', 'test.loss': 'lower' },
  });
});

const link = async (line: string) => (await bench.cli(line)).out;

test('an existing link is reported, and another kind is another link', async () => {
  expect(await link('link lamp agent@^1')).toBe('lamp is derived from agent@1.1.0\n');
  expect(await link('link lamp agent@1.1.0')).toBe('lamp is already derived from agent@1.1.0\n');
  expect(await link('link lamp agent --kind replaces')).toBe('lamp is a replacement of agent\n');
  expect(await link('unlink lamp agent')).toBe(
    'lamp is no longer linked to agent@1.1.0 (derived), agent (replaces)\n',
  );
});
