import { SETTING_DEFAULTS } from './generated/values.js';
import type { ResolvedSettings } from './settings.js';

/** Bytes, as `max_registry_size` counts them. */
export const MEGABYTE = 1e6;

/** How deeply a free value, such as one in a front matter, may be nested; a schema cannot express it. */
export const VALUE_DEPTH = 16;

/** How much of a spec is read. A spec that exceeds a limit is refused or cut, with a finding. */
export interface Limits {
  /** UTF-16 code units of the front matter, without its fences. */
  readonly frontMatter: number;
  /** Headings, fences and comment lines. */
  readonly structuralLines: number;
  /** Lines of the file. */
  readonly lines: number;
  /** Nesting depth of the brackets of a value. */
  readonly nesting: number;
  /** Elements of one tensor. */
  readonly elements: number;
  /** Diagnostics kept per file; the rest is only counted. */
  readonly diagnostics: number;
}

/** The limits that apply unless the settings override them. */
export const DEFAULT_LIMITS: Limits = limitsOf(SETTING_DEFAULTS);

/** The limits that the settings define. */
export function limitsOf(settings: ResolvedSettings): Limits {
  return {
    frontMatter: settings.max_front_matter_size,
    structuralLines: settings.max_structural_lines,
    lines: settings.max_lines,
    nesting: settings.max_value_depth,
    elements: settings.max_tensor_elements,
    diagnostics: settings.max_diagnostics,
  };
}
