import type { Setting } from '../domain/model.js';
import type { Body, ContentLine } from './lines.js';
import { positionAt } from './source.js';

/** Parses `Key=value` or `Key: value`; undefined if a line is neither. */
export function parseSetting(body: Body, line: ContentLine): Setting | undefined {
  const sign = line.text.search(/[=:]/);
  const name = line.text.slice(0, Math.max(sign, 0)).trimEnd();
  if (!/^[\p{L}_\\]/u.test(name)) return undefined;
  const value = line.text.slice(sign + 1).trimStart();
  return { name, value, ...positionAt(body.source, line.start) };
}
