import { expect, test } from 'vitest';
import { operation, option, wording } from '../../../src/domain/wording.js';
import { wordForShell } from '../../../src/faces/cli/wording.js';

test.each([
  [operation('rebuild'), 'gnn-registry rebuild'],
  [operation('run'), 'gnn-registry'],
  [operation('run', option('dry_run')), 'gnn-registry --dry-run'],
  [operation('alias rm', 'agent@^1.2', 'größte'), 'gnn-registry alias rm agent@^1.2 größte'],
  [operation('tag rm', 'my agent', "it's"), String.raw`gnn-registry tag rm 'my agent' 'it'\''s'`],
  [operation('show', ''), "gnn-registry show ''"],
  [operation('delete', 'agent', option('purge')), 'gnn-registry delete agent --purge'],
  [option('target_dir'), '--target-dir'],
  [option('lock_timeout', '30'), '--lock-timeout 30'],
  [option('output', 'a b'), "--output 'a b'"],
])('%j', (mentioned, expected) => {
  expect(wordForShell(wording`Try ${mentioned}.`)).toBe(`Try ${expected}.`);
});
