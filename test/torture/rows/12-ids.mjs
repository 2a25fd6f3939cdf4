import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTILE_IDS } from '../lib/ids.mjs';
import { isAcknowledged, runCli } from '../lib/program.mjs';
import { archivedModels, changes, readPublished, sha256, snapshot } from '../lib/registry.mjs';
import { specText, write } from '../lib/specs.mjs';

export const row = 12;
export const name = 'hostile ids';

const COUNT = 200;
const ARGS = ['--target-dir', 'in', '--output-dir', 'out', '--json'];

export async function run(context) {
  const ids = HOSTILE_IDS.slice(0, COUNT);
  const declared = await tryIds(context, ids, (folder, id, at) => {
    const file = `spec-${String(at).padStart(3, '0')}.md`;
    return put(
      folder,
      file,
      `---\nmodel_id: ${JSON.stringify(id)}\n---\n${specText(`declared ${at}`)}`,
    );
  });
  const named = await tryIds(context, ids, (folder, id, at) =>
    put(folder, `${id}.md`, specText(`named ${at}`)),
  );
  const foreign = await tryForeign(context, ids);
  const results = [declared, named, foreign];
  const problems = results.flatMap((result) => result.problems);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return {
    tried: sum('tried'),
    lost: sum('merged'),
    slowest: `${Math.round(Math.max(...results.map(({ ms }) => ms)))} ms a run`,
    passed: problems.length === 0 && ids.length === COUNT,
    detail: [
      `${declared.tried} ids in front matter (${declared.refused} refused with a finding), ${named.tried} as names of files, ${foreign.tried} in another program's registry; ${sum('outside')} writes outside, ${sum('merged')} merged or passed over in silence`,
      ...problems.slice(0, 8),
    ].join('; '),
  };
}

/** False if the system does not allow such a name. */
function put(folder, file, text) {
  if (file.includes('/') || file.startsWith('.')) return undefined;
  try {
    if (existsSync(join(folder, file))) return undefined;
    writeFileSync(join(folder, file), text);
    return file;
  } catch {
    return undefined;
  }
}

/** A working folder so deep that `../../..` leads to places that are watched. */
function prepare(context) {
  const sandbox = context.folder();
  const cwd = join(sandbox, 'one/two/three/four');
  write(join(cwd, 'in/.keep'), '');
  for (const path of ['canary', 'one/canary', 'one/two/etc/canary', 'one/two/three/tmp/canary'])
    write(join(sandbox, path), 'canary');
  return { sandbox, cwd };
}

async function watched(sandbox, work) {
  const before = snapshot(sandbox);
  const ended = await work();
  const changed = changes(before, snapshot(sandbox));
  return { ended, outside: changed.filter((path) => !path.startsWith('one/two/three/four/out/')) };
}

async function tryIds(context, ids, putOne) {
  const { sandbox, cwd } = prepare(context);
  const files = ids.map((id, at) => putOne(join(cwd, 'in'), id, at)).filter(Boolean);
  const { ended, outside } = await watched(sandbox, () => runCli(context, ARGS, { cwd }));
  const problems = outside.map((path) => `written outside: ${path}`);
  if (!isAcknowledged(ended)) problems.push(`exit ${ended.code}: ${ended.stderr.slice(0, 300)}`);
  const registry = readPublished(cwd);
  const { data } = JSON.parse(ended.stdout);
  const reported = new Set(data.diagnostics.list.map(({ file }) => file));
  const own = ownModels(cwd, registry);
  const absent = files.filter((file) => !own.has(`in/${file}`));
  const merged = absent.filter((file) => !reported.has(`in/${file}`));
  problems.push(...merged.map((file) => `nothing reports ${JSON.stringify(file)}`));
  const again = await runCli(context, ARGS, { cwd });
  const moved = changes(own, ownModels(cwd, readPublished(cwd)));
  if (!isAcknowledged(again) || moved.length > 0)
    problems.push(`another run changes ${moved.length} models`);
  const tried = files.length;
  const refused = absent.length - merged.length;
  return { tried, refused, merged: merged.length, outside: outside.length, ms: ended.ms, problems };
}

/** The files whose exact bytes are archived as a separate model, with its id. */
function ownModels(cwd, registry) {
  const archived = new Set(archivedModels(cwd, registry));
  const own = Object.entries(registry?.models ?? {}).flatMap(([id, model]) => {
    const isOwn =
      archived.has(id) && model.hash === sha256(readFileSync(join(cwd, model.file_path)));
    return isOwn ? [[model.file_path, id]] : [];
  });
  return new Map(own);
}

/** The ids in a registry of another program. */
async function tryForeign(context, ids) {
  const { sandbox, cwd } = prepare(context);
  const lines = [...new Set(ids)].map((id, at) => {
    const model = { name: `m${at}`, file_path: `../../x${at}.md`, hash: `${at}` };
    return `${JSON.stringify(id)}: ${JSON.stringify(model)}`;
  });
  const path = join(cwd, 'out/4_model_registry_output/model_registry.json');
  write(path, `{"models": {${lines.join(',\n')}}}`);
  write(join(cwd, 'in/good.md'), specText('good'));
  const { ended, outside } = await watched(sandbox, () => runCli(context, ARGS, { cwd }));
  const problems = outside.map((path) => `written outside: ${path}`);
  if (!isAcknowledged(ended)) problems.push(`exit ${ended.code}: ${ended.stderr.slice(0, 300)}`);
  // Models that cannot be imported are reported with their number, and the file is kept.
  const models = Object.values(readPublished(cwd)?.models ?? {});
  const taken = models.filter((model) => /^m\d+$/.test(model.name)).length;
  const merged = Math.max(0, lines.length - taken - countTold(ended.stderr));
  if (merged > 0) problems.push(`${merged} ids of a foreign registry are gone in silence`);
  if (!isKeptAside(cwd)) problems.push('the foreign registry was not kept');
  const tried = lines.length;
  return { tried, merged, outside: outside.length, ms: ended.ms, problems };
}

function countTold(stderr) {
  const reported = /could not be taken over: (.*)/.exec(stderr)?.[1] ?? '';
  const more = Number(/ and (\d+) more/.exec(reported)?.[1] ?? 0);
  return reported.split(/models\./).length - 1 + more;
}

function isKeptAside(cwd) {
  const folder = join(cwd, 'out/4_model_registry_output');
  return readdirSync(folder).some((name) => name.includes('.edited-'));
}
