/** The settings of a run. */
import type { BUMP_LEVELS, PROFILE_NAMES, SETTING_DEFAULTS } from './generated/values.js';
import type { Settings } from './model.js';

/** Determines which sections a spec must have, and which findings refuse it. */
export type Profile = (typeof PROFILE_NAMES)[number];

/** The part of the version number to increment; `auto` lets the planner decide. */
export type BumpLevel = (typeof BUMP_LEVELS)[number];

/** The settings that control whether and how models are registered; every key has a value. */
export type ResolvedSettings = Required<Pick<Settings, keyof typeof SETTING_DEFAULTS>>;
