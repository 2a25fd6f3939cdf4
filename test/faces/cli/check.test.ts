import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE, MAJOR, declaring } from '../../operations/harness.js';
import { openCliBench, parseEnvelope, type CliBench } from './bench.js';

let bench: CliBench;
beforeEach(async () => {
  bench = await openCliBench();
});
afterEach(() => bench.remove());

const WARNED = BASE.replace('(0.5, 0.5)', '(0.5, 0.6)');

describe('exit codes', () => {
  it.each([
    ['sound', BASE, 'check in', 0],
    ['with a warning', WARNED, 'check in', 2],
    ['with a warning that is let pass', WARNED, 'check in --exit-zero-on-findings', 0],
    ['with a warning that is not wanted', WARNED, 'check in --fail-on warning', 1],
    ['refused', '## GNNSection\nX\n', 'check in --exit-zero-on-findings', 1],
  ])('a spec that is %s', async (_, text, line, exitCode) => {
    await bench.write('in/agent.md', text);
    const result = await bench.cli(line);
    expect([result.exitCode, result.err !== '']).toEqual([exitCode, exitCode === 1]);
    const json = await bench.cli(`${line} --json`);
    expect([json.exitCode, json.err]).toEqual([exitCode, '']);
    expect(parseEnvelope(json).status).toBe(['success', 'error', 'warning'][exitCode]);
    expect(parseEnvelope(json).error === null).toBe(exitCode !== 1);
  });
});

describe('a path in place of a command', () => {
  it.each(['in/agent.md', 'in', './in', 'in --verbose', '--target-dir in in/agent.md', '-- in'])(
    '%s',
    async (line) => {
      await bench.write('in/agent.md', WARNED);
      const result = await bench.cli(line);
      expect(result.out).toContain('in/agent.md:');
      expect([result.exitCode, result.err]).toEqual([2, '']);
    },
  );

  it('is standard input if it is a dash', async () => {
    const result = await bench.cli('- -q', { stdin: '## GNNSection\nX\n' });
    expect(result.exitCode).toBe(1);
    expect(result.out).toContain('stdin:1:1  error  GNN-E001');
  });

  it('is never taken for a command', async () => {
    await bench.write('list', 'a file with the name of a command');
    expect((await bench.cli('list')).err).toContain('there is no registry');
    expect((await bench.cli('lists')).err).toContain('unknown command lists; did you mean list?');
    expect((await bench.cli('in/none.md')).err).toContain('there is no file in/none.md');
  });
});

it('shows the versions to come, and what is too small', async () => {
  await bench.register(BASE);
  await bench.write('in/agent.md', declaring('1.0.1', MAJOR));
  const { exitCode, out, err } = await bench.cli('in --target-dir in');
  expect(exitCode).toBe(1);
  expect(out).toMatch(/^model .*\nagent {2}1\.0\.0 → 1\.0\.1 .* declared, major: /);
  expect(out).toMatch(/\n1 spec: 1 warning · output\/.*model_registry\.json\n$/);
  expect(err).toContain('declare 2.0.0 or higher');
  expect((await bench.cli('in --target-dir in -q')).out).toBe('');
});
