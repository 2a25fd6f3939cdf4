import type { SectionName } from '../../../src/domain/spec.js';
import { DISTINCTIVE_SECTIONS } from '../../../src/domain/spec.js';
import type { Pen } from './pen.js';

/** A section to be written: a part of the language, or an extension. */
export interface Section {
  /** The text of its heading, if that is exact. */
  readonly name: string;
  readonly lines: readonly string[];
  /** Null for an extension. */
  readonly known: SectionName | null;
}

/** How the heading of a section is written: exactly, by another name, or at another level. */
export type HeadingForm = 'alone' | 'exact' | 'synonym' | 'level';

/** Names that open a section as well (notation, section 7), beside the lower case of its own. */
const SYNONYMS: Partial<Record<SectionName, readonly string[]>> = {
  GNNSection: ['GNN section', 'gnn_section'],
  GNNVersionAndFlags: ['GNN version and flags', 'GNN version', 'Version and Flags'],
  ModelName: ['Model name', 'model_name'],
  ModelAnnotation: ['Model annotation', 'Model annotations'],
  StateSpaceBlock: ['State space block', 'State Space'],
  ObservationBlock: ['Observation block'],
  ControlBlock: ['Control Block'],
  PreferenceBlock: ['preference-block'],
  ConstraintBlock: ['Constraint block'],
  InitialParameterization: ['Initial Parameterization', 'Initial parameterisation'],
  ActInfOntologyAnnotation: [
    'Active Inference Ontology',
    'ActInf Ontology Annotation',
    'ActInf ontology',
  ],
  ModelParameters: ['Model parameters'],
};

const PROSE: ReadonlySet<string> = new Set(['ModelAnnotation', 'Footer', 'Signature']);

/** Whether a level-1 heading below a section is a comment in it. */
export function takesComments({ known }: Section): boolean {
  return known !== null && !PROSE.has(known);
}

/** Chooses the form of every heading; one that tells a spec from documents stands alone on its line. */
export function chooseForms(sections: readonly Section[], pen: Pen): HeadingForm[] {
  const { pick } = pen;
  const telling = sections.flatMap(({ known, name }, index) =>
    known === name && DISTINCTIVE_SECTIONS.includes(known) ? [index] : [],
  );
  const [first = 0, ...others] = telling;
  const alone = pick(first, ...others);
  return sections.map(({ known, name }, index) => {
    if (index === alone) return 'alone';
    return known === name
      ? pick<HeadingForm>('exact', 'exact', 'exact', 'synonym', 'level')
      : 'exact';
  });
}

/**
 * Writes a section: its heading, with the first line of its body behind it or below it, and the rest.
 *
 * @param before - the section before it
 */
export function sectionLines(
  section: Section,
  form: HeadingForm,
  before: Section | undefined,
  pen: Pen,
): string[] {
  const { pick } = pen;
  const { known, name, lines } = section;
  if (known !== null && form === 'level') {
    pen.expectFinding('GNN-W031');
    return [otherLevel(known, before, pen), ...blank(pen), ...lines];
  }
  if (known !== null && form === 'synonym') pen.expectFinding('GNN-I014');
  const title = known !== null && form === 'synonym' ? synonym(known, pen) : name;
  const [first = '', ...rest] = lines;
  const mayJoin = known === name && form !== 'alone' && /^[^\s#<]/.test(first);
  if (mayJoin && pick(false, false, false, true)) {
    pen.expectFinding('GNN-W032');
    return [`## ${title}${pick(': ', ':', ' : ')}${first}`, ...rest];
  }
  return [exactHeading(title, pen), ...blank(pen), ...lines];
}

function exactHeading(title: string, { pick }: Pen): string {
  return pick(`## ${title}`, `## ${title}:`, `##\t${title}  `, `  ## ${title} ##`);
}

function synonym(name: SectionName, { pick }: Pen): string {
  return pick(name.toUpperCase(), name.toLowerCase(), ...(SYNONYMS[name] ?? []));
}

/** One sign only where it cannot be a comment: before the first section, or in prose. */
function otherLevel(name: string, before: Section | undefined, { pick }: Pen): string {
  const [mayBeFirst, deep] = [before === undefined || !takesComments(before), `### ${name}`];
  const deeper = pick(deep, `##${name}`, `###${name}`, `  #### ${name}: ##`, `###### ${name}`);
  return mayBeFirst ? pick(deeper, `# ${name}`, `# ${name}:`) : deeper;
}

export function blank({ pick }: Pen): string[] {
  return pick<string[]>([], [''], ['  ', '']);
}
