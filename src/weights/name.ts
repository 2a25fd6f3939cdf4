/**
 * Reads the name of a folder or file of weights by the public habits, such as
 * `Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf`.
 */

/** What a name says; undefined where it says nothing. */
export interface NameFacts {
  /** In lower case, such as `llama`. */
  readonly architecture?: string;
  readonly parameters?: number;
  readonly active_parameters?: number;
  /** As MAJOR.MINOR.PATCH. */
  readonly declared_version?: string;
  readonly quantisation?: string;
  readonly context_length?: number;
  readonly variant?: string;
  readonly owner?: string;
  readonly source?: string;
}

/** Who publishes under a name that others put before that of the model. */
const OWNERS: readonly string[] = [
  '01-ai',
  'allenai',
  'apple',
  'baidu',
  'bigscience',
  'cohere',
  'cohereforai',
  'databricks',
  'deepseek-ai',
  'eleutherai',
  'facebook',
  'google',
  'huggingfacetb',
  'ibm',
  'ibm-granite',
  'intel',
  'internlm',
  'liquidai',
  'meta-llama',
  'meta',
  'microsoft',
  'mistralai',
  'moonshotai',
  'nousresearch',
  'nvidia',
  'openai',
  'openbmb',
  'qwen',
  'stabilityai',
  'tencent',
  'thudm',
  'tiiuae',
  'tinyllama',
  'unsloth',
  'zai-org',
];

const VARIANTS: Readonly<Record<string, string>> = {
  instruct: 'instruct',
  it: 'instruct',
  inst: 'instruct',
  chat: 'chat',
  base: 'base',
  pt: 'base',
  thinking: 'thinking',
  reasoning: 'reasoning',
};

/** Words that say nothing of the architecture: sizes, formats and states. */
const PLAIN_WORDS: ReadonlySet<string> = new Set(
  [
    ['tiny', 'mini', 'nano', 'micro', 'small', 'medium', 'large', 'xl', 'xxl', 'pro', 'turbo'],
    ['gguf', 'ggml', 'onnx', 'safetensors', 'mlx', 'hf', 'ct2', 'lora', 'qlora', 'adapter', 'exl2'],
    ['preview', 'distill', 'distilled', 'uncensored', 'en', 'multilingual', 'vision', 'model'],
    ['fp8', 'fp16', 'awq', 'gptq', 'bnb', 'dynamic', 'imatrix', 'hybrid', 'hq', 'ud'],
  ].flat(),
);

const ENDING = /\.(?:gguf|ggml|safetensors|onnx|bin|pth?|ckpt)$/i;
const PART = /[-_.](?:part)?\d{5}-of-\d{5}$/i;
/** A word begins after one of these, and ends before one of them. */
const [START, END] = [String.raw`(?<=^|[-_. /])`, String.raw`(?=$|[-_. /])`];

const QUANTISATION = new RegExp(
  `${START}(?:(?:IQ|TQ|Q)[1-8]_(?:K_(?:XXS|XS|S|M|L|XL)|K|XXS|XS|S|M|NL|[01])|MXFP4|NVFP4|NF4|BF16|FP?16|FP?32|FP8|INT[48]|[48]-?bit|AWQ|GPTQ|EXL2)${END}`,
  'i',
);
const EXPERTS = new RegExp(
  String.raw`${START}(\d{1,3})x(\d{1,4}(?:[._]\d{1,3})?)([BM])${END}`,
  'i',
);
const SIZE = new RegExp(String.raw`${START}E?(\d{1,4}(?:[._]\d{1,3})?)([TBM])${END}`, 'i');
const ACTIVE = new RegExp(String.raw`${START}A(\d{1,4}(?:[._]\d{1,3})?)([BM])${END}`, 'i');
const CONTEXT = new RegExp(String.raw`${START}(\d{1,4})(K|M)${END}`, 'i');
/** A number with a `v` is a version wherever it is; one without only behind the family. */
const MARKED = new RegExp(String.raw`${START}v(\d{1,3}(?:\.\d{1,3}){0,2})${END}`, 'i');
const DATE = new RegExp(String.raw`${START}\d{4,8}${END}`);

/** Names of more than this many characters are cut. */
const MAX_NAME = 512;

/** Reads a name: that of a folder, of a file, or of a repository such as `google/gemma-3-270m-it`. */
export function readName(written: string): NameFacts {
  const { owner: given, name, source } = splitRepository(plain(written));
  const words = createWords(name);
  const quantisation = words.take(QUANTISATION);
  const experts = words.take(EXPERTS);
  const size = experts === undefined ? words.take(SIZE) : undefined;
  const active = words.take(ACTIVE);
  const context = words.take(CONTEXT);
  const marked = words.take(MARKED);
  words.take(DATE);
  const { owner = given, rest } = takeOwner(words.rest());
  const { family, version } = readFamily(rest);
  const variant = rest.map((it) => VARIANTS[it.toLowerCase()]).find((it) => it !== undefined);
  const facts = withoutUndefined({
    parameters: size && toCount(size[1], size[2]),
    active_parameters: active && toCount(active[1], active[2]),
    declared_version: toVersion(version ?? marked?.[1]),
    quantisation: quantisation && nameQuantisation(quantisation[0]),
    context_length:
      context && Number(context[1]) * (/k/i.test(context[2] ?? '') ? 1024 : 1024 ** 2),
    variant,
    owner,
    source,
  });
  // A word alone may be any word.
  const isKnown = family !== undefined && Object.keys(facts).length > 0;
  return isKnown ? { architecture: family, ...facts } : facts;
}

function plain(written: string): string {
  return written.slice(0, MAX_NAME).replace(ENDING, '').replace(PART, '');
}

interface Repository {
  readonly owner?: string;
  readonly name: string;
  readonly source?: string;
}

/** Splits the name of a repository, also as a cache of a hub has it: `models--OWNER--NAME`. */
function splitRepository(name: string): Repository {
  const [, cachedOwner, cached] = /^models--(.+?)--(.+)$/.exec(name) ?? [];
  const [, plainOwner, plainName] = /^([^/]+)\/([^/]+)$/.exec(name) ?? [];
  const [owner, own] = [cachedOwner ?? plainOwner, cached ?? plainName];
  if (owner === undefined || own === undefined) return { name };
  return { owner: owner.toLowerCase(), name: own, source: `${owner}/${own}` };
}

interface Words {
  /** Takes what matches out of the name. */
  readonly take: (pattern: RegExp) => RegExpExecArray | undefined;
  readonly rest: () => readonly string[];
}

function createWords(name: string): Words {
  let left = name;
  return {
    take: (pattern) => {
      const found = pattern.exec(left) ?? undefined;
      if (found !== undefined) {
        left = `${left.slice(0, found.index)} ${left.slice(found.index + found[0].length)}`;
      }
      return found;
    },
    rest: () => left.split(/[-_ ]+|\.(?!\d)|(?<!\d)\./).filter((it) => it !== ''),
  };
}

/** Takes the publisher off the front of the words, if the name of a model follows. */
function takeOwner(words: readonly string[]): {
  readonly owner?: string;
  readonly rest: readonly string[];
} {
  const lower = words.map((it) => it.toLowerCase());
  for (const length of [2, 1]) {
    const owner = lower.slice(0, length).join('-');
    const next = lower[length];
    const isName = next !== undefined && /^[a-z]/.test(next) && !isPlain(next);
    if (isName && OWNERS.includes(owner)) return { owner, rest: words.slice(length) };
  }
  return { rest: words };
}

function isPlain(word: string): boolean {
  return PLAIN_WORDS.has(word) || Object.hasOwn(VARIANTS, word);
}

/** A word of letters with a number behind it, such as `Qwen2.5`. */
const NUMBERED = /^([A-Za-z]{2,}?)(\d{1,2}(?:\.\d{1,3}){0,2})$/;
/** The `n` of Gemma 3n is not part of the number. */
const NUMBER = /^(\d{1,2}(?:\.\d{1,3}){0,2})n?$/;

/** The family is made of the first words; the number that follows is its version. */
function readFamily(words: readonly string[]): {
  readonly family?: string | undefined;
  readonly version?: string | undefined;
} {
  const family: string[] = [];
  for (const word of words) {
    const lower = word.toLowerCase();
    const [, behind] = NUMBER.exec(lower) ?? [];
    if (family.length > 0 && behind !== undefined) {
      return { family: family.join('-'), version: behind };
    }
    if (isPlain(lower) && family.length === 0) continue;
    if (isPlain(lower)) break;
    const [, letters, number] = NUMBERED.exec(lower) ?? [];
    if (letters !== undefined) {
      // A number ends the family only at its first word: R1 is a name.
      if (family.length === 0) return { family: letters, version: number };
      break;
    }
    if (!/^[a-z][a-z\d]*$/.test(lower) || family.length === MAX_WORDS) break;
    family.push(lower);
  }
  return { family: family.length === 0 ? undefined : family.join('-') };
}

const MAX_WORDS = 2;

function toCount(number = '', unit = ''): number {
  const factors: Readonly<Record<string, number>> = { M: 1e6, B: 1e9, T: 1e12 };
  return Math.round(Number(number.replace('_', '.')) * (factors[unit.toUpperCase()] ?? 1));
}

function toVersion(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return `${major}.${minor}.${patch}`;
}

/** One spelling for each: `fp16` and `F16` are the same. */
export function nameQuantisation(written: string): string {
  const upper = written.toUpperCase();
  const [, bits] = /^([48])-?BIT$/.exec(upper) ?? [];
  if (bits !== undefined) return `${bits}bit`;
  return upper.replace(/^FP(?=16$|32$)/, 'F');
}

function withoutUndefined(facts: {
  readonly [K in keyof NameFacts]: NameFacts[K] | undefined;
}): NameFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
