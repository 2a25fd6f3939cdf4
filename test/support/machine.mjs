/** Describes the machine on which figures were measured, in one line. */
import { execFileSync } from 'node:child_process';
import { cpus, release, tmpdir, totalmem } from 'node:os';

export function describeMachine() {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cores[0]?.model.trim()}, ${cores.length} cores, ${memory} GiB; Node ${process.version}; kernel ${release()}; ${describeFileSystem()}`;
}

function describeFileSystem() {
  try {
    const text = execFileSync('df', ['--output=fstype', tmpdir()], { encoding: 'utf8' });
    return `${text.trim().split('\n').at(-1)} at ${tmpdir()}`;
  } catch {
    return `file system of ${tmpdir()} unknown`;
  }
}
