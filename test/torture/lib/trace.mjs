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

/** The calls that change something, each with its number among calls of its name in its thread. */
export function readPoints(text, cwd) {
  const counts = new Map();
  const lines = text.split('\n').flatMap((line) => readLine(line, cwd) ?? []);
  const main = lines[0]?.pid;
  const beside = new Set(lines.filter(({ pid }) => pid !== main).map(({ call }) => call));
  return lines.flatMap(({ pid, call, place, failed }) => {
    const key = `${pid} ${call}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return place === undefined
      ? []
      : { call, place, nth, failed, isMain: pid === main, isOnlyMain: !beside.has(call) };
  });
}

/**
 * The call in which the fault was injected, as `call place`, and those before it. With a kill, it is
 * the last call of the trace.
 */
export function findInjected(text, cwd, { isKilled }) {
  const lines = text.split('\n');
  const at = isKilled
    ? lines.findLastIndex((line) => /^(\d+ +)?\w+\(/.test(line))
    : lines.findIndex((line) => /\((INJECTED|DELAYED)\)/.test(line));
  const nameAt = (line = '') => {
    const found = readLine(line, cwd);
    return `${found?.call} ${found?.place}`;
  };
  const before = lines.slice(0, at === -1 ? lines.length : at).map(nameAt);
  return { hit: nameAt(lines[at]), before };
}
