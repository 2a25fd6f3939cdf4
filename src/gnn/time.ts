import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Setting, SourceLine, Time } from '../domain/model.js';
import { TIME_VARIABLE_KEYS } from '../domain/time-keys.js';
import type { Writable } from '../domain/writable.js';
import { readLineValue } from './assignments.js';
import type { Report } from './attributes.js';
import type { Body, ContentLine } from './lines.js';
import { contentLines } from './lines.js';
import { noteNames } from './places.js';
import { parseSetting } from './settings.js';
import { positionAt, type SourceText } from './source.js';

export interface TimeSection {
  readonly time: Time;
  readonly diagnostics: Diagnostic[];
}

type Fact = 'mode' | 'discretization' | 'variable' | 'horizon';

/** The section as far as it has been read. */
type TimeSoFar = Writable<Pick<Time, Fact>> & { settings: Setting[]; lines: SourceLine[] };

/** One item of a line, and what the items before it have settled. */
interface Reading {
  readonly time: TimeSoFar;
  /** The items that settled each fact, as written. */
  readonly said: Map<Fact, string>;
  readonly item: ContentLine;
  /** The earlier items that this one contradicts. */
  readonly contradicted: string[];
}

/**
 * Reads the Time section (notation, sections 5 and 7): words, and `Key=value`, each on a line or
 * several in a list, as in `Dynamic, ModelTimeHorizon=10` and `Dynamic(steps=8)`.
 */
export function readTime(body: Body): TimeSection {
  const time: TimeSoFar = {
    mode: null,
    discretization: null,
    variable: null,
    horizon: null,
    settings: [],
    lines: [],
  };
  const diagnostics: Diagnostic[] = [];
  const said = new Map<Fact, string>();
  for (const line of contentLines(body)) {
    time.lines.push({ text: line.text, ...positionAt(body.source, line.start) });
    const items = findItems(line);
    for (const item of items) {
      const reading = { time, said, item, contradicted: [] };
      const report: Report = (code, offset, message) => {
        const at = positionAt(body.source, item.start + offset);
        diagnostics.push(diagnostic(code, at, message));
      };
      applyItem(reading, body, items.length > 1, report);
    }
  }
  return { time, diagnostics };
}

/** The items of a line, each with its own place. */
function findItems(line: ContentLine): ContentLine[] {
  let from = 0;
  return splitItems(line.text).map((text) => {
    if (text === line.text) return line;
    const at = line.text.indexOf(text, from);
    from = at + text.length;
    return { ...line, text, start: line.start + at, end: line.start + from };
  });
}

/** The words of Time, as they are written. */
export const TIME_WORDS = ['Static', 'Dynamic', 'Discrete', 'Continuous'] as const;

const WORDS: ReadonlyMap<string, Partial<Pick<Time, 'mode' | 'discretization'>>> = new Map([
  ['static', { mode: 'Static' }],
  ['dynamic', { mode: 'Dynamic' }],
  ['discrete', { discretization: 'Discrete' }],
  ['discretetime', { discretization: 'Discrete' }],
  ['continuous', { discretization: 'Continuous' }],
  ['continuoustime', { discretization: 'Continuous' }],
]);

/** The fact that each key states; a key that is a word as well states both. */
const KEYS: ReadonlyMap<string, Extract<Fact, 'variable' | 'horizon'>> = new Map([
  ...TIME_VARIABLE_KEYS.map((key) => [plainly(key), 'variable'] as const),
  ['modeltimehorizon', 'horizon'],
]);

/** `Dynamic(…)`, with any brackets. */
const GROUP = /^([a-z]+)\s*[([{](.*)[)\]}]$/isu;

/** The items of a line: more than one if it is a list whose first item is a word or a key of Time. */
function splitItems(text: string): string[] {
  if (!/[\s,;([{]/.test(text)) return [text];
  const [, word = '', inner = ''] = GROUP.exec(text) ?? [];
  if (WORDS.has(word.toLowerCase())) return [word, ...splitAtCommas(inner)];
  const items = splitAtCommas(text);
  const [first = ''] = items;
  if (WORDS.has(plainly(first))) return items;
  const words = first.match(/\S+(?:\s+time\b)?/giu) ?? [];
  if (words.length > 1 && words.every((it) => WORDS.has(plainly(it)))) {
    return [...words, ...items.slice(1)];
  }
  return knows(first) && items.slice(1).every((it) => knows(it) || /^\w+\s*[=:]/.test(it))
    ? items
    : [text];
}

/** Whether an item is a word of Time, or sets one of its keys. */
function knows(item: string): boolean {
  const plain = plainly(item);
  const sign = plain.search(/[=:]/);
  if (sign === -1) return WORDS.has(plain);
  const key = plain.slice(0, sign);
  return KEYS.has(key) || (WORDS.has(key) && YES.test(plain.slice(sign + 1)));
}

/** The values with which a word says the same as without one. */
const YES = /^(?:true|yes)?$/i;

/** A word or key as it is compared: `Discrete time` is `DiscreteTime`; a bullet before it is kept. */
function plainly(written: string): string {
  return written.toLowerCase().replace(/(?!^)[\s_-]+/g, '');
}

/** Splits at commas and semicolons that are not within brackets. */
function splitAtCommas(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (depth === 0 && (char === ',' || char === ';')) {
      items.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...items, text.slice(from).trim()].filter((item) => item !== '');
}

/** @param inList - an unknown key is reported, which a line of its own would keep as a setting */
function applyItem(reading: Reading, body: Body, inList: boolean, report: Report): void {
  const { time, item, contradicted } = reading;
  const setting = parseSetting(body, item);
  if (setting === undefined) {
    if (!applyWord(reading, item.text)) {
      const message = `expected ${TIME_WORDS.join(', ')} or \`Key=value\`, found ${quote(item.text)}`;
      report('GNN-W012', 0, message);
    }
  } else if (!applySetting(reading, setting, body.source)) {
    time.settings.push(setting);
    const remedy = findRemedy(setting);
    if (inList || remedy !== null) {
      const message = `${quote(setting.name)} is not a key of Time and is kept as a setting`;
      report('GNN-W012', 0, `${message}; ${remedy ?? 'put it on a line of its own'}`);
    }
  }
  if (contradicted.length === 0) return;
  const others = [...new Set(contradicted)];
  const verb = others.length === 1 ? 'holds' : 'hold';
  const message = `${quote(item.text)} contradicts ${others.map(quote).join(' and ')} before it, which ${verb}; delete one of them`;
  report('GNN-W029', item.text.length - (setting?.value ?? item.text).length, message);
}

/** What to write instead of an unknown key that is likely meant for one of Time; null for any other. */
function findRemedy({ name, value }: Setting): string | null {
  const key = plainly(name);
  const word = WORDS.has(plainly(value)) ? value : WORDS.has(key) ? name : null;
  if (key === 'discrete' || key === 'continuous') return `write \`${name}Time=${value}\``;
  if (word !== null) return `write \`${word}\``;
  return /^(?:time)?horizon$|^steps$/.test(key)
    ? `if it is the horizon, write \`ModelTimeHorizon=${value}\``
    : null;
}

function applyWord(reading: Reading, written: string): boolean {
  const known = WORDS.get(plainly(written));
  if (known === undefined) return false;
  const { time } = reading;
  const { mode, discretization } = known;
  if (mode) time.mode = settle(reading, 'mode', time.mode, mode);
  if (discretization) {
    time.discretization = settle(reading, 'discretization', time.discretization, discretization);
  }
  return true;
}

/** The value of a fact: the first one holds, and another one contradicts it. */
function settle<Value>(
  { said, item, contradicted }: Reading,
  fact: Fact,
  current: Value | null,
  value: Value,
): Value {
  if (current === null) {
    said.set(fact, item.text);
    return value;
  }
  if (current !== value) contradicted.push(said.get(fact) ?? String(current));
  return current;
}

/** Applies a known key; if it is repeated, the first counts, and others are kept under `settings`. */
function applySetting(reading: Reading, setting: Setting, source: SourceText): boolean {
  const { time, item } = reading;
  const { value } = setting;
  const key = plainly(setting.name);
  const isWord = WORDS.has(key);
  if (isWord && YES.test(value)) return applyWord(reading, key);
  const fact = KEYS.get(key);
  if (fact === undefined) return false;
  if (isWord) applyWord(reading, key);
  if (fact === 'variable') noteNames(source, 'time', item.end - value.length, item.end);
  const stated = fact === 'horizon' ? parseHorizon(value) : value;
  if (fact === 'horizon') time.horizon = settle(reading, fact, time.horizon, stated);
  else time.variable = settle(reading, fact, time.variable, value);
  if (time[fact] !== stated) time.settings.push(setting);
  return true;
}

function parseHorizon(text: string): number | string {
  const value = readLineValue(text);
  return typeof value === 'number' ? value : text;
}
