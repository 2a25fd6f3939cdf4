/** Checks whether the files of a split model are those that its index, or the headers of its parts, tell of. Pure. */
import type { ReadPart } from './describe.js';
import { nameSome } from './header.js';

/** Where the tensors of a split model are, by its index. */
export interface ShardIndex {
  /** The name of a file, by that of a tensor. */
  readonly files: ReadonlyMap<string, string>;
  /** The bytes of all tensors; undefined if it does not say. */
  readonly totalSize: number | undefined;
}

/** Something that is wrong with the parts of a model. */
export interface PartsFinding {
  readonly code: 'part-missing' | 'parts-disagree';
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Compares an index with the files that were read. @param known - parts that are known to be missing */
export function checkIndex(
  { files, totalSize }: ShardIndex,
  parts: readonly ReadPart[],
  known: readonly string[],
): PartsFinding[] {
  const tensors = new Map(
    parts.map(({ path, header }) => [path, new Set(header?.tensors.map(({ name }) => name))]),
  );
  const missing = [...new Set(files.values())].filter((it) => !tensors.has(it));
  const lost = [...files].filter(([name, file]) => tensors.get(file)?.has(name) === false);
  const unnamed = [...tensors].flatMap(([file, names]) =>
    [...names].filter((it) => files.get(it) !== file && !lost.some(([name]) => name === it)),
  );
  const size = parts.reduce((sum, { header }) => sum + (header?.tensorBytes ?? 0), 0);
  const isOther = missing.length === 0 && totalSize !== undefined && totalSize !== size;
  return [
    ...tell(
      'part-missing',
      missing.filter((it) => !known.includes(it)),
      (names) => `the index names files that are not here: ${names}`,
    ),
    ...tell(
      'parts-disagree',
      lost.map(([name]) => name),
      (names) => `the index names tensors that are not in their files: ${names}`,
    ),
    ...tell('parts-disagree', unnamed, (names) => `the index does not name the tensors ${names}`),
    ...(isOther
      ? [disagree(`the index counts ${totalSize} bytes of tensors, and the files have ${size}`)]
      : []),
  ];
}

function tell(
  code: PartsFinding['code'],
  names: readonly string[],
  word: (names: string) => string,
): PartsFinding[] {
  return names.length === 0 ? [] : [{ code, severity: 'error', message: word(nameSome(names)) }];
}

function disagree(message: string): PartsFinding {
  return { code: 'parts-disagree', severity: 'warning', message };
}

/** Compares what the headers of GGUF parts say of the whole. @param missing - how many are known to be missing */
export function checkSplit(parts: readonly ReadPart[], missing: number): PartsFinding[] {
  const said = (key: string): number[] =>
    parts.flatMap(({ header }) => {
      const value = header?.values.get(key);
      return typeof value === 'number' ? value : [];
    });
  const [count] = said('split.count');
  if (count === undefined || count === 0) return [];
  const total = parts.length + missing;
  const numbers = said('split.no').toSorted((a, b) => a - b);
  const tensors = parts.reduce((sum, { header }) => sum + (header?.tensors.length ?? 0), 0);
  const [named = tensors] = said('split.tensors.count');
  if (count > total) {
    const message = `its header tells of ${count} parts, and ${parts.length} are here`;
    return [{ code: 'part-missing', severity: 'error', message }];
  }
  const isTwice = new Set(numbers).size < numbers.length;
  return [
    ...(isTwice || said('split.count').some((it) => it !== total)
      ? [disagree(`the headers of its ${total} parts number them otherwise than their names`)]
      : []),
    ...(missing === 0 && named !== tensors
      ? [disagree(`its header tells of ${named} tensors, and its parts have ${tensors}`)]
      : []),
  ];
}
