/** What headers say, in the words of each format. */
import type { WeightsBase, WeightsFormat } from '../domain/model.js';
import { toFacts, type Draft, type Values } from './drafts.js';
import { mixtureName } from './ggml-types.js';
import type { Header, HeaderValue } from './header.js';

/** Returns what the header of a file says. @param file - its name */
export function draftHeader(format: WeightsFormat, { values }: Header, file: string): Draft {
  const read = READERS[format];
  const { name, bases = [], ...facts } = read?.(values) ?? {};
  return {
    facts: toFacts(facts, 'header', file),
    bases,
    ...(name !== undefined && name !== '' && { name: name.slice(0, MAX_NAME) }),
  };
}

const MAX_NAME = 512;

type HeaderValues = ReadonlyMap<string, HeaderValue>;
type Said = Values & { readonly name?: string; readonly bases?: readonly WeightsBase[] };

const READERS: Readonly<Record<WeightsFormat, ((values: HeaderValues) => Said) | undefined>> = {
  gguf: readGgufValues,
  safetensors: readSafetensorsValues,
  onnx: (values) => ({ license: textOf(values, 'license'), source: textOf(values, 'source') }),
  pytorch: undefined,
};

function readGgufValues(values: HeaderValues): Said {
  const text = (key: string): string | undefined => textOf(values, key);
  const architecture = text('general.architecture');
  const count = (key: string): number | undefined => numberOf(values, `${architecture}.${key}`);
  const name = text('general.name');
  const isAdapter = text('general.type') === 'adapter';
  return {
    architecture,
    quantisation: mixtureName(numberOf(values, 'general.file_type') ?? -1),
    context_length: count('context_length'),
    embedding_length: count('embedding_length'),
    layers: count('block_count'),
    vocabulary_size: count('vocab_size') ?? lengthOf(values, 'tokenizer.ggml.tokens'),
    tokenizer: text('tokenizer.ggml.model'),
    chat_template: values.has('tokenizer.ggml.model')
      ? values.has('tokenizer.chat_template')
      : undefined,
    license: text('general.license'),
    declared_version: toVersion(text('general.version')),
    variant: isAdapter ? text('adapter.type') : text('general.finetune')?.toLowerCase(),
    owner: text('general.organization')?.toLowerCase(),
    source: text('general.source.repo_url') ?? text('general.repo_url'),
    bases: readBases(values, isAdapter ? 'adapter' : 'finetune'),
    // Last: V8 makes a new shape for each object whose literal goes on after a spread.
    ...(name !== undefined && { name }),
  };
}

/** At most so many are read. */
const MAX_BASES = 100;

function readBases(values: HeaderValues, relation: WeightsBase['relation']): WeightsBase[] {
  const count = Math.min(numberOf(values, 'general.base_model.count') ?? 0, MAX_BASES);
  return Array.from({ length: count }, (_, index) => {
    const text = (key: string): string | undefined =>
      textOf(values, `general.base_model.${index}.${key}`);
    const [, repository] =
      /^https:\/\/[^/]+\/([^/]+\/[^/]+?)\/?$/.exec(text('repo_url') ?? '') ?? [];
    return repository ?? text('name') ?? '';
  })
    .filter((name) => name !== '' && name.length <= MAX_NAME)
    .map((name) => ({ name, relation, from: 'header' }));
}

function readSafetensorsValues(values: HeaderValues): Said {
  const text = (key: string): string | undefined => textOf(values, `modelspec.${key}`);
  const name = text('title');
  return {
    architecture: text('architecture'),
    license: text('license'),
    owner: text('author'),
    ...(name !== undefined && { name }),
  };
}

function textOf(values: HeaderValues, key: string): string | undefined {
  const value = values.get(key);
  return typeof value === 'string' ? value.trim() : undefined;
}

function numberOf(values: HeaderValues, key: string): number | undefined {
  const value = values.get(key);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function lengthOf(values: HeaderValues, key: string): number | undefined {
  const value = values.get(key);
  return typeof value === 'object' ? value.length : undefined;
}

/** A version as MAJOR.MINOR.PATCH; undefined if it is none. */
function toVersion(text: string | undefined): string | undefined {
  const [, major, minor = '0', patch = '0'] =
    /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?$/.exec(text ?? '') ?? [];
  return major === undefined ? undefined : [major, minor, patch].map(Number).join('.');
}
