/** The newest events, read from the end of the log alone. */
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { draftDifferences } from '../../../src/audit/draft.js';
import { sealEvents } from '../../../src/audit/seal.js';
import type { AuditHead } from '../../../src/domain/model.js';
import { readEventsAfter } from '../../../src/store/file/audit-tail.js';
import { createLayout, type Layout } from '../../../src/store/file/layout.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

const COUNT = 400;
/** Long enough for the end to be read in several parts. */
const DESCRIPTION = 'of a model '.repeat(40);

let cwd: string;
let layout: Layout;
let head: AuditHead;
let lines: string[];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gnn-tail-'));
  layout = createLayout({ outputDir: 'out', registryPath: null, cwd });
  await mkdir(dirname(layout.auditLog), { recursive: true });
  const entries = Array.from({ length: COUNT }, (_, at) =>
    entryWith(`m${at}`, { description: DESCRIPTION }),
  );
  const drafts = draftDifferences(new Map(), stateWith(...entries).models, { action: 'register' });
  const at = '2026-01-01T00:00:00.000Z';
  const made = sealEvents(drafts, undefined, { actor: 'ada', at });
  if (made.head === undefined) throw new Error('a head');
  ({ head } = made);
  lines = String(made.lines).split(/(?<=\n)/);
  await writeFile(layout.auditLog, lines.join(''));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const readAfter = (sequence: number): string | undefined =>
  readEventsAfter(layout, head, sequence)?.toString();

test.each([0, 1, 200, COUNT - 1, COUNT, COUNT + 1])('are those after event %i', (sequence) => {
  expect(readAfter(sequence)).toBe(lines.slice(sequence).join(''));
});

test.each([
  ['there is no log', () => rm(layout.auditLog)],
  ['it ends with lines that no registry names', () => appendFile(layout.auditLog, '{}\n')],
  ['its last line is torn', () => appendFile(layout.auditLog, '{')],
  ['it is empty', () => writeFile(layout.auditLog, '')],
  ['it is JSON, but no event', () => writeFile(layout.auditLog, '7\n')],
  ['it lacks the first events', () => writeFile(layout.auditLog, lines.slice(1).join(''))],
  [
    'a line in it was changed',
    async () => {
      const text = await readFile(layout.auditLog, 'utf8');
      await writeFile(layout.auditLog, text.replace('"m7"', '"m8"'));
    },
  ],
  [
    'the first one follows lines of another log',
    () => writeFile(layout.auditLog, `{}\n${lines.join('')}`),
  ],
])('are not read so where %s', async (_, spoil) => {
  await spoil();
  expect(readAfter(0)).toBeUndefined();
});
