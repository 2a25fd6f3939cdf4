import { SETTING_DEFAULTS } from './generated/values.js';
import type { ResolvedSettings } from './settings.js';

/** Bytes, as `max_registry_size` counts them. */
export const MEGABYTE = 1e6;

/** How deep a free value may be nested, such as one of a front matter: no schema can say it. */
export const VALUE_DEPTH = 16;

/** How much of a spec is read: beyond, it is refused or cut, and that is said. */
export interface Limits {
  /** UTF-16 code units of the front matter, without its fences. */
  readonly frontMatter: number;
  /** Headings, fences and comment lines. */
  readonly structuralLines: number;
  /** Lines of the file. */
  readonly lines: number;
  /** How deep the brackets of a value may be nested. */
  readonly nesting: number;
  /** Elements of one tensor. */
  readonly elements: number;
  /** Diagnostics that are kept of one file; the rest is counted. */
  readonly diagnostics: number;
}

type LimitSettings = Pick<
  ResolvedSettings,
  | 'max_front_matter_size'
  | 'max_structural_lines'
  | 'max_lines'
  | 'max_value_depth'
  | 'max_tensor_elements'
  | 'max_diagnostics'
>;

/** The limits that hold where no settings say otherwise. */
export const DEFAULT_LIMITS: Limits = limitsOf(SETTING_DEFAULTS);

/** The limits as the settings have them. */
export function limitsOf(settings: LimitSettings): Limits {
  return {
    frontMatter: settings.max_front_matter_size,
    structuralLines: settings.max_structural_lines,
    lines: settings.max_lines,
    nesting: settings.max_value_depth,
    elements: settings.max_tensor_elements,
    diagnostics: settings.max_diagnostics,
  };
}
