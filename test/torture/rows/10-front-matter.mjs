import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askProgram, isAcknowledged, runCli, start } from '../lib/program.mjs';
import { specText, write } from '../lib/specs.mjs';

export const row = 10;
export const name = 'front matter that wants to run code or to take long';
/** It has a bound of time, so nothing else runs meanwhile. */
export const isTimed = true;

/** For an attack, where Node starts in so many milliseconds; as much more where it starts more slowly. */
const [LONGEST_MS, START_MS] = [250, 70];
const KB16 = 16 * 1024;

export async function run(context) {
  const cwd = context.folder();
  const marker = join(cwd, 'executed');
  const attacks = attacksOn(marker);
  for (const [at, block] of attacks.entries()) {
    write(join(cwd, 'in', `f${String(at).padStart(2, '0')}.md`), `${block}\n${specText(`f${at}`)}`);
  }
  if (!(await isLive(marker, cwd)))
    return { passed: false, detail: 'the payload itself does not run' };
  const args = ['--target-dir', 'in', '--output-dir', 'out', '--json'];
  const ended = await runCli(context, args, { cwd });
  const longest = LONGEST_MS * Math.max(1, (await timeStart(cwd)) / START_MS);
  const parse = () => askProgram(context, 'parse.mjs', { folder: join(cwd, 'in'), again: 3 });
  let parsed = await parse();
  // What takes long takes long each time; the machine may have stood still for once.
  for (let more = 2; more > 0 && slowestOf(parsed).ms > longest; more -= 1) {
    parsed = leastOf(parsed, await parse());
  }
  const { slowest, ms } = slowestOf(parsed);
  const executions = existsSync(marker) ? readFileSync(marker, 'utf8').length : 0;
  const attack = attacks[Number(/\d+/.exec(slowest)[0])].slice(0, 40);
  return {
    tried: attacks.length,
    slowest: `${Math.round(ms)} ms an attack`,
    passed:
      executions === 0 && ms <= longest && isAcknowledged(ended) && parsed.failures.length === 0,
    detail: `${executions} executions in the command and in the library; exit ${ended.code}; the slowest was ${JSON.stringify(attack)}${parsed.failures.join('; ')}`,
  };
}

function slowestOf({ times }) {
  const [slowest, ms] = Object.entries(times).toSorted((a, b) => b[1] - a[1])[0];
  return { slowest, ms };
}

/** The times that each attack took at least, and the failures of both. */
function leastOf(one, other) {
  const times = Object.entries(one.times).map(([name, ms]) => [
    name,
    Math.min(ms, other.times[name] ?? ms),
  ]);
  return {
    times: Object.fromEntries(times),
    failures: [...new Set([...one.failures, ...other.failures])],
  };
}

async function timeStart(cwd) {
  const begun = performance.now();
  await start(process.execPath, ['-e', '0'], { cwd }).done;
  return performance.now() - begun;
}

function codeOf(marker) {
  return `require('fs').appendFileSync(${JSON.stringify(marker)}, 'x')`;
}

/** The attacks only prove something if the payload itself would work. */
async function isLive(marker, cwd) {
  const proof = `${marker}-proof`;
  await start(process.execPath, ['-e', codeOf(proof)], { cwd }).done;
  return existsSync(proof);
}

function yaml(text) {
  return `---\n${text}\n---`;
}

function attacksOn(marker) {
  const code = codeOf(marker);
  const module = `module.exports = (() => { ${code}; return {}; })()`;
  const fences = [
    '---js',
    '--- js',
    '---JS',
    '---javascript',
    '---JavaScript',
    '--- javascript ',
    '---coffee',
  ];
  const languages = [
    '---cson',
    '---node',
    '---eval',
    '---mjs',
    '---ts',
    '---jsx',
    '---json',
    '---toml',
  ];
  const inherited = [
    '---constructor',
    '---toString',
    '---__proto__',
    '---hasOwnProperty',
    '---valueOf',
  ];
  return [
    ...fences.map((fence) => `${fence}\n${code}\n---`),
    ...languages.map((fence) => `${fence}\n${module}\n---`),
    ...inherited.map((fence) => `${fence}\n${code}\n---`),
    yaml(`a: !!js/function "function () { ${code} }"`),
    yaml(`a: !<tag:yaml.org,2002:js/function> "${code.replaceAll('"', "'")}"`),
    yaml(`"toString": !!js/function 'function () { ${code.replaceAll("'", "''")} }'`),
    yaml(`__proto__: {toString: ${JSON.stringify(code)}}`),
    yaml(`constructor: {prototype: {polluted: true}}`),
    yaml(`a: {b: {__proto__: {polluted: true}}}`),
    yaml(`a: \${${code}}\nb: <%= ${code} %>\nc: "{{${code}}}"`),
    yaml(`%YAML 1.1\n%TAG ! tag:yaml.org,2002:js/\n--- !function\n${code}`),
    yaml(bomb()),
    yaml(`a: ${'['.repeat(KB16 / 2)}`),
    yaml(`a: ${'{a: '.repeat(KB16 / 5)}`),
    yaml('a: &a [*a]'),
    yaml(`${'? '.repeat(KB16 / 2)}`),
    yaml(Array.from({ length: 3000 }, (_, at) => `${at}:`).join('\n')),
    yaml(`a: "${'\\x41'.repeat(KB16 / 5)}"`),
    yaml(`${'- '.repeat(KB16 / 2)}`),
    yaml(`a: |\n${' \n'.repeat(KB16 / 2 - 10)}`),
    yaml('\n'.repeat(128_000)),
    yaml('x'.repeat(1_000_000)),
    yaml(`${'&a '.repeat(KB16 / 3 - 10)}a: 1`),
  ];
}

/** Nine levels of nine aliases: 331 bytes that would expand to 33 MB. */
function bomb() {
  const rows = ['a: &a ["x","x","x","x","x","x","x","x","x"]'];
  for (const [at, name] of [...'bcdefghi'].entries()) {
    const last = 'abcdefghi'[at];
    rows.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${last}`).join(',')}]`);
  }
  return rows.join('\n');
}
