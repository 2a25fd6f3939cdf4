/**
 * Archives of two branches that have one name and different bytes. A merge of files can only leave one
 * file with that name, so it has the bytes of all. Their versions name them by their hash, and are read
 * from it until they have files of their own. Pure.
 */
import { sha256 } from './canonical.js';

const HEAD = 'GNN model registry: the archives of several branches, of ';
const FORM = /^GNN model registry: the archives of several branches, of (\d+(?:, \d+)*) bytes\n/;
/** The longest first line that is looked at. */
const MAX_HEAD = 4096;

/** Joins the bytes of two files; the same bytes are there once, and the order is always the same. */
export function joinArchives(ours: Buffer, theirs: Buffer): Buffer {
  const parts = new Map(
    [...divideArchives(ours), ...divideArchives(theirs)].map((it) => [sha256(it), it]),
  );
  const [first, ...others] = [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (first === undefined || others.length === 0) return ours;
  const all = [first, ...others].map(([, bytes]) => bytes);
  const sizes = all.map(({ length }) => length).join(', ');
  return Buffer.concat([Buffer.from(`${HEAD}${sizes} bytes\n`), ...all]);
}

/** Divides a file into the bytes that were joined; a file by itself is one part. */
export function divideArchives(bytes: Buffer): Buffer[] {
  const [head, sizes = ''] = FORM.exec(bytes.toString('latin1', 0, MAX_HEAD)) ?? [];
  if (head === undefined) return [bytes];
  let from = head.length;
  const parts = sizes.split(', ').map((size) => {
    const part = bytes.subarray(from, from + Number(size));
    from += Number(size);
    return part;
  });
  return from === bytes.length ? parts : [bytes];
}
