/**
 * Loads the built program with the compiled code that the build keeps beside each module: compiling
 * its text takes longer than running most commands.
 */
import { readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import type { start } from './faces/cli/start.js';
import { withoutHeapLimit } from './heap-limit.js';

/** What the first module of the program exports. */
interface Program {
  readonly start: typeof start;
}

/** A module of the program, and all that were loaded so far. */
export interface LoadedModule {
  readonly exports: unknown;
  /** By file. Empty if Node loaded the modules itself. */
  readonly scripts: ReadonlyMap<string, Script>;
  /** Loads another one, such as `./read-thread.js`. */
  readonly load: (id: string) => unknown;
}

/** The exit code of a program that ends before its work has, as Node gives it to an ECMAScript module. */
const UNSETTLED = 13;

/** Starts the program of a process. @param entry - the URL of the entry */
export function startProgram(host: Parameters<typeof start>[0], entry: string): void {
  host.exitCode = UNSETTLED;
  const { exports } = loadModule(entry, 'start.js');
  void (exports as Program).start(host, entry);
}

/**
 * Loads a module of the program, which is in the folder `program` beside its entry.
 *
 * Node refuses compiled code of another release. Then it loads the modules itself, and from release 22
 * keeps compiled code of its own.
 *
 * @param entry - the URL of the entry
 * @param name - the file of the module
 * @param fresh - whether to ignore the compiled code, as the build does when it makes it
 */
export function loadModule(entry: string, name: string, fresh = false): LoadedModule {
  const first = fileURLToPath(new URL(`program/${name}`, entry));
  const scripts = new Map<string, Script>();
  const compiled = compile(first, fresh);
  if (compiled.cachedDataRejected !== false && !fresh) {
    if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
      module.enableCompileCache();
    }
    const load = createRequire(first);
    return { exports: load(first), scripts, load };
  }
  scripts.set(first, compiled);
  const load = createLoader(dirname(first), scripts, fresh);
  return { exports: load(`./${name}`), scripts, load };
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
    if (id === 'pg') return loadPg(requirePackage);
    if (!id.startsWith('./') && !COMPILED_PACKAGES.has(id)) return requirePackage(id);
    const known = loaded.get(id);
    if (known !== undefined) return known.exports;
    const target = { exports: {} as unknown };
    loaded.set(id, target);
    const path = join(folder, id.startsWith('./') ? id : basename(id));
    const source = id.startsWith('./') ? path : requirePackage.resolve(id);
    const script = scripts.get(path) ?? compile(path, fresh, source);
    scripts.set(path, script);
    script.runInThisContext()(target.exports, load, target, path);
    return target.exports;
  };
}

/**
 * Loads `pg`, which asks as what it runs: by `navigator`, which Node has from release 21, or else by a `Response`,
 * for which Node 20 loads all of its `fetch`. That takes as long as a short question to a database.
 */
function loadPg(requirePackage: NodeJS.Require): unknown {
  if ('navigator' in globalThis) return requirePackage('pg');
  const value = { userAgent: 'Node.js' };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  try {
    return requirePackage('pg');
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator');
  }
}

/** Modules of packages that are not part of the program, and take long to compile. */
const COMPILED_PACKAGES: ReadonlySet<string> = new Set(['elkjs/lib/elk-worker.min.js']);

/**
 * Wraps a module as Node does; on one line, so that line numbers stay.
 *
 * @param path - beside which its compiled code is
 * @param source - the file of its text
 */
function compile(path: string, fresh: boolean, source = path): Script {
  const text = `(function (exports, require, module, __filename) { ${readFileSync(source, 'utf8')}\n})`;
  const options = { filename: path, ...(!fresh && { cachedData: readCompiled(path) }) };
  const make = (): Script => new Script(text, options);
  const script = isLimited ? undefined : make();
  if (script !== undefined && script.cachedDataRejected !== true) return script;
  const taken = withoutHeapLimit(make);
  isLimited = taken !== undefined;
  return taken ?? script ?? make();
}

/** Whether the heap of this process was found to be limited: to ask first costs every command a millisecond. */
let isLimited = false;

function readCompiled(path: string): Buffer | undefined {
  try {
    return readFileSync(compiledFile(path));
  } catch {
    // A module that the calls of the build did not load has none.
    return undefined;
  }
}
