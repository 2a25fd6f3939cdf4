/** A break of the audit log stays a finding until somebody accepts it, and forged lines never answer. */
import { cpSync } from 'node:fs';
import { appendFile, chmod, copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealEvents } from '../../src/audit/seal.js';
import { hashLine } from '../../src/domain/canonical.js';
import type { AuditEvent } from '../../src/domain/model.js';
import { acceptBreaks } from '../../src/operations/maintenance/accept-breaks.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import type { VerifyFinding } from '../../src/operations/generated/shapes.js';
import { addTag } from '../../src/operations/mutations/tags.js';
import { HISTORY, readHistory } from '../../src/operations/queries/history.js';
import { savePendingEvents } from '../../src/store/file/audit-log.js';
import { isEventsName } from '../../src/store/file/audit-pending.js';
import { emitRegistry } from '../../src/store/file/registry-text.js';
import { loadRegistry } from '../../src/store/file/load.js';
import { commitMutation } from '../operations/harness.js';
import { BASE, MAJOR, MINOR, REGISTRY, openBench, type Bench } from '../operations/harness.js';
import { STEP } from '../support/registry-workshop.js';

const LOG = `${STEP}/audit_log.jsonl`;
const FORGED = 'mallory';

/** One that is filled, and when that was done. */
let filled: Bench;
let filledAt: Date;
let bench: Bench;

beforeAll(async () => {
  filled = bench = await openBench();
  await makeEvents();
  filledAt = bench.now();
});
afterAll(() => filled.remove());
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, path);
const tag = (reference: string, name: string) =>
  commitMutation(bench.place(), addTag, { reference, tag: name });

/** Six events, one a commit. */
async function makeEvents(): Promise<void> {
  await bench.register(BASE, MAJOR);
  await bench.write('in/lamp.md', MINOR);
  await bench.run();
  for (const name of ['a', 'b']) await tag('agent', name);
  await copyFile(at(LOG), at('older.jsonl'));
  await tag('agent', 'c');
}

/** Copies them, and goes on from that time. */
async function fill(): Promise<void> {
  cpSync(filled.cwd, bench.cwd, { recursive: true });
  while (bench.now() < filledAt);
}

async function readLines(): Promise<string[]> {
  return (await bench.text(LOG)).split('\n').slice(0, -1);
}

async function change(how: (lines: string[]) => string[]): Promise<void> {
  await writeFile(
    at(LOG),
    how(await readLines())
      .map((it) => `${it}\n`)
      .join(''),
  );
}

const forge = (line: string): string => line.replace(/"actor":"[^"]*"/, `"actor":"${FORGED}"`);

/** Numbers and chains lines anew, from the first that was changed. */
function rechain(lines: readonly string[]): string[] {
  let previous: string | null = null;
  return lines.map((line, index) => {
    const event: AuditEvent = JSON.parse(line);
    const text = JSON.stringify({ ...event, sequence: index + 1, previous });
    previous = hashLine(text);
    return text;
  });
}

async function findings(repair = false): Promise<readonly VerifyFinding[]> {
  const { steps } = await verifyPlace(bench.place(), { repair });
  return steps.flatMap((it) => (it.name === 'audit' ? it.findings : []));
}

async function history(): Promise<readonly AuditEvent[]> {
  return (await readHistory(await bench.open())).events;
}

const headOf = async () => (await bench.open()).state.audit?.hash ?? '';
const verifyHead = async (head: string) => {
  const { steps } = await verifyPlace(bench.place(), { head });
  return steps.flatMap((it) => it.findings.map(({ kind, mendable }) => [kind, mendable]));
};

/** Everything that is kept of the log. */
async function keptBytes(): Promise<string> {
  const names = (await readdir(at(STEP))).filter((it) => it.startsWith('audit_log.jsonl'));
  const texts = await Promise.all(names.map((it) => bench.text(`${STEP}/${it}`)));
  return texts.join('');
}

const without = (place: number) => (lines: string[]) => lines.filter((_, it) => it !== place);
const edited = (place: number) => (lines: string[]) =>
  lines.map((line, it) => (it === place ? forge(line) : line));
const swapped = (lines: string[]) => [0, 2, 1, 3, 4, 5].flatMap((it) => lines[it] ?? []);
const tail = (lines: string[]) =>
  rechain([...lines, ...edited(0)(lines.slice(3, 4)), ...edited(0)(lines.slice(4, 5))]);
/** A tail whose last line is the true one again. */
const hiddenTail = (lines: string[]) => [...tail(lines), ...lines.slice(-1)];

/** A start that vouches for the lines before it, and that the lines behind it do not name. */
const forgedStart = (lines: string[]) => {
  const before = lines.slice(0, 3);
  const [first = ''] = lines;
  const event: AuditEvent = JSON.parse(forge(first));
  const former = { '/log': hashLine(before.map((it) => `${it}\n`).join('')) };
  const values = { model_id: null, version: null, before: former, after: {} };
  return [
    ...before,
    JSON.stringify({ ...event, action: 'baseline', ...values }),
    ...lines.slice(3),
  ];
};

const BREAKS: [string, () => Promise<unknown>][] = [
  ['deleted', () => rm(at(LOG))],
  ['emptied', () => writeFile(at(LOG), '')],
  ['cut behind its second line', () => change((lines) => lines.slice(0, 2))],
  ['cut before its third line', () => change((lines) => lines.slice(2))],
  ['torn', async () => writeFile(at(LOG), (await bench.text(LOG)).slice(0, -20))],
  ['without its third line', () => change(without(2))],
  ['without its third line, chained anew', () => change((it) => rechain(without(2)(it)))],
  ['without its last line', () => change(without(5))],
  ['edited in its first line', () => change(edited(0))],
  ['edited in its third line', () => change(edited(2))],
  ['edited in its third line, chained anew', () => change((it) => rechain(edited(2)(it)))],
  ['edited in its last line', () => change(edited(5))],
  ['swapped', () => change(swapped)],
  ['swapped, chained anew', () => change((it) => rechain(swapped(it)))],
  ['an older copy', () => copyFile(at('older.jsonl'), at(LOG))],
  ['with a forged tail', () => change(tail)],
  ['with a forged tail before its true end', () => change(hiddenTail)],
  [
    'with a line in the middle',
    () => change((it) => [...it.slice(0, 3), ...tail(it).slice(6), ...it.slice(3)]),
  ],
  ['with a forged start in the middle', () => change(forgedStart)],
  ['followed by nonsense', () => appendFile(at(LOG), 'nonsense\n')],
  ['followed by a torn line', () => appendFile(at(LOG), '{"sequence":7,"previous":"sha')],
  [
    'behind a registry that was put back',
    async () => {
      await copyFile(at(`${STEP}/.generations/4.registry`), at(REGISTRY));
      for (const name of ['5', '6']) await rm(at(`${STEP}/.generations/${name}.registry`));
      await rm(at(`${REGISTRY}.bak`));
    },
  ],
  [
    'forged, and the registry gone',
    async () => {
      await change((it) => rechain(edited(2)(it)));
      await rm(at(`${STEP}/.generations`), { recursive: true });
      await writeFile(
        at(REGISTRY),
        (await bench.text(REGISTRY)).replace('"tags": []', '"tags": ["x"]'),
      );
    },
  ],
];

describe.each(BREAKS)('a log that is %s', (_, damage) => {
  test('stays a finding until it is accepted, and never answers', async () => {
    await fill();
    await damage();
    const there = await keptBytes();
    expect((await history()).map((it) => it.actor)).not.toContain(FORGED);
    await tag('lamp', 'x');
    await tag('lamp', 'y');
    expect(await findings()).not.toEqual([]);
    await bench.run();
    expect((await findings(true)).map((it) => it.kind)).toContain('audit-break');
    await tag('lamp', 'z');
    const left = await findings();
    expect(left.map((it) => [it.kind, it.mendable])).toEqual(
      left.map(() => ['audit-break', false]),
    );
    expect(left).not.toEqual([]);
    expect((await history()).map((it) => it.actor)).not.toContain(FORGED);
    // No byte that stood there is gone.
    const kept = await keptBytes();
    for (const line of there.split('\n')) expect(kept).toContain(line);

    const { accepted } = await acceptBreaks(bench.place(), 'restored from a backup');
    expect(accepted).toEqual(left.map((it) => it.message));
    expect(await findings()).toEqual([]);
    const last = (await history()).at(-1);
    expect(last).toMatchObject({ action: 'accept_breaks', reason: 'restored from a backup' });
    await tag('lamp', 'more');
    expect(await findings()).toEqual([]);
  });

  test('is accepted at once, before any change', async () => {
    await fill();
    await damage();
    if ((await findings()).length === 0) await tag('lamp', 'x');
    await acceptBreaks(bench.place(), 'known');
    expect(await findings()).toEqual([]);
    expect((await history()).map((it) => it.action)).toContain('accept_breaks');
  });
});

test('a sound log has nothing to accept', async () => {
  await fill();
  const log = await bench.text(LOG);
  await expect(acceptBreaks(bench.place(), 'why')).resolves.toMatchObject({ accepted: [] });
  expect(await bench.text(LOG)).toBe(log);
});

test('an acceptance that was forged behind the head accepts nothing', async () => {
  await fill();
  await rm(at(LOG));
  await tag('lamp', 'x');
  const [last = ''] = (await readLines()).slice(-1);
  const event: AuditEvent = JSON.parse(last);
  const { sequence } = event;
  const forged = {
    ...event,
    sequence: sequence + 1,
    previous: hashLine(last),
    action: 'accept_breaks',
  };
  const values = { model_id: null, version: null, before: {}, after: {} };
  await appendFile(at(LOG), `${JSON.stringify({ ...forged, ...values })}\n`);
  expect((await findings()).map((it) => it.kind)).toContain('audit-break');
  await tag('lamp', 'y');
  expect((await findings()).map((it) => it.kind)).toEqual(['audit-break', 'audit-break']);
});

test.each<[string, (line: string) => string]>([
  ['an event', (line) => rechain([forge(line)]).join('')],
  ['a start', (line) => forgedStart([line]).at(-1) ?? ''],
])('%s that was forged before a log that names none before it is not told', async (_, make) => {
  await fill();
  const [old = ''] = await readLines();
  await rm(at(LOG));
  await tag('agent', 'x');
  await change((lines) => [make(old), ...lines]);
  const [first] = await readLines();
  expect(first).toContain(FORGED);
  for (const when of ['at once', 'after another change']) {
    const told = await history();
    expect([when, told.filter(({ actor }) => actor === FORGED)]).toEqual([when, []]);
    expect(told.map(({ action }) => action)).toContain('add_tag');
    await tag('agent', `y${when.length}`);
  }
});

test('lines behind the last event are in a file of their own', async () => {
  await fill();
  const before = await bench.text(LOG);
  await change(tail);
  const forged = (await bench.text(LOG)).slice(before.length);
  await tag('lamp', 'x');
  const names = (await readdir(at(STEP))).filter((it) => it.startsWith('audit_log.jsonl.aside-'));
  expect(names).toHaveLength(1);
  expect(await bench.text(`${STEP}/${names[0]}`)).toBe(forged);
  const [finding] = await findings();
  expect(finding?.message).toContain(names[0]);
  const after = await bench.text(LOG);
  expect(after.startsWith(before)).toBe(true);
  expect(after.slice(before.length)).not.toContain(FORGED);
  // The log goes on: it did lead to the registry.
  expect(after).not.toContain('"baseline"');
});

test('a kill between the commit and the setting aside is finished by the next change', async () => {
  await fill();
  const before = await bench.text(LOG);
  await change(tail);
  const forged = await bench.text(LOG);
  await tag('lamp', 'x');
  // As if the log had not been touched yet.
  const { state } = await loadRegistry(bench.layout(), new Date(0));
  const added = (await bench.text(LOG)).slice(before.length);
  const name = `events-${state.audit?.hash.slice(7, 39)}.jsonl`;
  await writeFile(at(`${STEP}/.generations/${name}`), added);
  await writeFile(at(LOG), forged);
  expect((await history()).at(-1)?.action).toBe('add_tag');
  expect((await findings()).map((it) => it.kind)).toEqual(['audit-break']);
  await tag('lamp', 'y');
  expect((await findings()).map((it) => it.kind)).toEqual(['audit-break']);
  expect((await bench.text(LOG)).startsWith(before + added)).toBe(true);
});

test('the registry as another program wrote it does not hide that its log is gone', async () => {
  await fill();
  await rm(at(LOG));
  for (const path of [`${STEP}/.generations`, `${REGISTRY}.bak`]) {
    await rm(at(path), { recursive: true });
  }
  await writeFile(
    at(REGISTRY),
    (await bench.text(REGISTRY)).replace('"tags": []', '"tags": ["x"]'),
  );
  await tag('lamp', 'y');
  expect((await findings()).map((it) => it.kind)).toEqual(['audit-break']);
});

test('a registry of the release before, which had no log, has no break', async () => {
  await fill();
  const layout = bench.layout();
  const { audit: _, ...older } = (await loadRegistry(layout, new Date(0))).state;
  for (const path of [LOG, `${STEP}/.generations`, `${REGISTRY}.bak`]) {
    await rm(at(path), { recursive: true });
  }
  await writeFile(at(REGISTRY), emitRegistry(older));
  await tag('lamp', 'y');
  expect(await findings()).toEqual([]);
});

describe('the head, kept elsewhere', () => {
  test('is found as long as the log has it', async () => {
    await fill();
    const head = await headOf();
    expect(await verifyHead(head)).toEqual([]);
    await tag('lamp', 'x');
    expect(await verifyHead(head)).toEqual([]);
    expect(await verifyHead(head.slice('sha256:'.length).toUpperCase())).toEqual([]);
  });

  test('shows what was rewritten with all its checksums', async () => {
    await fill();
    const head = await headOf();
    await change((it) => rechain(edited(2)(it)));
    const lines = await readLines();
    const { state } = await loadRegistry(bench.layout(), new Date(0));
    const audit = { sequence: lines.length, hash: hashLine(lines.at(-1) ?? '') };
    await rm(at(`${STEP}/.generations`), { recursive: true });
    await rm(at(`${REGISTRY}.bak`));
    await writeFile(at(REGISTRY), emitRegistry({ ...state, audit }));
    expect(await findings()).toEqual([]);
    expect(await verifyHead(head)).toContainEqual(['audit-head', false]);
    await tag('lamp', 'x');
    expect(await verifyHead(head)).toEqual([['audit-head', false]]);
    expect(await verifyHead(await headOf())).toEqual([]);
  });

  test('shows a log that started again since', async () => {
    await fill();
    const head = await headOf();
    await change((it) => it.slice(0, 3));
    await acceptBreaks(bench.place(), 'known');
    expect(await verifyHead(head)).toEqual([['audit-head', false]]);
    await change((it) => it);
    const old = hashLine((await readLines())[1] ?? '');
    expect(await verifyHead(old)).toEqual([['audit-head', false]]);
  });
});

/** As after many changes while the log could not be written. */
async function fallBehind(commits: number): Promise<void> {
  const layout = bench.layout();
  const { state } = await loadRegistry(layout, new Date(0));
  let head = state.audit;
  for (let count = 0; count < commits; count += 1) {
    const values = { before: {}, after: {} };
    const draft = { action: 'wait', modelId: null, version: null, reason: null, values };
    const sealed = sealEvents([draft], head, { actor: 'ada', at: '2026-01-01T00:00:00.000Z' });
    await savePendingEvents(layout, sealed);
    head = sealed.head;
  }
  if (head === undefined) throw new Error('a head');
  const generation = state.generation + 1;
  const text = emitRegistry({ ...state, audit: head, generation });
  await writeFile(join(layout.generations, `${generation}.registry`), text);
  await writeFile(layout.registry, text);
}

test.skipIf(getuid?.() === 0)(
  'a log that cannot be written loses no event, and stops changes before it is far behind',
  async () => {
    await fill();
    await chmod(at(LOG), 0o444);
    await fallBehind(998);
    await tag('lamp', 'x');
    await tag('lamp', 'y');
    await expect(tag('lamp', 'z')).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringContaining('could not be written for 1000 changes'),
    });
    expect(await history()).toHaveLength(1006);
    await chmod(at(LOG), 0o644);
    await tag('lamp', 'last');
    expect(await readLines()).toHaveLength(1007);
    expect(await findings()).toEqual([]);
  },
);

test('a log that was thousands of changes behind gets all of their events', async () => {
  await fill();
  await fallBehind(1500);
  expect(await history()).toHaveLength(1506);
  await tag('lamp', 'x');
  expect(await readLines()).toHaveLength(1507);
  expect(await findings()).toEqual([]);
}, 60_000);

test('the history says that the log does not reach the registry', async () => {
  await fill();
  await change((it) => it.slice(0, 4));
  const result = await HISTORY.query(await bench.open(), {});
  const { problems } = HISTORY.present(result, {}, String);
  expect(problems).toEqual([
    { line: 5, problem: 'the log ends here, but the registry names event 6' },
  ]);
});

const told = async () => (await history()).map((it) => JSON.stringify(it));

/** As if the last events could not be appended: each is in a file of its own. */
async function leaveBehind(count: number): Promise<void> {
  for (const line of (await readLines()).slice(-count)) {
    const name = `events-${hashLine(line).slice('sha256:'.length, 39)}.jsonl`;
    await writeFile(at(`${STEP}/.generations/${name}`), `${line}\n`);
  }
  await change((lines) => lines.slice(0, -count));
}

test.each([
  ['cut', () => change((it) => it.slice(0, 2))],
  ['torn', async () => writeFile(at(LOG), (await bench.text(LOG)).slice(0, -20))],
  ['deleted', () => rm(at(LOG))],
  ['edited', () => change(edited(3))],
])('events that waited for a log that is %s since are told, and get into it', async (_, damage) => {
  await fill();
  const last = (await readLines()).slice(-2);
  await leaveBehind(2);
  await damage();
  expect(await told()).toEqual(expect.arrayContaining(last));
  expect(await findings()).not.toEqual([]);
  await tag('lamp', 'x');
  await tag('lamp', 'y');
  expect(await told()).toEqual(expect.arrayContaining(last));
  expect(await readLines()).toEqual(expect.arrayContaining(last));
  expect((await findings()).map((it) => it.kind)).toEqual(['audit-break']);
  // They are in the log now, and nowhere else.
  expect((await readdir(at(`${STEP}/.generations`))).filter(isEventsName)).toEqual([]);
  await acceptBreaks(bench.place(), 'known');
  expect(await findings()).toEqual([]);
});

/** What forged lines say must not be told after a break before them was accepted, nor by accepting them. */
test.each([
  [
    'behind an accepted gap',
    async () => {
      await change(without(2));
      await acceptBreaks(bench.place(), 'known');
      await change((it) => it.toSpliced(5, 0, forge(it[0] ?? '')));
    },
  ],
  [
    'before the true end, accepted',
    async () => {
      await change(hiddenTail);
      await acceptBreaks(bench.place(), 'known');
    },
  ],
])('lines forged %s are not told', async (_, damage) => {
  await fill();
  const lines = await readLines();
  await damage();
  const all = await told();
  expect(all.filter((it) => it.includes(FORGED))).toEqual([]);
  expect(all).toEqual(expect.arrayContaining(lines.filter((_line, place) => place !== 2)));
});

test('a log whose last line was moved up still tells all events once it is mended', async () => {
  await fill();
  const lines = await readLines();
  await change((it) => [0, 5, 2, 3, 4, 1].flatMap((place) => it[place] ?? []));
  await findings(true);
  expect(await told()).toEqual(expect.arrayContaining(lines));
});

test('a line without its end is no break', async () => {
  await fill();
  await writeFile(at(LOG), (await readFile(at(LOG))).subarray(0, -1));
  await tag('lamp', 'x');
  expect(await findings()).toEqual([]);
});
