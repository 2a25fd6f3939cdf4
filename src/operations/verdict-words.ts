import type { DiffOutput } from './generated/shapes.js';

/** The verdicts on differences, in words. */
export const VERDICTS: Readonly<Record<DiffOutput['verdict'], string>> = {
  same: 'no difference',
  drop_in: 'drop-in',
  needs_rerendering: 'needs re-rendering',
  incompatible: 'incompatible',
};
