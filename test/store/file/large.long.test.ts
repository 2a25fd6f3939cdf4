/** A log that is far behind, and archives as large as they may be. */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftDifferences } from '../../../src/audit/draft.js';
import { sealEvents } from '../../../src/audit/seal.js';
import { hashedSource } from '../../../src/domain/archive-names.js';
import { sha256 } from '../../../src/domain/canonical.js';
import { joinArchives } from '../../../src/domain/joined-archives.js';
import type { AuditHead } from '../../../src/domain/model.js';
import type { SealedEvents } from '../../../src/domain/registry-state.js';
import { completeLog, readAuditLog, savePendingEvents } from '../../../src/store/file/audit-log.js';
import { isEventsName } from '../../../src/store/file/audit-pending.js';
import { createLayout, type Layout } from '../../../src/store/file/layout.js';
import { findArchive } from '../../../src/store/file/metadata.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

let cwd = '';
let layout: Layout;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-large-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(layout.generations, { recursive: true });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** Events of a model, behind a head. */
function sealed(
  head: AuditHead | undefined,
  id: string,
): SealedEvents & { head: AuditHead; text: string } {
  const drafts = draftDifferences(new Map(), stateWith(entryWith(id)).models, {
    action: 'register',
  });
  const made = sealEvents(drafts, head, { actor: 'ada', at: '2026-01-01T00:00:00.000Z' });
  if (made.head === undefined) throw new Error('a head');
  return { ...made, text: String(made.lines), head: made.head };
}

test('a log that is thousands of commits behind gets all of them', async () => {
  let head: AuditHead | undefined;
  let all = '';
  for (let count = 0; count < 2500; count += 1) {
    const one = sealed(head, `m${count}`);
    await savePendingEvents(layout, one);
    head = one.head;
    all += one.text;
  }
  expect((await readAuditLog(layout, head)).toString()).toBe(all);
  expect(await completeLog(layout, head)).toBe(true);
  expect(await readFile(layout.auditLog, 'utf8')).toBe(all);
  expect((await readdir(layout.generations)).filter(isEventsName)).toEqual([]);
}, 60_000);

test('archived bytes of several branches may have more than a spec, each by itself', async () => {
  const path = 'agent/1.0.0.md';
  await mkdir(join(layout.root, dirname(path)), { recursive: true });
  const most = layout.limits.archive.bytes;
  const [one, other] = [Buffer.alloc(most / 2, 'a'), Buffer.alloc(most / 2 + 1, 'b')];
  const long = Buffer.alloc(most + 1, 'c');
  const source = hashedSource(path, sha256(one));
  await writeFile(join(layout.root, path), joinArchives(one, other));
  expect((await findArchive(layout, source, sha256(one)))?.bytes.length).toBe(one.length);
  await writeFile(join(layout.root, path), joinArchives(long, one));
  expect((await findArchive(layout, source, sha256(one)))?.bytes.length).toBe(one.length);
  const tooLong = hashedSource(path, sha256(long));
  expect(await findArchive(layout, tooLong, sha256(long))).toBeUndefined();
});
