/** Compares models of weights: what they are, tensor by tensor, and what is said of them. */
import type { Change, Weights, WeightsFacts, WeightsTensor } from '../../domain/model.js';
import { byImportance, createChange } from './importance.js';

/** Lists what differs between two versions of a model of weights, most important first. */
export function compareWeights(before: Weights, after: Weights): Change[] {
  const tensors = compareTensors(before.tensors, after.tensors);
  const facts = compareFacts(before.facts, after.facts);
  const isSame = before.hash === after.hash;
  const found = [
    ...facts,
    ...tensors,
    // Where the tensors say what differs, the bytes need not.
    ...(isSame || tensors.length > 0 ? [] : [createBytesChange(before, after)]),
    ...compareText('name', before.name, after.name, `name ${before.name} → ${after.name}`),
    ...compareText('base_models', listBases(before), listBases(after)),
    ...compareText('files', listFiles(before), listFiles(after)),
  ];
  return found.toSorted(byImportance);
}

function createBytesChange(before: Weights, after: Weights): Change {
  const text = 'the values of the tensors differ';
  return createChange('weights_changed', 'weights', text, {
    before: before.hash,
    after: after.hash,
  });
}

/** The facts that say more than the others if they differ. */
const KINDS: Partial<Record<keyof WeightsFacts, Change['kind']>> = {
  architecture: 'architecture_changed',
  vocabulary_size: 'vocabulary_changed',
  tokenizer: 'vocabulary_changed',
  quantisation: 'quantisation_changed',
};

function compareFacts(before: WeightsFacts, after: WeightsFacts): Change[] {
  const names = Object.keys({ ...before, ...after }) as (keyof WeightsFacts)[];
  return names.flatMap((name) => {
    const [was, is] = [before[name]?.value ?? null, after[name]?.value ?? null];
    if (was === is) return [];
    // What was not known before need not be new, and what a name says is not in the bytes.
    const isSaid = [before[name], after[name]].some((it) => it === null || it?.from === 'name');
    const kind = isSaid ? 'fact_changed' : (KINDS[name] ?? 'fact_changed');
    const text = `${name.replaceAll('_', ' ')} ${was ?? 'unknown'} → ${is ?? 'unknown'}`;
    return createChange(kind, `facts/${name}`, text, { before: was, after: is });
  });
}

function compareTensors(
  before: readonly WeightsTensor[],
  after: readonly WeightsTensor[],
): Change[] {
  // Of a format that is never opened nothing is known.
  if (before.length === 0 || after.length === 0) return [];
  const was = new Map(before.map((it) => [it.name, it]));
  const is = new Map(after.map((it) => [it.name, it]));
  return [
    ...before.filter(({ name }) => !is.has(name)).map((it) => createTensorChange(it, undefined)),
    ...after.flatMap((it) => compareTensor(was.get(it.name), it)),
  ];
}

function compareTensor(before: WeightsTensor | undefined, after: WeightsTensor): Change[] {
  if (before === undefined) return [createTensorChange(undefined, after)];
  const [was, is] = [formatShape(before), formatShape(after)];
  const path = `tensors/${after.name}`;
  if (was !== is) {
    const text = `tensor ${after.name}: shape ${was} → ${is}`;
    return [createChange('tensor_reshaped', path, text, { before: was, after: is })];
  }
  if (before.type === after.type) return [];
  const text = `tensor ${after.name}: ${before.type} → ${after.type}`;
  const values = { before: before.type, after: after.type };
  return [createChange('tensor_requantised', path, text, values)];
}

function createTensorChange(
  before: WeightsTensor | undefined,
  after: WeightsTensor | undefined,
): Change {
  const tensor = after ?? before;
  const [kind, word] =
    after === undefined
      ? (['tensor_removed', 'removed'] as const)
      : (['tensor_added', 'added'] as const);
  const text = `tensor ${tensor?.name} ${word}: ${describeTensor(tensor)}`;
  const values = { before: describeTensor(before), after: describeTensor(after) };
  return createChange(kind, `tensors/${tensor?.name}`, text, values);
}

function describeTensor(tensor: WeightsTensor | undefined): string | null {
  return tensor === undefined ? null : `${tensor.type} ${formatShape(tensor)}`;
}

function formatShape({ shape }: WeightsTensor): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

function listBases({ base_models: bases }: Weights): string {
  return bases.map(({ name, relation }) => `${relation} ${name}`).join(', ');
}

function listFiles({ files }: Weights): string {
  return files
    .map(({ path, role, hash }) => (role === 'weights' ? path : `${path} ${hash}`))
    .join(', ');
}

function compareText(
  path: string,
  before: string,
  after: string,
  text = `${path.replaceAll('_', ' ')} changed`,
): Change[] {
  if (before === after) return [];
  return [createChange('fact_changed', path, text, { before, after })];
}
