import type { Profile } from '../domain/settings.js';
import type { SectionName } from '../domain/spec.js';

/** What a profile requires of a spec before it is registered. */
export interface ProfileRules {
  /** Sections that must be present. Profile basic omits `ModelName`: the title serves as the name. */
  readonly requiredSections: readonly SectionName[];
  /** Besides structural findings, findings of these severities refuse a spec. */
  readonly refusedBy: readonly ('error' | 'warning')[];
  /** Every variable must be mapped to an ontology term. */
  readonly requiresTerms: boolean;
}

const BASIC: readonly SectionName[] = ['StateSpaceBlock'];
const STANDARD: readonly SectionName[] = [
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
  ...BASIC,
  'Connections',
];
const STRICT: readonly SectionName[] = [
  ...STANDARD,
  'ModelAnnotation',
  'InitialParameterization',
  'Time',
  'Footer',
];
const RESEARCH: readonly SectionName[] = [...STRICT, 'ActInfOntologyAnnotation', 'Signature'];

/** The profiles, from most lenient to strictest. */
export const PROFILES: Readonly<Record<Profile, ProfileRules>> = {
  basic: { requiredSections: BASIC, refusedBy: [], requiresTerms: false },
  standard: { requiredSections: STANDARD, refusedBy: [], requiresTerms: false },
  strict: { requiredSections: STRICT, refusedBy: ['error'], requiresTerms: false },
  research: { requiredSections: RESEARCH, refusedBy: ['error', 'warning'], requiresTerms: true },
};
