/** A working folder, in which a row calls the built command and notes what is not as it should be. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { OUT, RUN } from './around.mjs';
import { STEP, readPublished, sha256 } from './registry.mjs';
import { callCli } from './residents.mjs';
import { specText, write } from './specs.mjs';

const PLACE = ['--output-dir', 'out'];

export function openShop(context, label) {
  const cwd = context.folder();
  const problems = [];
  const figures = { tried: 0, slowest: 0 };
  const report = (text) => problems.push(`${label}: ${text}`);
  /** Calls the command, which must end with one of some codes. */
  const call = async (args, { codes = [0], place = OUT, ...options } = {}) => {
    const ended = await callCli(context, [...args, ...place], { cwd, ...options });
    figures.tried += 1;
    figures.slowest = Math.max(figures.slowest, ended.ms);
    if (!codes.includes(ended.code)) {
      report(`${args.join(' ')}: exit ${ended.code ?? ended.signal}: ${ended.stderr.trim()}`);
    }
    return ended;
  };
  // Queries wait for no lock.
  const query = async (args) => {
    const { stdout, stderr, code, signal } = await call(args, { codes: [0, 2], place: PLACE });
    if (stdout !== '') return stdout;
    throw new Error(`${args.join(' ')} answers nothing: ${code ?? signal} ${stderr}`);
  };
  const models = () => readPublished(cwd)?.models ?? {};
  return {
    cwd,
    problems,
    figures,
    report,
    call,
    models,
    /** Writes a spec and registers all that there are. */
    async register(id, annotation, head = '', options = {}) {
      write(join(cwd, `in/${id}.md`), head + specText(id, annotation));
      return call(RUN, options);
    },
    query,
    /** Asks for an answer as programs get it. */
    async ask(args) {
      return JSON.parse(await query([...args, '--json'])).data;
    },
    /** The bytes of a version, where the registry says they are; undefined if they are not there. */
    bytesOf({ source, hash }) {
      try {
        const bytes = readFileSync(join(cwd, STEP, source));
        const plain = source.endsWith('.gz') ? gunzipSync(bytes) : bytes;
        return sha256(plain) === hash ? plain : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/** The result of a row that worked in some shops. */
export function sumUp(shops, lost, detail) {
  const problems = shops.flatMap((it) => it.problems);
  return {
    tried: shops.reduce((sum, { figures }) => sum + figures.tried, 0),
    lost,
    slowest: `${Math.round(Math.max(...shops.map(({ figures }) => figures.slowest)))} ms`,
    passed: problems.length === 0 && lost === 0,
    detail: [detail, ...problems.slice(0, 8)].join('; '),
  };
}
