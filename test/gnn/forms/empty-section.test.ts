import { expect, test } from 'vitest';
import { validateSpec } from '../../../src/validate/index.js';
import { onlySpec, soundSpec } from '../../support/spec-text.js';

const check = (GNNSection: string | null, profile: 'basic' | 'standard') => {
  const { accepted, diagnostics } = validateSpec(onlySpec(soundSpec({ GNNSection })), { profile });
  return { accepted, codes: diagnostics.map((it) => it.code) };
};

test.each(['', '\n\n', '# only a comment', '<!-- x -->', null])(
  'GNNSection %j is missing',
  (body) => {
    expect(check(body, 'standard')).toEqual({ accepted: false, codes: ['GNN-E001'] });
    expect(check(body, 'basic').accepted).toBe(true);
  },
);

test.each(['ActInfPOMDP', '\n\nX\n', 'X # note'])('GNNSection %j is there', (body) => {
  expect(check(body, 'standard')).toEqual({ accepted: true, codes: [] });
});
