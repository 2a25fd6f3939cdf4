import type { DiagnosticCode } from '../domain/catalogue.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Setting, Time } from '../domain/model.js';
import { readLineValue } from './assignments.js';
import type { Body, ContentLine } from './lines.js';
import { contentLines } from './lines.js';
import { parseSetting } from './settings.js';
import { positionAt } from './source.js';

export interface TimeSection {
  readonly time: Time;
  readonly diagnostics: Diagnostic[];
}

/** Adds a finding at the line that is being read. */
type Report = (code: DiagnosticCode, message: string) => void;

/**
 * Reads the Time section (notation, sections 5 and 7): words, and `Key=value`, each on a line or
 * several in a list, as in `Dynamic, ModelTimeHorizon=10` and `Dynamic(steps=8)`.
 */
export function readTime(body: Body): TimeSection {
  const time: Time = {
    mode: null,
    discretization: null,
    variable: null,
    horizon: null,
    settings: [],
    lines: [],
  };
  const diagnostics: Diagnostic[] = [];
  for (const line of contentLines(body)) {
    const at = positionAt(body.source, line.start);
    time.lines.push({ text: line.text, ...at });
    const items = splitItems(line.text);
    for (const item of items) {
      const report: Report = (code, message) => diagnostics.push(diagnostic(code, at, message));
      const part = item === line.text ? line : { ...line, text: item };
      applyItem(time, body, part, items.length > 1, report);
    }
  }
  return { time, diagnostics };
}

const WORDS: ReadonlyMap<string, Partial<Pick<Time, 'mode' | 'discretization'>>> = new Map([
  ['static', { mode: 'Static' }],
  ['dynamic', { mode: 'Dynamic' }],
  ['discrete', { discretization: 'Discrete' }],
  ['discretetime', { discretization: 'Discrete' }],
  ['continuous', { discretization: 'Continuous' }],
  ['continuoustime', { discretization: 'Continuous' }],
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
  const words = first.toLowerCase().split(/\s+/);
  if (words.length > 1 && words.every((it) => WORDS.has(it))) return [...words, ...items.slice(1)];
  return knows(first) && items.slice(1).every((it) => knows(it) || /^\w+\s*[=:]/.test(it))
    ? items
    : [text];
}

/** Whether an item is a word of Time, or sets one of its keys. */
function knows(item: string): boolean {
  const plain = item.toLowerCase().replace(/\s+/g, '');
  return WORDS.has(plain.replace(YES, '')) || KEYS.test(plain);
}

const YES = /[=:](?:true|yes)$/;
const KEYS = /^(?:discrete|continuous)?time[=:]|^modeltimehorizon[=:]/;

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
function applyItem(
  time: Time,
  body: Body,
  item: ContentLine,
  inList: boolean,
  report: Report,
): void {
  const setting = parseSetting(body, item);
  if (setting === undefined) {
    if (applyWord(time, item.text, report)) return;
    const message = `expected Static, Dynamic, Discrete, Continuous or \`Key=value\`, found ${quote(item.text)}`;
    report('GNN-W012', message);
  } else if (!applySetting(time, setting, report)) {
    time.settings.push(setting);
    if (!inList) return;
    const message = `${quote(setting.name)} is not a key of Time and is kept as a setting; if it is the horizon, write \`ModelTimeHorizon=${setting.value}\``;
    report('GNN-W012', message);
  }
}

function applyWord(time: Time, written: string, report: Report): boolean {
  const known = WORDS.get(written.toLowerCase().replace(/\s+/g, ''));
  if (known === undefined) return false;
  const { mode, discretization } = known;
  if (mode) {
    time.mode ??= mode;
    if (time.mode !== mode) reportSecond(report, mode, time.mode);
  }
  if (discretization) {
    time.discretization ??= discretization;
    if (time.discretization !== discretization) {
      reportSecond(report, discretization, time.discretization);
    }
  }
  return true;
}

function reportSecond(report: Report, second: string | number, first: string | number): void {
  const message = `${quote(String(second))} contradicts ${quote(String(first))} before it, which holds; delete one of them`;
  report('GNN-W029', message);
}

/** Applies a known key; if it is repeated, the first counts, and others are kept under `settings`. */
function applySetting(time: Time, setting: Setting, report: Report): boolean {
  const key = setting.name.toLowerCase();
  const isWord = WORDS.has(key);
  if (isWord && /^(?:true|yes)$/i.test(setting.value)) return applyWord(time, key, report);
  if (key === 'modeltimehorizon') {
    const horizon = parseHorizon(setting.value);
    time.horizon ??= horizon;
    if (time.horizon !== horizon) keepSecond(time, setting, time.horizon, report);
    return true;
  }
  if (key !== 'time' && key !== 'discretetime' && key !== 'continuoustime') return false;
  if (isWord) applyWord(time, key, report);
  time.variable ??= setting.value;
  if (time.variable !== setting.value) keepSecond(time, setting, time.variable, report);
  return true;
}

function keepSecond(time: Time, setting: Setting, first: string | number, report: Report): void {
  time.settings.push(setting);
  reportSecond(report, setting.value, first);
}

function parseHorizon(text: string): number | string {
  const value = readLineValue(text);
  return typeof value === 'number' ? value : text;
}
