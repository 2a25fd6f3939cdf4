import { FRONT_MATTER_KEYS } from '../../domain/describe.js';
import { diagnostic, quote } from '../../domain/diagnostics.js';
import { prepareNear } from '../../domain/nearest.js';
import type { Rule } from './rule.js';

const KNOWN: ReadonlySet<string> = new Set(FRONT_MATTER_KEYS);
const findNear = prepareNear(FRONT_MATTER_KEYS);

/** Names the known key that another key of the front matter is likely meant to be. */
export const frontMatterKeys: Rule = ({ spec: { frontMatterKeys: keys } }) =>
  Array.from(keys).flatMap(([key, at]) => {
    const near = KNOWN.has(key) ? undefined : findNear(key);
    if (near === undefined || keys.has(near)) return [];
    const message = `${quote(key)} is kept, but not read; did you mean ${near}?`;
    return [diagnostic('GNN-I026', at, message)];
  });
