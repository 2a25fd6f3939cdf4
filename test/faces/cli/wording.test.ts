import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
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

test('a POSIX shell reads every word unchanged', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 40, maxLength: 40 }), (words) => {
      const call = wordForShell([operation('show', ...words)]).slice('gnn-registry '.length);
      const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${call}`], { encoding: 'utf8' });
      expect(printed.split('\0')).toEqual(['show', ...words.map(wellFormed), '']);
    }),
    { numRuns: 10 },
  );
});

/** A lone surrogate cannot be encoded in UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
