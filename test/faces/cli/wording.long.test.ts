/** Words of a call as a shell reads them. */
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { operation } from '../../../src/domain/wording.js';
import { wordForShell } from '../../../src/faces/cli/wording.js';
import { CODE_POINT } from '../../support/property.js';

test('a POSIX shell reads every word unchanged', () => {
  const word = fc.string({ unit: CODE_POINT }).filter((text) => !text.includes('\0'));
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
