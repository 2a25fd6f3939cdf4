import type { Diagnostic } from '../../src/domain/diagnostics.js';
import type { Limits } from '../../src/domain/limits.js';
import type { ParsedFile, SectionName, Spec } from '../../src/domain/spec.js';
import type { Profile } from '../../src/domain/settings.js';
import { parseSpec } from '../../src/gnn/index.js';
import { validateSpec } from '../../src/validate/index.js';

/** The line at which the body that is passed to `readSection` starts. */
export const BODY = 4;

/** Parses a file whose only other section is `GNNSection`; the body starts at line `BODY`. */
export function readSection(name: SectionName, ...body: readonly string[]): Spec {
  return onlySpec(['## GNNSection', 'X', `## ${name}`, ...body].join('\n'));
}

/** The only model of a text. */
export function onlySpec(text: string, limits?: Limits): Spec {
  const { specs } = parseSpec(text, limits);
  const [spec] = specs;
  if (spec === undefined || specs.length > 1) throw new Error(`${specs.length} models`);
  return spec;
}

/** Diagnostics as `CODE line:column`, in order. */
export function places(found: { readonly diagnostics: readonly Diagnostic[] }): string[] {
  return found.diagnostics.map(
    (diagnostic) => `${diagnostic.code} ${diagnostic.line}:${diagnostic.column}`,
  );
}

/** The findings about a text of one model, as `CODE rest of the line at the finding's position`. */
export function findingsAt(text: string, profile: Profile = 'standard'): string[] {
  const lines = text.split('\n');
  return validateSpec(onlySpec(text), { profile }).diagnostics.map(
    ({ code, line, column }) =>
      `${code} ${Array.from(lines[line - 1] ?? '')
        .slice(column - 1)
        .join('')}`,
  );
}

/** The messages of the findings about a text of one model. */
export function messagesOf(text: string, profile: Profile = 'standard'): string[] {
  return validateSpec(onlySpec(text), { profile }).diagnostics.map((it) => it.message);
}

/** Sections of the sound spec that are replaced, or removed with null. */
export type Changes = Partial<Record<SectionName, string | null>>;

/** The findings about a sound spec with some changes; those of the given codes, or else all. */
export function findingsAbout(changes: Changes, codes: readonly string[] = []): Diagnostic[] {
  const { diagnostics } = validateSpec(onlySpec(soundSpec(changes)));
  return codes.length === 0 ? diagnostics : diagnostics.filter((it) => codes.includes(it.code));
}

/** All diagnostics of a file: its own, and those of its models. */
export function allDiagnostics(file: ParsedFile): Diagnostic[] {
  return [...file.diagnostics, ...file.specs.flatMap((spec) => spec.diagnostics)];
}

/** The sections of a complete spec that violates no rule. */
export const SOUND_SECTIONS: Readonly<Partial<Record<SectionName, string>>> = {
  GNNSection: 'ActInfPOMDP',
  GNNVersionAndFlags: 'GNN v1',
  ModelName: 'Sound model',
  ModelAnnotation: 'A model without a fault.',
  StateSpaceBlock: 'A[2,2,type=float]\nD[2,type=float]\ns[2,1,type=float]\no[2,1,type=int]',
  Connections: 'D>s\ns-A\nA-o',
  InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.5, 0.5)}',
  Time: 'Static',
  ActInfOntologyAnnotation: 'A=LikelihoodMapping\nD=PriorBelief\ns=HiddenState\no=ObservableState',
  Footer: 'The end.',
  Signature: 'Creator: a test',
};

/** A complete spec that violates no rule; sections can be replaced, or removed with null. */
export function soundSpec(changes: Changes = {}): string {
  return Object.entries({ ...SOUND_SECTIONS, ...changes })
    .flatMap(([name, body]) => (body === null ? [] : [`## ${name}\n${body}\n`]))
    .join('\n');
}
