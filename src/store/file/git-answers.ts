/** What git says of a registry: asked once in a verification, which looks several times. */
import { memoize } from '../../domain/memoize.js';
import { describeClone } from './git-clone.js';
import { listMerges, type Merge } from './git-merges.js';
import type { Layout } from './layout.js';

export interface GitAnswers {
  /** Notes about how git would merge the registry in this clone. */
  readonly clone: () => Promise<readonly string[]>;
  /** The last merges, the newest first. */
  readonly merges: () => Promise<readonly Merge[]>;
}

/** @param isSearched - whether git is searched for lost bytes: how it merges can be asked when they are back */
export function createGitAnswers(layout: Layout, isSearched: boolean): GitAnswers {
  const clone = memoize(() => describeClone(layout));
  const merges = memoize(() => listMerges(layout));
  return {
    clone: async () => (isSearched ? [] : clone(undefined)),
    merges: () => merges(undefined),
  };
}
