import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Setting, Time } from '../domain/model.js';
import { lineValue } from './assignments.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { settingOf } from './settings.js';
import { positionAt } from './source.js';

export interface TimeSection {
  readonly time: Time;
  readonly diagnostics: Diagnostic[];
}

/** The grammar of Time (notation, section 5): words, and `Key=value` lines. */
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
    const setting = settingOf(body, line);
    const understood =
      setting === undefined ? takeWord(time, line.text) : takeSetting(time, setting);
    if (!understood) {
      const message = `${quote(line.text)}: write Static or Dynamic, Discrete or Continuous, or \`Key=value\``;
      diagnostics.push(diagnostic('GNN-W012', at, message));
    }
  }
  return { time, diagnostics };
}

function takeWord(time: Time, word: string): boolean {
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

/** The first of several settings of one kind counts; the others stay among the settings. */
function takeSetting(time: Time, setting: Setting): boolean {
  switch (setting.name.toLowerCase()) {
    case 'time':
      return takeVariable(time, setting);
    case 'discretetime':
      time.discretization ??= 'Discrete';
      return takeVariable(time, setting);
    case 'continuoustime':
      time.discretization ??= 'Continuous';
      return takeVariable(time, setting);
    case 'modeltimehorizon':
      if (time.horizon === null) time.horizon = horizonOf(setting.value);
      else time.settings.push(setting);
      return true;
    default:
      time.settings.push(setting);
      return true;
  }
}

function takeVariable(time: Time, setting: Setting): boolean {
  if (time.variable === null) time.variable = setting.value;
  else if (time.variable !== setting.value) time.settings.push(setting);
  return true;
}

function horizonOf(text: string): number | string {
  const value = lineValue(text);
  return typeof value === 'number' ? value : text;
}
