/** First lines of sections that a spec lacks, from what it declares. Pure. */
import type { GnnModel, Variable } from '../domain/model.js';
import { nameKey } from '../domain/names.js';
import { SECTION_GUIDE } from '../domain/section-guide.js';
import type { SectionName } from '../domain/spec.js';
import { usualTerm } from '../domain/usual-terms.js';

/** The lines of a section that a model lacks; they name nothing that the model does not declare. */
export function draftSection(name: SectionName, model: GnnModel): readonly string[] {
  switch (name) {
    case 'ModelName':
      return [model.title || 'Unnamed model'];
    case 'ModelAnnotation':
      return [model.title ? `${model.title}.` : 'What this model describes.'];
    case 'StateSpaceBlock':
      return ['s[2,1,type=float]   # Hidden state', 'o[2,1,type=float]   # Observation'];
    case 'Connections':
      return connect(model.variables);
    case 'InitialParameterization':
      return model.variables.flatMap((it) => draftValue(it) ?? []);
    case 'Time':
      return draftTime(model.variables);
    case 'ActInfOntologyAnnotation':
      return model.variables.flatMap(bind);
    case 'Footer':
      return [model.model_name || 'End of the spec.'];
    case 'Signature':
      return ['Status: draft'];
    case 'Equations':
    case 'ModelParameters':
    case 'ImageFromPaper':
    case 'ObservationBlock':
    case 'ControlBlock':
    case 'PreferenceBlock':
    case 'ConstraintBlock':
      return [];
    case 'GNNSection':
    case 'GNNVersionAndFlags':
      return SECTION_GUIDE[name].example;
  }
}

/** The lines of Time: dynamic if the model has a time, a transition or an action. */
function draftTime(variables: readonly Variable[]): string[] {
  const names = new Set(variables.map((it) => nameKey(it.name)));
  if (names.has('t')) return ['Time=t', 'Dynamic', 'Discrete', 'ModelTimeHorizon=Unbounded'];
  return names.has('B') || names.has('u') ? ['Dynamic', 'Discrete'] : ['Static'];
}

/** The edges of the usual generative model. */
const USUAL = [
  ['D', '>', 's'],
  ['s', '-', 'A'],
  ['A', '-', 'o'],
  ['s', '-', 'B'],
  ['B', '>', 's_prime'],
  ['C', '>', 'G'],
  ['E', '>', 'π'],
  ['G', '>', 'π'],
  ['π', '>', 'u'],
] as const;

/** The usual edges between declared variables, and one to every variable that has none of these. */
function connect(variables: readonly Variable[]): string[] {
  const names = variables.map((it) => it.name);
  const declared = new Set(names);
  const usual = USUAL.filter(([from, , to]) => declared.has(from) && declared.has(to));
  const connected = new Set<string>(usual.flatMap(([from, , to]) => [from, to]));
  const [first = 's'] = connected.size > 0 ? connected : names;
  const others = names.filter((it) => !connected.has(it) && it !== first && it !== 't');
  const more = others.map((it) => `${first}-${it}`);
  const lines = [...usual.map((edge) => edge.join('')), ...more];
  return lines.length === 0 ? [`${first}-${first}`] : lines;
}

/** Values with more elements are left to the author. */
const LARGEST = 256;

/** A value for `A`, `B`, `D` or `E`, which is an even distribution, or for `C`, which is zeros; none for others. */
export function draftValue({ name, dimensions }: Variable): string | undefined {
  const letter = /^([A-E])(?=$|[_'^0-9])/.exec(nameKey(name))?.[1];
  const sizes = dimensions.filter((it) => it !== null);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (letter === undefined || sizes.length < dimensions.length || count > LARGEST) return undefined;
  const inner = sizes.length === 2 && sizes[1] === 1 ? sizes.slice(0, 1) : sizes;
  const [first = 1] = inner;
  // With as many decimals as the sum needs to be 1.
  const entry = letter === 'C' ? '0.0' : String(Number((1 / first).toPrecision(8)));
  return inner.length > 1
    ? `${name}={${nest(inner, entry).slice(1, -1)}}`
    : `${name}={${nest(inner, entry)}}`;
}

/** Lists within lists, in parentheses. */
function nest([size = 1, ...rest]: readonly number[], entry: string): string {
  const item = rest.length === 0 ? entry : nest(rest, entry);
  return `(${Array.from({ length: size }, () => item).join(', ')})`;
}

function bind({ name }: Variable): string[] {
  const term = usualTerm(name);
  return term === undefined ? [] : [`${name}=${term}`];
}
