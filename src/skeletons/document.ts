/** The text of a spec, from what is in its sections. Pure. */

/** A variable: its declaration, its ontology term and its value, if it has one. */
export interface Variable {
  readonly name: string;
  readonly dimensions: readonly (number | string)[];
  readonly type: 'float' | 'int';
  readonly meaning: string;
  /** A known term of the ontology. */
  readonly term: string;
  /** What is to be said of the term. */
  readonly note?: string;
  readonly value?: Value;
}

/** The initial value of a variable. */
interface Value {
  /** What its indices mean, a line each. */
  readonly comments: readonly string[];
  readonly text: string;
}

/** What a spec says. */
export interface SpecParts {
  readonly section: string;
  /** Lines of prose. */
  readonly annotation: readonly string[];
  readonly variables: readonly Variable[];
  /** Lines of `Connections`, comments included. */
  readonly connections: readonly string[];
  /** Lines of `Equations`, comments included. */
  readonly equations: readonly string[];
  readonly discretisation: 'Discrete' | 'Continuous';
  readonly parameters: Readonly<Record<string, number>>;
  readonly footer: string;
}

/** The steps that a model is simulated for, unless its author says otherwise. */
export const STEPS = 20;

/** The time, which every skeleton has. */
export const TIME: Variable = {
  name: 't',
  dimensions: [1],
  type: 'int',
  meaning: 'Time step',
  term: 'Time',
};

/** Writes a spec with a name. */
export function writeSpec(name: string, parts: SpecParts): string {
  const { section, annotation, variables, connections, equations, discretisation } = parts;
  const sections: [name: string, lines: readonly string[]][] = [
    ['GNNSection', [section]],
    ['GNNVersionAndFlags', ['GNN v1']],
    ['ModelName', [name]],
    ['ModelAnnotation', annotation],
    ['StateSpaceBlock', declare(variables)],
    ['Connections', connections],
    ['InitialParameterization', variables.flatMap(initialise).slice(1)],
    ['Equations', equations],
    ['Time', ['Time=t', 'Dynamic', discretisation, `ModelTimeHorizon=${STEPS}`]],
    ['ActInfOntologyAnnotation', variables.map(bindTerm)],
    ['ModelParameters', Object.entries(parts.parameters).map((pair) => pair.join(': '))],
    ['Footer', [parts.footer]],
    ['Signature', ['Status: draft']],
  ];
  const texts = sections.map(([heading, lines]) => [`## ${heading}`, ...lines].join('\n'));
  return `${[`# ${name}`, ...texts].join('\n\n')}\n`;
}

function declare(variables: readonly Variable[]): string[] {
  const lines = variables.map(({ name, dimensions, type }) => {
    return `${name}[${dimensions.join(',')},type=${type}]`;
  });
  const width = Math.max(...lines.map(({ length }) => length));
  return variables.map(({ meaning }, at) => `${lines[at]?.padEnd(width)}  # ${meaning}`);
}

function bindTerm({ name, term, note }: Variable): string {
  return `${name}=${term}${note === undefined ? '' : `  # ${note}`}`;
}

/** The value of a variable below its comments, after a blank line. */
function initialise({ name, value }: Variable): string[] {
  if (value === undefined) return [];
  return ['', ...value.comments.map((line) => `# ${line}`), `${name}=${value.text}`];
}
