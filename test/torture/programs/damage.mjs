/** Damages the files of a registry in many ways, one at a time, and runs the built step on each. */
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { damageOf } from '../lib/damage.mjs';
import { faultOfLog } from '../lib/log.mjs';
import { STEP, archivedModels, readPublished } from '../lib/registry.mjs';

const { dist, base, work } = JSON.parse(process.argv[2]);
const trials = JSON.parse(readFileSync(join(work, 'trials.json'), 'utf8'));
const { ModelRegistry, processModelRegistry } = await import(
  pathToFileURL(join(dist, 'index.mjs')).href
);
const answers = [];
for (const trial of trials) answers.push(await tryOne(trial));
process.stdout.write(JSON.stringify({ answers }));

async function tryOne({ files, damages, mustTell }) {
  const cwd = join(work, 'one');
  rmSync(cwd, { recursive: true, force: true });
  cpSync(base, cwd, { recursive: true, preserveTimestamps: true });
  const damaged = files.map((file, at) => {
    const path = join(cwd, STEP, file);
    const bytes = damageOf(readFileSync(path), damages[at]);
    writeFileSync(path, bytes);
    return bytes;
  });
  const notices = [];
  const begun = performance.now();
  const problems = [];
  try {
    await processModelRegistry({
      cwd,
      targetDir: 'in',
      outputDir: 'out',
      jobs: 1,
      onNotice: (notice) => notices.push(notice),
    });
  } catch (error) {
    // A refusal loses nothing, provided that no file was changed.
    const isTouched = files.some((file, at) => !isStill(cwd, file, damaged[at]));
    problems.push(`refused as ${error.code}${isTouched ? ', and changed all the same' : ''}`);
    return { problems, reported: true, ms: performance.now() - begun };
  }
  const ms = performance.now() - begun;
  const registry = readPublished(cwd);
  const versions = Object.keys(registry?.models.a?.versions ?? {}).join(' ');
  if (registry === undefined) problems.push('what is published is not whole');
  const given = versions.split(' ');
  const absent = ['1.0.0', '1.0.1'].filter((version) => !given.includes(version));
  if (absent.length > 0) problems.push(`versions lost: ${absent.join(' ')}`);
  // A run may assign one more version to the spec; no other version ever existed.
  if (given.some((version) => !/^1\.0\.[012]$/.test(version)))
    problems.push('a version that never was');
  if (archivedModels(cwd, registry).length !== 1) problems.push('an archive is lost');
  if (mustTell && notices.length === 0) problems.push('not noticed');
  if (mustTell && !isKept(cwd, files[0], damaged[0]))
    problems.push('the damaged file was not kept');
  const open = await ModelRegistry.open({ cwd, outputDir: 'out' });
  await open.addTag('a', 'torture');
  await open.save();
  const fault = faultOfLog(cwd);
  if (fault !== undefined) problems.push(fault);
  return { problems, reported: notices.length > 0, whole: registry !== undefined, versions, ms };
}

function isStill(cwd, file, bytes) {
  return readFileSync(join(cwd, STEP, file)).equals(bytes);
}

/** Whether the damaged file was kept: under a name with a time or, for a generation, in its place. */
function isKept(cwd, file, bytes) {
  const folder = join(cwd, STEP);
  const aside = readdirSync(folder).filter((name) => /\.(corrupt|edited)-\d{4}/.test(name));
  const places = file.startsWith('.generations') ? [file, ...aside] : aside;
  return places.some((name) => readFileSync(join(folder, name)).equals(bytes));
}
