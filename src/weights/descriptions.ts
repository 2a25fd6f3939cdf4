/** What the files beside weights say: config.json, those of a tokenizer, a model card, an adapter. */
import { asObject, isList, isObject, parseJson } from '../domain/json.js';
import type { WeightsBase, WeightsFacts } from '../domain/model.js';
import { parseYaml } from '../domain/parse-yaml.js';
import { NO_ALIASES } from '../domain/yaml.js';
import { toFacts, type Draft } from './drafts.js';

/** The text of a file that describes weights. */
export interface DescriptionFile {
  /** Its name, relative to the folder of the model. */
  readonly path: string;
  /** Null for a file of which only the name counts. */
  readonly text: string | null;
}

/** What a file says, or why it says nothing. */
export type Described = Draft | { readonly problem: string };

/** The readers, by the names of the files in lower case. */
const READERS: Readonly<Record<string, (file: DescriptionFile) => Described>> = {
  'config.json': (file) => readJson(file, readConfig),
  'tokenizer_config.json': (file) => readJson(file, readTokenizer),
  'adapter_config.json': (file) => readJson(file, readAdapter),
  'chat_template.jinja': sayTemplate,
  'chat_template.json': sayTemplate,
  'tokenizer.json': sayTokenizer,
  'tokenizer.model': sayTokenizer,
  'readme.md': readCard,
};

/** Files that are not opened: it says enough that they are there. */
const UNREAD: ReadonlySet<string> = new Set([
  'chat_template.jinja',
  'chat_template.json',
  'tokenizer.json',
  'tokenizer.model',
]);

/** Whether a file beside weights describes them, and whether its text is needed. */
export function findDescription(name: string): { readonly isRead: boolean } | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(READERS, key) ? { isRead: !UNREAD.has(key) } : undefined;
}

/** Reads a file beside weights. */
export function readDescription(file: DescriptionFile): Described {
  const key = (file.path.split('/').at(-1) ?? '').toLowerCase();
  return READERS[key]?.(file) ?? NOTHING;
}

const NOTHING: Draft = { facts: {}, bases: [] };

function sayTemplate({ path }: DescriptionFile): Draft {
  return { facts: toFacts({ chat_template: true }, 'tokenizer', path), bases: [] };
}

function sayTokenizer({ path }: DescriptionFile): Draft {
  return { facts: toFacts({ tokenizer: path.split('/').at(-1) }, 'tokenizer', path), bases: [] };
}

type Keys = Readonly<Record<string, unknown>>;

function readJson(
  { path, text }: DescriptionFile,
  read: (keys: Keys, path: string) => Draft,
): Described {
  const value = parseJson(text ?? '');
  return isObject(value) ? read(value, path) : { problem: 'it is not a JSON object' };
}

/** The keys under which families of models say the same. */
const CONFIG_KEYS = {
  context_length: ['max_position_embeddings', 'n_positions', 'n_ctx', 'max_seq_len', 'seq_length'],
  embedding_length: ['hidden_size', 'n_embd', 'd_model', 'dim'],
  layers: ['num_hidden_layers', 'n_layer', 'num_layers', 'n_layers'],
  vocabulary_size: ['vocab_size', 'padded_vocab_size'],
} as const satisfies Partial<Record<keyof WeightsFacts, readonly string[]>>;

function readConfig(config: Keys, path: string): Draft {
  // Of a model that also sees or hears, the part for text says how it reads.
  const text = { ...asObject(config['text_config']), ...withoutLists(config) };
  const numbers = Object.entries(CONFIG_KEYS).map(([fact, keys]) => [
    fact,
    keys.map((key) => text[key]).find((it) => typeof it === 'number'),
  ]);
  return {
    facts: toFacts(
      {
        ...Object.fromEntries(numbers),
        architecture: config['model_type'],
        quantisation: readQuantisation(asObject(config['quantization_config'])),
        source: toRepository(config['_name_or_path']),
      },
      'config',
      path,
    ),
    bases: [],
  };
}

function withoutLists(config: Keys): Keys {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !isList(value)));
}

function readQuantisation(config: Keys): string | undefined {
  const { quant_method: method, bits, load_in_4bit: isFour, load_in_8bit: isEight } = config;
  if (typeof method !== 'string') return undefined;
  const size = typeof bits === 'number' ? bits : isFour === true ? 4 : isEight === true ? 8 : null;
  return size === null ? method.toUpperCase() : `${method.toUpperCase()}-${size}bit`;
}

/** The name of a repository; a path on somebody's disk says nothing. */
function toRepository(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]+\/[\w.-]+$/.test(value) && !/^\.+\//.test(value)
    ? value
    : undefined;
}

function readTokenizer(config: Keys, path: string): Draft {
  const hasTemplate = Object.hasOwn(config, 'chat_template') && config['chat_template'] !== null;
  const facts = { tokenizer: config['tokenizer_class'], chat_template: hasTemplate };
  return { facts: toFacts(facts, 'tokenizer', path), bases: [] };
}

function readAdapter(config: Keys, path: string): Draft {
  const type = config['peft_type'];
  const facts = {
    rank: config['r'],
    variant: typeof type === 'string' ? type.toLowerCase() : undefined,
  };
  return {
    facts: toFacts(facts, 'adapter', path),
    bases: toBases([config['base_model_name_or_path']], 'adapter', 'adapter'),
  };
}

const MAX_BASES = 100;
const MAX_NAME = 4096;

function toBases(
  names: readonly unknown[],
  relation: WeightsBase['relation'],
  from: WeightsBase['from'],
): WeightsBase[] {
  return names
    .filter((it) => typeof it === 'string' && it !== '' && it.length <= MAX_NAME)
    .slice(0, MAX_BASES)
    .map((name) => ({ name: String(name), relation, from }));
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const RELATIONS: readonly WeightsBase['relation'][] = [
  'base',
  'adapter',
  'quantized',
  'finetune',
  'merge',
];

function readCard({ path, text }: DescriptionFile): Described {
  const [, written] = FRONT_MATTER.exec(text ?? '') ?? [];
  if (written === undefined) return NOTHING;
  const card = parseKeys(written);
  if (card === undefined) return { problem: 'its front matter is not YAML' };
  const { license, license_name: name, base_model: base } = card;
  const relation = RELATIONS.find((it) => it === card['base_model_relation']);
  const bases = isList(base) ? base : [base];
  return {
    facts: toFacts(
      { license: license === 'other' && typeof name === 'string' ? name : license },
      'card',
      path,
    ),
    bases: toBases(bases, relation ?? (bases.length > 1 ? 'merge' : 'finetune'), 'card'),
  };
}

function parseKeys(text: string): Keys | undefined {
  try {
    const document = parseYaml(text);
    if (document.errors.length > 0) return undefined;
    const value: unknown = document.toJS(NO_ALIASES);
    return isObject(value) ? value : undefined;
  } catch {
    // An alias, or too much nesting.
    return undefined;
  }
}
