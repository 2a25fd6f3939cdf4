/** What a run is told to do, beside its options. */
import type { BUMP_LEVELS, PROFILE_NAMES, SETTING_DEFAULTS } from './generated/values.js';
import type { Settings } from './model.js';

/** Which sections a spec must have, and what else refuses it. */
export type Profile = (typeof PROFILE_NAMES)[number];

/** Which part of a version number goes up; `auto` leaves it to the planner. */
export type BumpLevel = (typeof BUMP_LEVELS)[number];

/** The settings that decide whether and how a model is registered; every key has a value. */
export type ResolvedSettings = Required<Pick<Settings, keyof typeof SETTING_DEFAULTS>>;
