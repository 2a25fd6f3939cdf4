/** First specs of the usual kinds of models, sound and with comments, to be completed by a person. Pure. */
import { RegistryError } from '../domain/errors.js';
import { option, wording, type Wording } from '../domain/wording.js';
import { describeBandit } from './bandit.js';
import { describeContinuous } from './continuous.js';
import type { DiscreteSizes } from './discrete.js';
import { writeSpec, type SpecParts } from './document.js';
import { describeHierarchical } from './hierarchical.js';
import { describeHmm } from './hmm.js';
import { describeLearning } from './learning.js';
import { describeMdp } from './mdp.js';
import { describeMultiAgent } from './multi-agent.js';
import { describePomdp } from './pomdp.js';

/** The sizes that a model has. */
export type Sizes = Partial<DiscreteSizes>;

type SizeName = keyof DiscreteSizes;

interface Skeleton {
  readonly describe: (sizes: DiscreteSizes) => SpecParts;
  /** The sizes that are used if none are given; one that is missing cannot be given. */
  readonly sizes: Sizes;
  /** The least sizes, other than 1. */
  readonly least: Sizes;
  /** Why the other sizes cannot be given. */
  readonly without?: Wording;
}

const USUAL = { states: 3, observations: 4, actions: 2 };
/** A distribution over one thing says nothing. */
const TWO = { states: 2, observations: 2 };

/** The sizes, as faces name them. */
const SIZE_OPTIONS = {
  states: option('states'),
  observations: option('observations'),
  actions: option('actions'),
} as const;

/** The kinds of models, by the words that ask for them. */
export const SKELETONS = {
  pomdp: { describe: describePomdp, sizes: USUAL, least: TWO },
  mdp: {
    describe: describeMdp,
    sizes: { states: USUAL.states, actions: USUAL.actions },
    least: TWO,
    without: wording`its states are observed as they are: give ${option('states')} alone`,
  },
  hmm: {
    describe: describeHmm,
    sizes: { states: USUAL.states, observations: USUAL.observations },
    least: TWO,
    without: 'it is only watched, and nobody acts on it',
  },
  bandit: {
    describe: describeBandit,
    sizes: { observations: 2, actions: 3 },
    least: { observations: 2, actions: 2 },
    without: wording`its states are its arms, of which one is the best: give ${option('actions')}`,
  },
  hierarchical: { describe: describeHierarchical, sizes: USUAL, least: TWO },
  continuous: {
    describe: describeContinuous,
    sizes: { states: 2, observations: 1 },
    least: {},
    without: 'it is only measured, and nobody acts on it',
  },
  learning: { describe: describeLearning, sizes: USUAL, least: TWO },
  'multi-agent': { describe: describeMultiAgent, sizes: USUAL, least: TWO },
} as const satisfies Readonly<Record<string, Skeleton>>;

export type SkeletonKind = keyof typeof SKELETONS;

/**
 * Writes the spec of a model of some kind.
 *
 * @param sizes - those that the kind has; the others are the usual ones
 * @throws RegistryError `value-refused` for a size that the kind does not have, or that is too small
 */
export function writeSkeleton(kind: SkeletonKind, name: string, sizes: Sizes = {}): string {
  const { describe }: Skeleton = SKELETONS[kind];
  // What is missing is not read: the kind does not have it.
  return writeSpec(name, describe({ ...USUAL, ...resolveSizes(kind, sizes) }));
}

/** Completes the sizes of a kind. @throws RegistryError as {@link writeSkeleton} */
export function resolveSizes(kind: SkeletonKind, given: Sizes): Sizes {
  const skeleton: Skeleton = SKELETONS[kind];
  const names = Object.keys(USUAL) as SizeName[];
  for (const name of names) {
    const [size, least = 1] = [given[name], skeleton.least[name]];
    if (size === undefined) continue;
    if (skeleton.sizes[name] === undefined) {
      throw new RegistryError(
        'value-refused',
        wording`${SIZE_OPTIONS[name]} means nothing for ${kind}: ${skeleton.without ?? ''}`,
        wording`Leave out ${SIZE_OPTIONS[name]}.`,
      );
    }
    if (size < least) {
      throw new RegistryError(
        'value-refused',
        wording`${SIZE_OPTIONS[name]} of ${kind} must be at least ${String(least)}, not ${String(size)}`,
        wording`Give a larger ${SIZE_OPTIONS[name]}, or leave it out.`,
      );
    }
  }
  return { ...skeleton.sizes, ...given };
}
