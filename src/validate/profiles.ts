import type { Profile } from '../domain/settings.js';
import type { SectionName } from '../domain/spec.js';

/** What a profile asks of a spec before it is registered. */
export interface ProfileRules {
  /** `ModelName` is not among them: in profile basic the title serves as the name. */
  readonly needs: readonly SectionName[];
  /** Findings of these severities refuse a spec, besides a missing section. */
  readonly refusedBy: readonly ('error' | 'warning')[];
  /** Every variable must be mapped to an ontology term. */
  readonly termsNeeded: boolean;
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

/** The profiles, from the most lenient to the strictest. */
export const PROFILES: Readonly<Record<Profile, ProfileRules>> = {
  basic: { needs: BASIC, refusedBy: [], termsNeeded: false },
  standard: { needs: STANDARD, refusedBy: [], termsNeeded: false },
  strict: { needs: STRICT, refusedBy: ['error'], termsNeeded: false },
  research: { needs: RESEARCH, refusedBy: ['error', 'warning'], termsNeeded: true },
};
