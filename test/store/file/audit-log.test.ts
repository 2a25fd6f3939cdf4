/** The log on disk, and what is left of it after faults. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { draftDifferences } from '../../../src/audit/draft.js';
import { sealEvents } from '../../../src/audit/seal.js';
import type { AuditHead } from '../../../src/domain/model.js';
import type { SealedEvents } from '../../../src/domain/registry-state.js';
import {
  completeLog,
  discardPendingEvents,
  findAuditLog,
  savePendingEvents,
  readAuditLog,
} from '../../../src/store/file/audit-log.js';
import { isEventsName } from '../../../src/store/file/audit-pending.js';
import type { Layout } from '../../../src/store/file/layout.js';
import { createLayout } from '../../../src/store/file/layout.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';
import { save, stateOf } from '../../support/registry-store.js';

let cwd: string;
let layout: Layout;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-log-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.generations, { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** Events of some models, behind a head. */
function sealed(
  head: AuditHead | undefined,
  ...ids: string[]
): SealedEvents & { head: AuditHead; text: string } {
  const { models } = stateWith(...ids.map((id) => entryWith(id)));
  const drafts = draftDifferences(new Map(), models, { action: 'register' });
  const made = sealEvents(drafts, head, { actor: 'ada', at: '2026-01-01T00:00:00.000Z' });
  if (made.head === undefined) throw new Error('a head');
  return { ...made, text: String(made.lines), head: made.head };
}

const text = (): Promise<string> => readFile(layout.auditLog, 'utf8');
const pending = async (): Promise<string[]> =>
  (await readdir(layout.generations)).filter(isEventsName);

test('events are kept beside the generations, and added to the log', async () => {
  const one = sealed(undefined, 'a', 'b');
  await savePendingEvents(layout, one);
  expect(await pending()).toHaveLength(1);
  expect(existsSync(layout.auditLog)).toBe(false);
  expect((await readAuditLog(layout, one.head)).toString()).toBe(one.text);
  expect(await completeLog(layout, one.head)).toBe(true);
  expect([await text(), await pending()]).toEqual([one.text, []]);
  expect(await completeLog(layout, one.head)).toBe(true);
  expect(await text()).toBe(one.text);
});

test('nothing is kept of a commit without events', async () => {
  await savePendingEvents(layout, { lines: Buffer.alloc(0), head: undefined });
  discardPendingEvents(layout, { lines: Buffer.alloc(0), head: undefined });
  expect(await pending()).toEqual([]);
  expect(await completeLog(layout, undefined)).toBe(true);
  expect(await findAuditLog(layout, undefined)).toMatchObject({
    bytes: undefined,
    pending: Buffer.alloc(0),
  });
});

test('a log that is several commits behind gets all of them', async () => {
  const one = sealed(undefined, 'a');
  const two = sealed(one.head, 'b', 'c');
  const three = sealed(two.head, 'd');
  for (const it of [one, two, three]) await savePendingEvents(layout, it);
  expect((await readAuditLog(layout, two.head)).toString()).toBe(one.text + two.text);
  expect(await completeLog(layout, three.head)).toBe(true);
  expect([await text(), await pending()]).toEqual([one.text + two.text + three.text, []]);
});

test('a log that was cut anywhere by a kill goes on at that byte', async () => {
  const one = sealed(undefined, 'a');
  const two = sealed(one.head, 'b', 'c');
  for (let cut = 0; cut < two.text.length; cut += 37) {
    await writeFile(layout.auditLog, one.text + two.text.slice(0, cut));
    await savePendingEvents(layout, two);
    expect((await readAuditLog(layout, two.head)).toString()).toBe(one.text + two.text);
    expect([cut, await completeLog(layout, two.head)]).toEqual([cut, true]);
    expect(await text()).toBe(one.text + two.text);
  }
});

test('the last line end alone may be missing', async () => {
  const one = sealed(undefined, 'a', 'b');
  await writeFile(layout.auditLog, one.text.slice(0, -1));
  expect(await completeLog(layout, one.head)).toBe(true);
  expect(await text()).toBe(one.text);
});

test('events that two writers added are no fault', async () => {
  const one = sealed(undefined, 'a', 'b');
  const two = sealed(one.head, 'c');
  const three = sealed(two.head, 'd');
  // A writer slept, and added once more what another one had completed for it.
  await writeFile(layout.auditLog, one.text + two.text + one.text);
  expect(await completeLog(layout, two.head)).toBe(true);
  await savePendingEvents(layout, three);
  expect(await completeLog(layout, three.head)).toBe(true);
  expect(await text()).toBe(one.text + two.text + one.text + three.text);
  expect(await completeLog(layout, three.head)).toBe(true);
});

describe('a log that leads elsewhere', () => {
  const one = sealed(undefined, 'a');
  const two = sealed(one.head, 'b');
  const other = sealed(undefined, 'x');

  test.each([
    ['of another registry', other.text, ''],
    ['without the events that the registry names', '', ''],
    [
      'ahead of the registry',
      one.text + two.text + sealed(two.head, 'c').text,
      one.text + two.text,
    ],
    ['with a torn line that is none of ours', `${one.text}{"sequ…`, ''],
    ['of one word', 'nonsense', ''],
    ['of empty lines', '\n\n\n', '\n\n\n'],
  ])('%s: it is not touched, and answers only with what is known', async (_, log, known) => {
    await writeFile(layout.auditLog, log);
    expect(await completeLog(layout, two.head)).toBe(false);
    expect(await text()).toBe(log);
    expect((await readAuditLog(layout, two.head)).toString()).toBe(known);
  });

  test('without a head in the registry, it leads nowhere', async () => {
    await writeFile(layout.auditLog, one.text);
    expect(await completeLog(layout, undefined)).toBe(false);
  });

  test('pending events that were damaged are not believed', async () => {
    await savePendingEvents(layout, one);
    const [name = ''] = await pending();
    await writeFile(join(layout.generations, name), one.text.replace('ada', 'eve'));
    expect(await completeLog(layout, one.head)).toBe(false);
    await rm(join(layout.generations, name));
    await mkdir(join(layout.generations, name));
    expect(await completeLog(layout, one.head)).toBe(false);
  });
});

test('long lines are read as they are', async () => {
  const big = stateWith(entryWith('a', { description: 'x'.repeat(500_000) }));
  const drafts = draftDifferences(new Map(), big.models, { action: 'register' });
  const made = sealEvents(drafts, undefined, { actor: 'a', at: '2026-01-01T00:00:00.000Z' });
  await savePendingEvents(layout, made);
  expect(await completeLog(layout, made.head)).toBe(true);
  expect(await completeLog(layout, made.head)).toBe(true);
});

test('events of commits that failed are swept after an hour', async () => {
  const failed = sealed(undefined, 'x');
  const one = sealed(undefined, 'a');
  await savePendingEvents(layout, failed);
  await savePendingEvents(layout, one);
  await completeLog(layout, one.head);
  expect(await pending()).toHaveLength(1);
  const [name = ''] = await pending();
  await utimes(join(layout.generations, name), 0, 0);
  const two = sealed(one.head, 'b');
  await savePendingEvents(layout, two);
  const told: string[] = [];
  await completeLog(layout, two.head, undefined, (it) => told.push(it));
  expect(await pending()).toEqual([]);
  // They may be of another branch.
  const [aside = ''] = (await readdir(layout.root)).filter((it) => it.includes('.aside-'));
  expect(await readFile(join(layout.root, aside), 'utf8')).toBe(failed.text);
  expect(told).toEqual([expect.stringContaining(`Set aside in ${aside}: 1 line`)]);
});

test('events of long ago wait for the state of another branch that names them', async () => {
  const other = sealed(undefined, 'x');
  await savePendingEvents(layout, other);
  await save(layout, { ...stateOf('x'), audit: other.head });
  const waiting = await pending();
  await utimes(join(layout.generations, waiting[0] ?? ''), 0, 0);
  let head: AuditHead | undefined;
  for (const id of ['a', 'b']) {
    const one = sealed(head, id);
    await savePendingEvents(layout, one);
    await completeLog(layout, one.head);
    head = one.head;
  }
  expect(await pending()).toEqual(waiting);
  await rm(layout.auditLog);
  expect(await completeLog(layout, other.head)).toBe(true);
  expect(await readFile(layout.auditLog, 'utf8')).toBe(other.text);
});

test('events that are in the log already are swept without a word', async () => {
  const one = sealed(undefined, 'a');
  const two = sealed(one.head, 'b');
  await savePendingEvents(layout, one);
  await completeLog(layout, one.head);
  await savePendingEvents(layout, one);
  await utimes(join(layout.generations, (await pending())[0] ?? ''), 0, 0);
  await savePendingEvents(layout, two);
  await completeLog(layout, two.head);
  expect(await pending()).toEqual([]);
  expect((await readdir(layout.root)).filter((it) => it.includes('.aside-'))).toEqual([]);
});

test('events of a commit to come are not swept, however old they are', async () => {
  const one = sealed(undefined, 'a');
  const two = sealed(one.head, 'b');
  await savePendingEvents(layout, one);
  await savePendingEvents(layout, two);
  const name = `events-${two.head.hash.slice(7, 39)}.jsonl`;
  await utimes(join(layout.generations, name), 0, 0);
  await completeLog(layout, one.head);
  expect(await pending()).toEqual([name]);
});

test('events are taken back, but where the other writer did the very same', async () => {
  const one = sealed(undefined, 'a');
  await savePendingEvents(layout, one);
  discardPendingEvents(layout, one);
  expect(await pending()).toEqual([]);
  await savePendingEvents(layout, one);
  await save(layout, { ...stateOf('a'), audit: one.head });
  discardPendingEvents(layout, one);
  expect(await pending()).toHaveLength(1);
});

describe('what is no file in its place', () => {
  const one = sealed(undefined, 'a');
  const places: [string, () => Promise<unknown>][] = [
    ['a folder', () => mkdir(layout.auditLog)],
    ['a link', () => symlink(join(cwd, 'elsewhere'), layout.auditLog)],
    ['a FIFO', async () => execFileSync('mkfifo', [layout.auditLog])],
  ];

  test.each(places)('%s is told, and not followed', async (_, make) => {
    await writeFile(join(cwd, 'elsewhere'), '');
    await make();
    await savePendingEvents(layout, one);
    await expect(completeLog(layout, one.head)).rejects.toMatchObject({
      code: 'file-refused',
      message: expect.stringMatching(/audit_log.jsonl is (?:not a regular file|a symbolic link)/),
    });
    await expect(readAuditLog(layout, one.head)).rejects.toMatchObject({ code: 'file-refused' });
    expect(await readFile(join(cwd, 'elsewhere'), 'utf8')).toBe('');
    expect(await pending()).toHaveLength(1);
  });

  test.skipIf(getuid?.() === 0)('a file that may not be written', async () => {
    await writeFile(layout.auditLog, '');
    await chmod(layout.auditLog, 0o444);
    await savePendingEvents(layout, one);
    await expect(completeLog(layout, one.head)).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringContaining('EACCES'),
    });
  });
});
