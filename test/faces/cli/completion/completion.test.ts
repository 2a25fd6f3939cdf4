import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../src/faces/cli/commands/index.js';
import { writeCompletion } from '../../../../src/faces/cli/completion/index.js';
import { tabulate } from '../../../../src/faces/cli/completion/table.js';
import { call } from '../harness.js';

describe('the command', () => {
  test.each([
    [['completion', 'fish'], '', 'fish'],
    [['completion'], '/usr/bin/zsh', 'zsh'],
    [['completion'], '/bin/ksh', 'bash'],
    [['completion'], '', 'bash'],
  ] as const)('%j where $SHELL is %j: %s', async (argv, usual, shell) => {
    const done = await call([...argv], { env: { SHELL: usual } });
    expect(done.exitCode).toBe(0);
    expect(done.out).toBe(writeCompletion(shell, COMMANDS));
  });

  test('as JSON, the script stands in the envelope', async () => {
    const done = await call(['completion', 'zsh', '--json']);
    expect(JSON.parse(done.out)).toMatchObject({
      status: 'success',
      data: { shell: 'zsh', script: writeCompletion('zsh', COMMANDS) },
      meta: { command: 'completion' },
    });
  });

  test('another shell is refused', async () => {
    const done = await call(['completion', 'tcsh']);
    expect(done.exitCode).toBe(1);
    expect(done.err).toBe(
      'error: there is no completion for "tcsh"\n  hint: There is one for bash, zsh, fish.\n',
    );
  });
});

test('the value of a flag is the same wherever it is not said otherwise', () => {
  const { values } = tabulate(COMMANDS);
  const own = values.filter((it) => it.flag === '--config');
  expect(own.at(-1)).toEqual({ command: null, flag: '--config', source: { kind: 'file' } });
  expect(own.slice(0, -1).map((it) => [it.command, it.source.kind])).toEqual([
    ['binding add', 'text'],
    ['binding update', 'text'],
  ]);
});
