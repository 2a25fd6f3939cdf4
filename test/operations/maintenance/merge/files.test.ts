/** What a file is that git merges. */
import { expect, test } from 'vitest';
import { findKind } from '../../../../src/operations/maintenance/merge/files.js';

test.each([
  ['out/model_registry.json', 'registry'],
  ['versions/model_registry.json', 'registry'],
  ['out/versions/models.json', 'registry'],
  ['versions/audit_log.jsonl', 'log'],
  ['out/versions/models.json.audit_log.jsonl', 'log'],
  ['versions/model_registry_summary.json', 'derived'],
  ['versions/lamp/lamp_metadata.json', 'derived'],
  ['out/lamp/1.0.0.md', 'archive'],
  ['versions/lamp/1.0.0-rc.1.md.gz', 'archive'],
  ['out/lamp/1.0.0-01234567.md', 'archive'],
  ['out/lamp/versions/1.0.0-01234567', 'archive'],
  ['out/lamp/versions/draft_1.md', 'archive'],
])('%s is merged as %s', (path, kind) => {
  expect(findKind(path)).toBe(kind);
});
