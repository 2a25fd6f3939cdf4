import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderTrace } from '../../../../src/faces/cli/render/trace.js';
import { callIn, makeExampleWorkspace } from '../../../support/example-workspace.js';

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly tid: number;
}

function eventsOf(text: string): TraceEvent[] {
  return JSON.parse(text).traceEvents;
}

test('files that are processed concurrently are in separate rows', () => {
  const events = eventsOf(
    renderTrace([
      { name: 'plan', start: 0, duration: 10 },
      { name: 'accepted', file: 'a.md', start: 1, duration: 4 },
      { name: 'accepted', file: 'b.md', start: 2, duration: 1.5 },
      { name: 'unchanged', file: 'c.md', start: 5, duration: 1 },
    ]),
  );
  expect(events.map(({ name, cat, tid }) => [name, cat, tid])).toEqual([
    ['plan', 'stage', 1],
    ['a.md', 'accepted', 2],
    ['b.md', 'accepted', 3],
    ['c.md', 'unchanged', 2],
  ]);
  expect(events[2]).toMatchObject({ ph: 'X', ts: 2000, dur: 1500 });
});

test('a run writes its trace, with every stage and every file', async () => {
  const cwd = await makeExampleWorkspace();
  try {
    const { exitCode, err } = await callIn(cwd, ['--trace', 'run.json', '--verbose']);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^ {2}\d+ specs\/s$/m);
    const events = eventsOf(await readFile(join(cwd, 'run.json'), 'utf8'));
    const names = events.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['discover', 'open the registry', 'plan']));
    expect(names.filter((name) => name.endsWith('.md'))).toHaveLength(2);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});
