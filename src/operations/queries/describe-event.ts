/** Describes what an event of the audit log changed, in a few words. Pure. */
import { readBreak } from '../../audit/breaks.js';
import { isJoin } from '../../audit/join.js';
import { ACCEPT_BREAKS, BASELINE, RENAMED_TO } from '../../audit/words.js';
import { isObject, keysOfPointer, own } from '../../domain/json.js';
import { abbreviate, truncate } from '../../domain/lists.js';
import type { AuditEvent } from '../../domain/model.js';
import { plural } from '../../domain/plural.js';

const MAX_CHANGES = 3;
const MAX_LENGTH = 60;

/** Values that follow from other changes or mean nothing to people. */
const UNREPORTED =
  /^\/(?:updated_at|current_version|hash|semantic_hash|file_hash|file_size_bytes|model_name|health\/checked_at|lifecycle|rolled_back_from)$/;

/** Describes the changes of an event, the most important first: `1.1.0: +production, −staging`. */
export function describeEvent(event: AuditEvent): string {
  const { action, before, after } = event;
  if (isJoin(event)) return 'the log of another branch';
  const found = readBreak({ after });
  if (action === BASELINE) {
    return `the log starts again${found === undefined ? '' : `: ${found.problem}`}`;
  }
  if (found !== undefined) return found.problem;
  if (action === ACCEPT_BREAKS) return 'breaks of the log';
  const to = after[RENAMED_TO];
  if (to !== undefined) return `renamed to ${formatValue(to)}`;
  if (Object.hasOwn(after, '')) return describeWhole(after['']);
  const pointers = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = pointers
    .filter((pointer) => !UNREPORTED.test(pointer))
    .flatMap((pointer) => describeValue(pointer, before[pointer], after[pointer]))
    .toSorted((a, b) => a.rank - b.rank);
  // Counts follow from whatever else changed.
  const told = changes.filter(({ rank }) => rank < COUNTS || changes.length === 1);
  const texts = told.map(({ text }) => text);
  return abbreviate(texts, MAX_CHANGES, '; ');
}

function describeWhole(value: unknown): string {
  if (value === null) return 'deleted permanently';
  const version = isObject(value) ? value['version'] : undefined;
  const former = isObject(value) ? value['former_ids'] : undefined;
  const last: unknown = Array.isArray(former) ? former.at(-1) : undefined;
  if (last !== undefined) return `was ${formatValue(last)}, at ${formatValue(version)}`;
  return typeof version === 'string' ? `added as ${version}` : 'added';
}

interface ChangeText {
  /** The lower, the more important. */
  readonly rank: number;
  readonly text: string;
}

/** The rank of what follows from other changes. */
const COUNTS = 5;

type Describe = (before: unknown, after: unknown) => string;

/** How changes of a model are described, by the first key of their pointer, with their rank. */
const OF_MODEL: Readonly<Record<string, readonly [rank: number, describe: Describe]>> = {
  version: [0, (before, after) => `version ${describeChange(before, after)}`],
  status: [0, describeChange],
  tags: [1, describeItems],
  aliases: [1, (before, after) => describeKeys('alias', before, after, formatAlias)],
  parents: [1, (before, after) => `parents ${describeItems(before, after)}`],
  dependencies: [1, (before, after) => `dependencies ${describeItems(before, after)}`],
  use: [2, (_, after) => `used ${formatCount(after)}`],
  health: [2, (before, after) => describeKeys('health', before, after)],
  annotations: [2, (before, after) => describeKeys('', before, after)],
  name: [3, (before, after) => `name ${describeChange(before, after)}`],
  description: [3, (before, after) => `description ${describeChange(before, after)}`],
  kind: [3, (before, after) => `kind ${describeChange(before, after)}`],
  file_path: [3, (before, after) => `file path ${describeChange(before, after)}`],
  metadata: [COUNTS, () => 'counts'],
};

function describeValue(pointer: string, before: unknown, after: unknown): ChangeText[] {
  const [first = '', second = '', third] = keysOfPointer(pointer);
  if (first === 'versions') return describeVersion(second, third, before, after);
  const [rank, describe] = own(OF_MODEL, first) ?? [4, () => first.replaceAll('_', ' ')];
  const text = describe(before, after);
  // The time of a check may be all that differs.
  return first === 'health' && text === '' ? [] : [{ rank, text }];
}

function describeVersion(
  version: string,
  part: string | undefined,
  before: unknown,
  after: unknown,
): ChangeText[] {
  const isGone = after === undefined;
  switch (part) {
    case undefined:
      // The version of the model already shows it.
      return isGone ? [{ rank: 1, text: `${version} is gone` }] : [];
    case 'tags':
      return [{ rank: 1, text: `${version}: ${describeItems(before, after)}` }];
    case 'metrics':
    case 'facts':
      return [{ rank: 1, text: `${version}: ${describeKeys('', before, after)}` }];
    case 'metric_directions':
      return [{ rank: 2, text: `${version}: better ${describeKeys('', before, after)}` }];
    case 'archived_at':
      return [{ rank: 1, text: `${version} ${isGone ? 'unpacked' : 'packed'}` }];
    case 'deleted_at':
      return [{ rank: 1, text: `${version} ${isGone ? 'is back' : 'deleted'}` }];
    case 'exports':
    case 'bindings':
      return [{ rank: 1, text: `${version}: ${part} ${describeItems(before, after)}` }];
    case 'source':
      return after === null ? [{ rank: 2, text: `${version}: bytes removed` }] : [];
    default:
      return [{ rank: 4, text: `${version}: ${part.replaceAll('_', ' ')}` }];
  }
}

/** Describes what was added to a list and removed from it: `+production, −staging`. */
function describeItems(before: unknown, after: unknown): string {
  const [old, now] = [listNames(before), listNames(after)];
  const changes = [
    ...now.filter((it) => !old.includes(it)).map((it) => `+${it}`),
    ...old.filter((it) => !now.includes(it)).map((it) => `−${it}`),
  ];
  return changes.length === 0 ? 'changed' : changes.join(', ');
}

function listNames(list: unknown): string[] {
  return Array.isArray(list) ? list.map(nameItem) : [];
}

function nameItem(item: unknown): string {
  if (!isObject(item)) return formatValue(item);
  const { model_id, provider, format, version } = item;
  if (provider !== undefined) return `${formatValue(provider)}/${formatValue(model_id)}`;
  if (format !== undefined) return formatValue(format);
  return typeof version === 'string'
    ? `${formatValue(model_id)}@${version}`
    : formatValue(model_id);
}

/** Describes the changed keys of an object: `accuracy 0.9 → 0.95, −loss`. */
function describeKeys(
  prefix: string,
  before: unknown,
  after: unknown,
  show: (value: unknown) => string = formatValue,
): string {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const changes = [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    if (key.startsWith('checked_')) return [];
    const [from, to] = [show(own(old, key)), show(own(now, key))];
    if (from === to) return [];
    const name = key === 'status' ? '' : `${key} `;
    return to === '' ? `−${key}` : `${name}${from === '' ? '' : `${from} `}→ ${to}`;
  });
  const text = changes.join(', ');
  return text === '' || prefix === '' ? text : `${prefix} ${text}`;
}

function describeChange(before: unknown, after: unknown): string {
  const [from, to] = [formatValue(before), formatValue(after)];
  if (from === '') return `→ ${to}`;
  return to === '' ? `−${from}` : `${from} → ${to}`;
}

function formatAlias(alias: unknown): string {
  if (!isObject(alias)) return '';
  return `${formatValue(alias['version'])}${alias['protected'] === true ? ' (protected)' : ''}`;
}

function formatCount(use: unknown): string {
  const count = isObject(use) ? use['count'] : undefined;
  return typeof count === 'number' ? plural(count, 'time') : 'no longer';
}

function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return truncate(text, MAX_LENGTH);
}
