/** A registry with steering characters wherever its schema and the notation let them in. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../src/domain/canonical.js';
import { validate } from '../../src/domain/generated/model-registry.js';
import { callIn } from './example-workspace.js';
import { soundSpec } from './spec-text.js';

const between = (first: number, last: number): string =>
  String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, at) => first + at));

const BIDI = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';

/** What a file name of Linux can have. */
export const STEERING = `\u001b[35m${between(1, 8)}${between(11, 31)}\t\u007f${between(0x80, 0x9f)}${BIDI}`;

/** Everything that must not reach a terminal, with an end of line before what feigns another one. */
export const HOSTILE = `${STEERING}\u001b]0;title\u0007\0\ud800\udc00\udc00\ud800\r\nerror: feigned`;

const OUTPUT = 'output/4_model_registry_output';

/** Registers a spec that is hostile in every section and in its name, and says more about others. */
export async function registerHostile(cwd: string): Promise<void> {
  const name = `rogue${STEERING}`;
  // Without what ends a line.
  const line = STEERING.replaceAll(/[\s\u0085]/g, '');
  const quoted = JSON.stringify(STEERING);
  const text = soundSpec({
    ModelName: `Rogue ${line}`,
    ModelAnnotation: `A rogue. ${line}`,
    StateSpaceBlock: `A[2,2,type=float] # ${line}\nD[2,type=float]\ns[2,1,type=float]\no[2,1,type=int]`,
    Connections: `D>s # ${line}\ns-A\nA-o\n${line}>s`,
    Equations: `s = D ${line}`,
    ActInfOntologyAnnotation: `A=Likelihood${line}\nD=PriorBelief`,
    Footer: line,
    Signature: `Creator: ${line}`,
  });
  const front = `---\nauthor: ${quoted}\nlicense: ${quoted}\ntags: [${quoted}]\ncustom: ${quoted}\n? {"\u009b\u202e": 1}\n: x\n---\n`;
  await writeFile(join(cwd, `input/gnn_files/${name}.md`), front + text);
  await writeFile(join(cwd, 'hostile.json'), JSON.stringify({ [HOSTILE]: 0.5, deep: HOSTILE }));
  const said = ['--actor', STEERING, '--reason', STEERING];
  for (const argv of [
    ['--quiet'],
    ['tag', 'add', 'agent', 'production', ...said],
    ['deprecate', 'lamp', ...said],
    ['activate', 'lamp'],
    ['alias', 'set', 'agent', 'champion'],
    ['link', 'lamp', 'agent'],
    ['metrics', 'set', 'agent', 'accuracy=0.9'],
    ['export', 'add', 'agent', '--format', 'onnx', '--path', `exports/${STEERING}`],
    [
      'binding',
      'add',
      'agent',
      '--provider',
      'rxinfer',
      '--model-id',
      'agent-v2',
      '--config',
      '@hostile.json',
    ],
    ['health', 'set', 'lamp', 'unhealthy', '--message', STEERING],
    ['update', 'agent', `description=${STEERING}`, `team=${STEERING}`],
  ]) {
    const { exitCode, err } = await callIn(cwd, argv);
    if (exitCode === 1) throw new Error(`${argv.join(' ')}: ${err}`);
  }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What commands find models and versions by. */
const NAMES = new Set(['model_id', 'version', 'current_version', 'previous', 'source']);

/** Adds the characters to every text and every object where the schema of the registry allows it. */
export async function taintRegistry(cwd: string): Promise<void> {
  const path = join(cwd, OUTPUT, 'model_registry.json');
  const registry = JSON.parse(await readFile(path, 'utf8'));
  taint(registry, () => validate(registry) === true);
  const next = { ...registry, generation: registry.generation + 1, checksum: '' };
  const text = `${JSON.stringify(next, null, 2)}\n`;
  const sealed = text.replace('"checksum": ""', `"checksum": "sha256:${sha256(text)}"`);
  await writeFile(path, sealed);
  await writeFile(join(cwd, OUTPUT, '.generations', `${next.generation}.registry`), sealed);
}

/** @param isAllowed - whether the whole is still what it may be */
function taint(json: Json, isAllowed: () => boolean): void {
  if (typeof json !== 'object' || json === null) return;
  const into: Record<string, Json> = json as Record<string, Json>;
  for (const [key, value] of Object.entries(into)) {
    if (typeof value !== 'string') {
      taint(value, isAllowed);
      continue;
    }
    if (NAMES.has(key)) continue;
    into[key] = HOSTILE + value;
    if (!isAllowed()) into[key] = value;
  }
  const [some] = Object.values(into);
  if (Array.isArray(json) || some === undefined) return;
  into[HOSTILE] = some;
  if (!isAllowed()) delete into[HOSTILE];
}
