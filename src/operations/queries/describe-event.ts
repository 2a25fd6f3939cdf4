/** An event of the audit log → what changed, in a few words. Pure. */
import { isObject, keysOfPointer, own } from '../../domain/json.js';
import type { AuditEvent } from '../../domain/model.js';

const MOST_TOLD = 3;
const LONGEST = 60;

/** What follows from other changes, or says nothing to people. */
const SILENT =
  /^\/(?:updated_at|current_version|hash|semantic_hash|file_hash|file_size_bytes|model_name|health\/checked_at|lifecycle|rolled_back_from)$/;

/** What an event changed, the most important first: `1.1.0: +production, −staging`. */
export function describeEvent({ action, before, after }: AuditEvent): string {
  if (action === 'baseline') return 'the log begins anew';
  if (Object.hasOwn(after, '')) return describeWhole(after['']);
  const pointers = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const told = pointers
    .filter((pointer) => !SILENT.test(pointer))
    .flatMap((pointer) => describeValue(pointer, before[pointer], after[pointer]))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ text }) => text);
  const shown = told.slice(0, MOST_TOLD).join('; ');
  return told.length > MOST_TOLD ? `${shown} and ${told.length - MOST_TOLD} more` : shown;
}

function describeWhole(value: unknown): string {
  if (value === null) return 'gone for good';
  const version = isObject(value) ? value['version'] : undefined;
  return typeof version === 'string' ? `first known as ${version}` : 'first known';
}

interface Told {
  /** The lower, the more important. */
  readonly rank: number;
  readonly text: string;
}

function describeValue(pointer: string, before: unknown, after: unknown): Told[] {
  const [first = '', second = '', ...rest] = keysOfPointer(pointer);
  if (first === 'versions') return describeVersion(second, rest, before, after);
  switch (first) {
    case 'version':
      return [{ rank: 0, text: `version ${change(before, after)}` }];
    case 'status':
      return [{ rank: 0, text: change(before, after) }];
    case 'tags':
      return [{ rank: 1, text: items(before, after) }];
    case 'aliases':
      return [{ rank: 1, text: keyed('alias', before, after, aliasText) }];
    case 'use':
      return [{ rank: 2, text: `used ${countText(after)}` }];
    case 'health':
      return [{ rank: 2, text: keyed('health', before, after, plain) }].filter(
        ({ text }) => text !== '',
      );
    case 'parents':
    case 'dependencies':
      return [{ rank: 1, text: `${first} ${items(before, after)}` }];
    case 'annotations':
      return [{ rank: 2, text: keyed('', before, after, plain) }];
    case 'name':
    case 'description':
    case 'kind':
    case 'file_path':
      return [{ rank: 3, text: `${first.replace('_', ' ')} ${change(before, after)}` }];
    case 'metadata':
      return [{ rank: 5, text: 'counts' }];
    default:
      return [{ rank: 4, text: first.replaceAll('_', ' ') }];
  }
}

function describeVersion(
  version: string,
  [part]: readonly string[],
  before: unknown,
  after: unknown,
): Told[] {
  switch (part) {
    case undefined:
      // The number of the model says so already.
      return after === undefined ? [{ rank: 1, text: `${version} is gone` }] : [];
    case 'tags':
      return [{ rank: 1, text: `${version}: ${items(before, after)}` }];
    case 'metrics':
      return [{ rank: 1, text: `${version}: ${keyed('', before, after, plain)}` }];
    case 'archived_at':
      return [{ rank: 1, text: `${version} ${after === undefined ? 'unpacked' : 'packed'}` }];
    case 'deleted_at':
      return [{ rank: 1, text: `${version} ${after === undefined ? 'is back' : 'deleted'}` }];
    case 'exports':
    case 'bindings':
      return [{ rank: 1, text: `${version}: ${part} ${items(before, after)}` }];
    case 'source':
      return [];
    default:
      return [{ rank: 4, text: `${version}: ${part.replaceAll('_', ' ')}` }];
  }
}

/** What was added to a list and taken from it: `+production, −staging`. */
function items(before: unknown, after: unknown): string {
  const [old, now] = [namesIn(before), namesIn(after)];
  const told = [
    ...now.filter((it) => !old.includes(it)).map((it) => `+${it}`),
    ...old.filter((it) => !now.includes(it)).map((it) => `−${it}`),
  ];
  return told.length === 0 ? 'changed' : told.join(', ');
}

function namesIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map(nameOf) : [];
}

/** What a thing of a list is called. */
function nameOf(item: unknown): string {
  if (!isObject(item)) return plain(item);
  const { model_id, provider, format, version } = item;
  if (provider !== undefined) return `${plain(provider)}/${plain(model_id)}`;
  if (format !== undefined) return plain(format);
  return typeof version === 'string' ? `${plain(model_id)}@${version}` : plain(model_id);
}

/** What changed below a key: `accuracy 0.9 → 0.95, −loss`. */
function keyed(
  prefix: string,
  before: unknown,
  after: unknown,
  show: (value: unknown) => string,
): string {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const told = [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    if (key.startsWith('checked_')) return [];
    const [from, to] = [show(own(old, key)), show(own(now, key))];
    if (from === to) return [];
    const name = key === 'status' ? '' : `${key} `;
    return to === '' ? `−${key}` : `${name}${from === '' ? '' : `${from} `}→ ${to}`;
  });
  const text = told.join(', ');
  return text === '' || prefix === '' ? text : `${prefix} ${text}`;
}

function change(before: unknown, after: unknown): string {
  const [from, to] = [plain(before), plain(after)];
  if (from === '') return `→ ${to}`;
  return to === '' ? `−${from}` : `${from} → ${to}`;
}

function aliasText(alias: unknown): string {
  if (!isObject(alias)) return '';
  return `${plain(alias['version'])}${alias['protected'] === true ? ' (protected)' : ''}`;
}

function countText(use: unknown): string {
  const count = isObject(use) ? use['count'] : undefined;
  return typeof count === 'number' ? `${count} ${count === 1 ? 'time' : 'times'}` : 'no more';
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
