/** Replays an audit log independently, without code of the program under test. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { change } from './library.mjs';
import { STEP, readPublished, sha256 } from './registry.mjs';

/** The models and the last hash that result from the lines of a log. */
function replayLines(text) {
  const models = new Map();
  const seen = new Set();
  let last = null;
  for (const line of text.split('\n')) {
    const hash = `sha256:${sha256(line)}`;
    const event = parse(line);
    // Skip broken lines, and lines that appear twice.
    if (event?.sequence === undefined || seen.has(hash)) continue;
    seen.add(hash);
    last = hash;
    if (event.action === 'baseline') models.clear();
    // Events about the log itself, such as a break in it, change no model.
    else if (event.model_id !== null) {
      models.set(event.model_id, apply(models.get(event.model_id), event));
    }
  }
  return { models, last };
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function apply(entry, { before, after }) {
  if (Object.hasOwn(after, '')) return after[''] ?? undefined;
  const next = structuredClone(entry);
  for (const pointer of Object.keys(before)) {
    const [parent, key] = placeOf(next, pointer);
    if (!Object.hasOwn(after, pointer)) delete parent[key];
  }
  for (const [pointer, value] of Object.entries(after)) {
    const [parent, key] = placeOf(next, pointer);
    parent[key] = value;
  }
  return next;
}

function placeOf(entry, pointer) {
  const keys = pointer.split('/').slice(1);
  const names = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const parent = names.slice(0, -1).reduce((object, name) => object[name], entry);
  return [parent, names.at(-1)];
}

/** Describes what is wrong with a folder's log; undefined if it leads to the registry. */
export function faultOfLog(cwd) {
  const path = join(cwd, STEP, 'audit_log.jsonl');
  const registry = readPublished(cwd);
  if (registry === undefined) return 'there is no whole registry to hold the log against';
  if (!existsSync(path)) return 'there is no audit log';
  const { models, last } = replayLines(readFileSync(path, 'utf8'));
  if (last !== registry.audit?.hash) return 'the audit log does not end where the registry says';
  const isSame = isDeepStrictEqual(
    withoutNull(Object.fromEntries(models)),
    withoutNull(registry.models),
  );
  return isSame ? undefined : 'replaying the audit log does not give the registry';
}

/** The registry leaves out most of what is null, and the log says it. */
function withoutNull(value) {
  return JSON.parse(JSON.stringify(value, (_, it) => it ?? undefined));
}

/** Makes one more change, after which the log must lead to the registry, whatever happened before. */
export async function changeAndReplay(context, cwd) {
  const [id] = Object.keys(readPublished(cwd)?.models ?? {});
  try {
    await change(context, cwd, (registry) => registry.addTag(id, 'torture'));
  } catch (error) {
    return `the change after it fails: ${error.message}`;
  }
  return faultOfLog(cwd);
}
