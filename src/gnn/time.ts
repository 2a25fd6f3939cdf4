import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Setting, Time } from '../domain/model.js';
import { readLineValue } from './assignments.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { parseSetting } from './settings.js';
import { positionAt } from './source.js';

export interface TimeSection {
  readonly time: Time;
  readonly diagnostics: Diagnostic[];
}

/** Reads the Time section (notation, section 5): words, and `Key=value` lines. */
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
    const setting = parseSetting(body, line);
    const understood =
      setting === undefined ? applyWord(time, line.text) : applySetting(time, setting);
    if (!understood) {
      const message = `expected Static, Dynamic, Discrete, Continuous or \`Key=value\`, found ${quote(line.text)}`;
      diagnostics.push(diagnostic('GNN-W012', at, message));
    }
  }
  return { time, diagnostics };
}

function applyWord(time: Time, word: string): boolean {
  switch (word.toLowerCase()) {
    case 'static':
      time.mode ??= 'Static';
      return true;
    case 'dynamic':
      time.mode ??= 'Dynamic';
      return true;
    case 'discrete':
    case 'discretetime':
      time.discretization ??= 'Discrete';
      return true;
    case 'continuous':
    case 'continuoustime':
      time.discretization ??= 'Continuous';
      return true;
    default:
      return false;
  }
}

/** If a setting is repeated, the first counts; the others are kept under `settings`. */
function applySetting(time: Time, setting: Setting): boolean {
  switch (setting.name.toLowerCase()) {
    case 'time':
      return applyVariable(time, setting);
    case 'discretetime':
      time.discretization ??= 'Discrete';
      return applyVariable(time, setting);
    case 'continuoustime':
      time.discretization ??= 'Continuous';
      return applyVariable(time, setting);
    case 'modeltimehorizon':
      if (time.horizon === null) time.horizon = parseHorizon(setting.value);
      else time.settings.push(setting);
      return true;
    default:
      time.settings.push(setting);
      return true;
  }
}

function applyVariable(time: Time, setting: Setting): boolean {
  if (time.variable === null) time.variable = setting.value;
  else if (time.variable !== setting.value) time.settings.push(setting);
  return true;
}

function parseHorizon(text: string): number | string {
  const value = readLineValue(text);
  return typeof value === 'number' ? value : text;
}
