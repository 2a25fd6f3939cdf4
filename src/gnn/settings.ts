import type { Setting } from '../domain/model.js';
import type { Body, ContentLine } from './lines.js';
import { positionAt } from './source.js';

/** `Key=value` or `Key: value`; undefined where a line is neither. */
export function settingOf(body: Body, line: ContentLine): Setting | undefined {
  const match = /^([\p{L}_][^=:]*?)\s*[=:]\s*(.*)$/su.exec(line.text);
  const [, name, value] = match ?? [];
  if (name === undefined || value === undefined) return undefined;
  return { name, value, ...positionAt(body.source, line.start) };
}
