/** Which files of a folder are one model. */
import type { WeightsFormat } from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';

/** The files of a model of weights. */
export interface WeightsGroup {
  /** The name of its folder or file, without the ending. */
  readonly name: string;
  readonly format: WeightsFormat;
  /** Whether the folder is the model; else its first file is. */
  readonly isFolder: boolean;
  /** The names of the files that are there, in order. */
  readonly files: readonly string[];
  /** The names of parts that are not there. */
  readonly missing: readonly string[];
  /** The file that says which tensors are in which part; undefined if there is none. */
  readonly index: string | undefined;
}

/** The endings of files of weights; other programs use `.bin` for anything. */
const ENDINGS: readonly (readonly [pattern: RegExp, format: WeightsFormat])[] = [
  [/\.gguf$/i, 'gguf'],
  [/\.safetensors$/i, 'safetensors'],
  [/\.onnx$/i, 'onnx'],
  [/\.(?:pt|pth|ckpt)$/i, 'pytorch'],
  [
    /^(?:pytorch_model|adapter_model|diffusion_pytorch_model|consolidated|model)\b.*\.bin$/i,
    'pytorch',
  ],
];

/** The format of a file of weights, by its name; undefined for any other file. */
export function findFormat(name: string): WeightsFormat | undefined {
  return ENDINGS.find(([pattern]) => pattern.test(name))?.[1];
}

const INDEX = /^(.+\.safetensors)\.index\.json$/i;

/** Whether a file is the index of split weights, by its name. */
export function isIndex(name: string): boolean {
  return INDEX.test(name);
}

/** Names of files that say nothing of what is in them: the folder has the name of the model. */
const PLAIN_STEM =
  /^(?:model|pytorch_model|adapter_model|diffusion_pytorch_model|consolidated|weights|ggml-model.*)$/i;
const PART = /^(.+?)[-_.](\d{5})-of-(\d{5})(\.[a-z]+)$/i;
/** The parts that a name can announce. */
const MAX_PARTS = 10_000;
/** The configurations of a model whose weights are beside them. */
const CONFIGURATIONS: readonly string[] = ['config.json', 'adapter_config.json'];

/**
 * Groups the files of a folder: parts of a split file are one model, and so is a folder with its usual
 * files. The same weights as a checkpoint beside safetensors are no model of their own.
 *
 * @param folder - the name of the model if the folder is one
 * @param names - of all files in it
 */
export function groupFiles(folder: string, names: readonly string[]): WeightsGroup[] {
  const stems = new Map<string, string[]>();
  for (const name of names.toSorted(byCodeUnit)) {
    const format = findFormat(name);
    if (format === undefined) continue;
    const key = `${format} ${stemOf(name)}`;
    stems.set(key, [...(stems.get(key) ?? []), name]);
  }
  const indexes = new Map(
    names.toReversed().flatMap((it): [string, string][] => {
      const [, of] = INDEX.exec(it) ?? [];
      return of === undefined ? [] : [[of.toLowerCase(), it]];
    }),
  );
  const groups = withoutCopies([...stems.values()].flatMap((it) => toGroup(it, indexes)));
  const isConfigured = names.some((it) => CONFIGURATIONS.includes(it.toLowerCase()));
  const owner = groups.find(({ name }) => PLAIN_STEM.test(name)) ?? groups[0];
  const ownsFolder =
    owner !== undefined && (PLAIN_STEM.test(owner.name) || (isConfigured && groups.length === 1));
  return groups.map((it) =>
    it === owner && ownsFolder ? { ...it, name: folder, isFolder: true } : it,
  );
}

/** The name without its ending and the number of its part. */
function stemOf(name: string): string {
  const [, stem] = PART.exec(name) ?? [];
  return stem ?? name.replace(/\.[a-z]+$/i, '');
}

/** @param indexes - the names of indexes, by those of the files that they would be of if they were one */
function toGroup(files: readonly string[], indexes: ReadonlyMap<string, string>): WeightsGroup[] {
  const [first] = files;
  const format = first === undefined ? undefined : findFormat(first);
  if (first === undefined || format === undefined) return [];
  const name = stemOf(first);
  const index = indexes.get(`${name}.safetensors`.toLowerCase());
  return [
    {
      name,
      format,
      isFolder: false,
      files,
      missing: findMissing(files),
      index: format === 'safetensors' ? index : undefined,
    },
  ];
}

function findMissing(files: readonly string[]): string[] {
  const there = new Set(files);
  const [, stem, , total, ending] =
    files.map((it) => PART.exec(it)).find((it) => it !== null) ?? [];
  const count = Math.min(Number(total ?? 0), MAX_PARTS);
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0');
    return `${stem}-${number}-of-${total}${ending}`;
  }).filter((it) => !there.has(it) && !there.has(it.replace(/-(?=\d{5}-of)/, '_')));
}

function withoutCopies(groups: readonly WeightsGroup[]): readonly WeightsGroup[] {
  const isPlain = ({ name }: WeightsGroup): boolean => PLAIN_STEM.test(name);
  const isSafe = groups.some((it) => it.format === 'safetensors' && isPlain(it));
  return isSafe ? groups.filter((it) => it.format !== 'pytorch' || !isPlain(it)) : groups;
}

/** The name of the model in a folder: a cache of a hub has it two folders above. */
export function nameFolder(path: string): string {
  const segments = path.split('/').filter((it) => it !== '');
  const cached = segments.findLast((it) => /^models--.+--.+$/.test(it));
  const isSnapshot = segments.at(-2) === 'snapshots';
  return (isSnapshot ? cached : undefined) ?? segments.at(-1) ?? path;
}
