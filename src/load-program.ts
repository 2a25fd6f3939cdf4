/**
 * Loads the built program with the compiled code that the build keeps beside each module: compiling
 * its text takes longer than running most commands.
 */
import { readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import type { start } from './faces/cli/start.js';

/** What the first module of the program exports. */
interface Program {
  readonly start: typeof start;
}

/** A program, and the modules of it that were loaded so far. */
export interface LoadedProgram {
  readonly program: Program;
  /** By file. Empty if Node loaded the modules itself. */
  readonly scripts: ReadonlyMap<string, Script>;
}

/**
 * Loads the program in the folder `program` beside its entry.
 *
 * Node refuses compiled code of another release. Then it loads the modules itself, and from release 22
 * keeps compiled code of its own.
 *
 * @param entry - the URL of the entry
 * @param fresh - whether to ignore the compiled code, as the build does when it makes it
 */
export function loadProgram(entry: string, fresh = false): LoadedProgram {
  const first = fileURLToPath(new URL('program/start.js', entry));
  const scripts = new Map<string, Script>();
  const compiled = compile(first, fresh);
  if (compiled.cachedDataRejected !== false && !fresh) {
    if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
      module.enableCompileCache();
    }
    return { program: createRequire(first)(first), scripts };
  }
  scripts.set(first, compiled);
  const load = createLoader(dirname(first), scripts, fresh);
  return { program: load('./start.js') as Program, scripts };
}

/** The file of a module's compiled code. */
export function compiledFile(path: string): string {
  return `${path}.compiled`;
}

function createLoader(
  folder: string,
  scripts: Map<string, Script>,
  fresh: boolean,
): (id: string) => unknown {
  const requirePackage = createRequire(join(folder, 'start.js'));
  const loaded = new Map<string, { exports: unknown }>();
  return function load(id: string): unknown {
    if (!id.startsWith('./')) return requirePackage(id);
    const known = loaded.get(id);
    if (known !== undefined) return known.exports;
    const target = { exports: {} as unknown };
    loaded.set(id, target);
    const path = join(folder, id);
    const script = scripts.get(path) ?? compile(path, fresh);
    scripts.set(path, script);
    script.runInThisContext()(target.exports, load, target, path);
    return target.exports;
  };
}

/** Wraps a module as Node does; on one line, so that line numbers stay. */
function compile(path: string, fresh: boolean): Script {
  const text = `(function (exports, require, module, __filename) { ${readFileSync(path, 'utf8')}\n})`;
  return new Script(text, { filename: path, ...(!fresh && { cachedData: readCompiled(path) }) });
}

function readCompiled(path: string): Buffer | undefined {
  try {
    return readFileSync(compiledFile(path));
  } catch {
    // A module that the calls of the build did not load has none.
    return undefined;
  }
}
