/** The settings of a run. */
import type { Settings } from './model.js';

/** Determines which sections a spec must have, and which findings refuse it. */
export type Profile = 'basic' | 'standard' | 'strict' | 'research';

/** The part of the version number to increment; `auto` lets the planner decide. */
export type BumpLevel = 'auto' | 'major' | 'minor' | 'patch';

/** The settings that control whether and how models are registered; every key has a value. */
export type ResolvedSettings = Required<
  Pick<
    Settings,
    | 'registry_backup'
    | 'registry_format'
    | 'auto_version'
    | 'extract_metadata'
    | 'validate_before_register'
    | 'max_registry_size'
    | 'max_file_size'
    | 'max_front_matter_size'
    | 'max_structural_lines'
    | 'max_lines'
    | 'max_value_depth'
    | 'max_tensor_elements'
    | 'max_diagnostics'
    | 'max_parse_seconds'
    | 'cleanup_old_versions'
    | 'max_versions'
    | 'archive_after_days'
    | 'registry_lock'
    | 'required_fields'
    | 'validation_rules'
  >
>;
