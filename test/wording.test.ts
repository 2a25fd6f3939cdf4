/** Below the faces no text names a command or a flag of the shell, and every mention names what there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { option } from '../src/domain/wording.js';
import { COMMANDS } from '../src/faces/cli/commands/index.js';
import { keyOf } from '../src/faces/cli/options.js';
import { wordForShell } from '../src/faces/cli/wording.js';

/** Text that looks like a call of the shell and is none. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'gnn-registry search': 'the first line of the search index, by which its format is known',
  '--merge': 'a flag of git',
  '--verify': 'a flag of git',
  '--all': 'a flag of git',
  '--show-prefix': 'a flag of git',
  '--show-toplevel': 'a flag of git',
  '--is-shallow-repository': 'a flag of git',
  '--stdin': 'a flag of git',
  '--root': 'a flag of git',
  '--batch': 'a flag of git',
  '--unshallow': 'a flag of git',
  '--literal-pathspecs': 'a flag of git',
  '--keep': 'a flag of git',
  '--abort': 'a flag of git',
  '--detach': 'a flag of git',
  '--topo-order': 'a flag of git',
  '--max-count': 'a flag of git',
  '--merges': 'a flag of git',
  '--parents': 'a flag of git',
  '--batch-check': 'a flag of git',
  '--get': 'a flag of git',
  '--heap-growing-percent': 'a flag of the engine',
  '--semi-space-growth-factor': 'a flag of the engine',
  'gnn-registry': 'the name of our merge driver in git',
  'gnn-registry-ours': 'a merge tool of git, which is set up by a command of the shell',
  'gnn-registry-theirs': 'the other one',
  'gnn-registry-': 'how names of temporary folders start',
};

// A property of a style sheet is no flag.
const SHELL_WORDS = /\bgnn-registry\b[- ]?[a-z]*|(?<!var\()--[a-z][a-z-]*(?!:|[a-z-])/g;

/** The code of a file without its comments and types; all its quotes are `"`. */
function codeOf(path: string): string {
  return transformSync(readFileSync(path, 'utf8'), { loader: 'ts', legalComments: 'none' }).code;
}

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.ts') && !it.startsWith('faces') && !it.includes('generated'))
  .map((it) => ({ path: join('src', it), code: codeOf(join('src', it)) }));

test('below the faces no text names a command or a flag of the shell', () => {
  const found = FILES.flatMap(({ path, code }) =>
    [...code.matchAll(SHELL_WORDS)].map(([word]) => ({ path, word })),
  );
  expect(found.filter(({ word }) => !Object.hasOwn(EXCEPTIONS, word))).toEqual([]);
  expect(found.map(({ word }) => word)).toEqual(expect.arrayContaining(Object.keys(EXCEPTIONS)));
});

/** The inputs of each operation, by their keys. */
type Names = ReadonlyMap<string, ReadonlySet<string>>;

/** What the shell offers, as far as it is called by what a mention has. */
function namesOfShell(): Names {
  return new Map(
    COMMANDS.map(({ name, flags }) => {
      const named = flags.filter((it) => wordForShell([option(keyOf(it))]) === `--${it.name}`);
      return [name, new Set(named.map(keyOf))];
    }),
  );
}

const OPERATION = /\boperation\("([^"]*)"((?:[^()]|\([^()]*\))*)\)/g;
const OPTION = /\boption\("([^"]*)"/g;

/** The mentions of a file that name nothing, as they are written. */
function wrongMentions(code: string, names: Names): string[] {
  const operations = [...code.matchAll(OPERATION)].filter(
    ([, name = '', inputs = '']) =>
      ![...inputs.matchAll(OPTION)].every(([, key = '']) => names.get(name)?.has(key)) ||
      !names.has(name),
  );
  const options = [...code.replace(OPERATION, '').matchAll(OPTION)].filter(
    ([, key = '']) => ![...names.values()].some((inputs) => inputs.has(key)),
  );
  return [...operations, ...options].map(([written]) => written);
}

test('every mention names an operation and an input that there are', () => {
  const names = namesOfShell();
  const mentioning = FILES.filter(({ code }) => code.includes('domain/wording.js"'));
  expect(mentioning.length).toBeGreaterThan(20);
  for (const { path, code } of mentioning) {
    expect({ path, wrong: wrongMentions(code, names) }).toEqual({ path, wrong: [] });
    expect({ path, unread: code.match(/\b(?:operation|option)\((?!")/g) ?? [] }).toEqual({
      path,
      unread: [],
    });
  }
});

test.each([
  ['operation("unknown")', ['operation("unknown")']],
  ['operation("show", id, option("purge"))', ['operation("show", id, option("purge"))']],
  ['operation("show", f(id), option("source")), option("lock_timeout")', []],
  ['option("lock")', ['option("lock"']],
])('what names nothing is found: %s', (code, wrong) => {
  expect(wrongMentions(code, namesOfShell())).toEqual(wrong);
});
