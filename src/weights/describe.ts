/** Joins what all files of a model say to what is known of it. Pure. */
import type {
  Weights,
  WeightsBase,
  WeightsFacts,
  WeightsFile,
  WeightsFormat,
  WeightsTensor,
} from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';
import { sha256 } from '../domain/canonical.js';
import { WEIGHTS_SCHEMA } from '../domain/weights.js';
import { joinFacts, toFacts, type Draft } from './drafts.js';
import { countElements, type Header } from './header.js';
import { draftHeader } from './header-facts.js';
import { readName } from './name.js';

/** A file of weights that was read. */
export interface ReadPart {
  readonly path: string;
  readonly size: number;
  /** Undefined for a format that is never opened. */
  readonly header: Header | undefined;
}

/** What is joined. */
export interface DescribeInput {
  /** The name of the folder or file. */
  readonly name: string;
  readonly format: WeightsFormat;
  readonly parts: readonly ReadPart[];
  readonly descriptions: readonly {
    readonly path: string;
    readonly size: number;
    readonly draft: Draft;
  }[];
}

/** Describes a model of weights; the hashes of its files come later. */
export function describeWeights({ name, format, parts, descriptions }: DescribeInput): Weights {
  const headers = parts.flatMap(({ path, header }) =>
    header === undefined ? [] : draftHeader(format, header, path),
  );
  const tensors = parts
    .flatMap(({ header }) => header?.tensors ?? [])
    .toSorted((a, b) => byCodeUnit(a.name, b.name));
  const described = descriptions.map(({ draft }) => draft);
  const said = [...headers, ...described];
  const named = readName(name);
  const counted = draftTensors(tensors, named.quantisation);
  // What a packed tensor has is not one element for each parameter.
  const isPacked = described.some(({ facts }) => facts.quantisation?.from === 'config');
  const fromName = toFacts(named, 'name', null);
  const last = isPacked ? [fromName, counted] : [counted, fromName];
  return {
    schema: WEIGHTS_SCHEMA,
    name: headers.map((it) => it.name).find((it) => it !== undefined) ?? name,
    format,
    hash: null,
    size_bytes: parts.reduce((sum, { size }) => sum + size, 0),
    memory_bytes: parts.reduce((sum, { size, header }) => sum + (header?.tensorBytes ?? size), 0),
    facts: joinFacts([...said.map(({ facts }) => facts), ...last]),
    base_models: joinBases(said.flatMap(({ bases }) => bases)),
    files: listFiles(parts, descriptions),
    tensors,
  };
}

function listFiles(
  parts: DescribeInput['parts'],
  descriptions: DescribeInput['descriptions'],
): WeightsFile[] {
  return [
    ...parts.map((it) => toFile(it, 'weights')),
    ...descriptions.map((it) => toFile(it, 'description')),
  ];
}

function toFile(
  { path, size }: { readonly path: string; readonly size: number },
  role: WeightsFile['role'],
): WeightsFile {
  return { path, size_bytes: size, role, hash: null };
}

function joinBases(bases: readonly WeightsBase[]): WeightsBase[] {
  const byName = new Map<string, WeightsBase>();
  for (const base of bases) if (!byName.has(base.name)) byName.set(base.name, base);
  return [...byName.values()];
}

const EMBEDDING = /(?:^|\.)(?:token_embd|embed_tokens|wte|word_embeddings|tok_embeddings)\.weight$/;

/** What tensors say: what they count up to, and which type most of their elements have. */
function draftTensors(
  tensors: readonly WeightsTensor[],
  named: string | undefined,
): Partial<WeightsFacts> {
  if (tensors.length === 0) return {};
  const [rows, columns] = tensors.find(({ name }) => EMBEDDING.test(name))?.shape ?? [];
  const type = findMainType(tensors);
  const facts = {
    parameters: tensors.reduce((sum, { shape, name }) => sum + countElements(shape, name), 0),
    // Only the name tells the mixtures of one type apart.
    quantisation: named?.startsWith(`${type}_`) === true ? named : type,
    vocabulary_size: rows,
    embedding_length: columns,
  };
  return toFacts(facts, 'tensors', null);
}

/** The type that most elements have. */
function findMainType(tensors: readonly WeightsTensor[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { type, shape, name } of tensors) {
    counts.set(type, (counts.get(type) ?? 0) + countElements(shape, name));
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/**
 * Adds the hashes of its files to a model.
 *
 * @param hashOf - the hash of a file by its path; undefined if it was not hashed
 */
export function withHashes(
  weights: Weights,
  hashOf: (path: string) => string | undefined,
): Weights {
  const files = weights.files.map((it) => ({ ...it, hash: hashOf(it.path) ?? null }));
  return { ...weights, files, hash: hashContent(files) };
}

/** One file has its own hash; that of several is made of theirs, in order. Null if one is missing. */
function hashContent(files: readonly WeightsFile[]): string | null {
  const weights = files.filter(({ role }) => role === 'weights');
  const [first] = weights;
  if (weights.length === 1) return first?.hash ?? null;
  // Without their names, which change when the model gets another one.
  const lines = weights
    .toSorted((a, b) => byCodeUnit(a.path, b.path))
    .map(({ hash }) => `${hash}\n`);
  return weights.some(({ hash }) => hash === null) ? null : sha256(lines.join(''));
}
