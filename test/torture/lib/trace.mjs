/** Reads the output of strace: the calls of a run that change something in its output folder. */

/** The mutating calls that the program makes; `openat` counts only if it creates a file. */
export const CALLS = [
  'openat',
  'write',
  'pwrite64',
  'writev',
  'fsync',
  'fdatasync',
  'link',
  'linkat',
  'rename',
  'renameat',
  'renameat2',
  'unlink',
  'unlinkat',
  'mkdir',
  'mkdirat',
  'rmdir',
  'utimensat',
  'ftruncate',
  'symlink',
  'chmod',
  'fchmod',
];

const STEP = '4_model_registry_output';

/** Parses a line of a trace if its call is one of those. Only -f includes process ids. */
function readLine(line, cwd) {
  const found = /^(?:(\d+) +)?(\w+)\((.*)$/.exec(line);
  if (found === null) return undefined;
  const [, pid = '', call, rest] = found;
  const place = rest
    .match(/[^"<>]*4_model_registry_output[^"<>]*/g)
    ?.at(call === 'openat' ? 0 : -1);
  const isInside = place?.startsWith(cwd) === true;
  const isCreation = call !== 'openat' || rest.includes('O_CREAT');
  return {
    pid,
    call,
    place: isInside && isCreation ? nameOf(place) : undefined,
    failed: / = -1 /.test(rest),
  };
}

/** The path below the step's folder, without the parts that differ between runs. */
function nameOf(path) {
  return (
    path
      .slice(path.indexOf(STEP) + STEP.length + 1)
      .replace(/\.\d+-[0-9a-f]{12}\.tmp/, '~')
      // Its name has the hash of the events, which depends on their times.
      .replace(/events-[0-9a-f]{32}\.jsonl/, 'events')
      .replace(/\d+@\S+$/, 'NAME')
  );
}

/** The calls that change something, each with its number among calls of its name in its thread, and of its place. */
export function readPoints(text, cwd) {
  const counts = new Map();
  const count = (key) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key);
  };
  const lines = text.split('\n').flatMap((line) => readLine(line, cwd) ?? []);
  const main = lines[0]?.pid;
  const points = lines.flatMap(({ pid, call, place, failed }) => {
    const nth = count(`${pid} ${call}`);
    if (place === undefined) return [];
    return { call, place, nth, turn: count(`${call} at ${place}`), failed, isMain: pid === main };
  });
  const beside = [...new Set(lines.map(({ pid }) => pid))].filter((pid) => pid !== main);
  const mostBeside = (call) =>
    Math.max(0, ...beside.map((pid) => counts.get(`${pid} ${call}`) ?? 0));
  // Other runs may make some more.
  const isAhead = ({ call, nth, isMain }) => isMain && nth > 2 * mostBeside(call);
  return points.map((point) => ({ ...point, isAhead: isAhead(point) }));
}

/** The line in which a thread makes its n-th call of a name; -1 if none has made so many. */
export function findReached(text, { call, nth }) {
  const counts = new Map();
  return text.split('\n').findIndex((line) => {
    const [, pid = '', found] = /^(?:(\d+) +)?(\w+)\(/.exec(line) ?? [];
    if (found !== call) return false;
    counts.set(pid, (counts.get(pid) ?? 0) + 1);
    return counts.get(pid) === nth;
  });
}

/**
 * The call in which the fault was injected, as `call place`, and those before it.
 *
 * @param reached - the call and its number where a kill came before it took effect: strace tells nothing of that
 */
export function findInjected(text, cwd, reached) {
  const lines = text.split('\n');
  const at =
    reached === undefined
      ? lines.findIndex((line) => /\((INJECTED|DELAYED)\)/.test(line))
      : findReached(text, reached);
  const nameAt = (line = '') => {
    const found = readLine(line, cwd);
    return `${found?.call} ${found?.place}`;
  };
  const before = lines.slice(0, at === -1 ? lines.length : at).map(nameAt);
  return { hit: nameAt(lines[at]), before };
}
