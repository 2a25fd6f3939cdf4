import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import { findMissing, findSlips } from '../consequences.js';
import type { Rule } from './rule.js';

/**
 * Requires the sections of the profile. A section that is misspelt or hidden is reported where it
 * was meant to be; a single finding lists all others that are missing.
 */
export const missingSection: Rule = ({ spec, profile, unopened }): Diagnostic[] => {
  const top = { line: spec.lines.from, column: 1 };
  const missing = findMissing(spec, profile);
  const slips = findSlips(spec, missing);
  const found = slips.map(({ at, message }) => diagnostic('GNN-E001', at, message));
  const absent = missing.filter((name) => !slips.some((slip) => slip.sections.includes(name)));
  if (absent.length > 0) {
    const list = absent.map((name) => `## ${name}`).join(', ');
    const subject = absent.length === 1 ? 'a required section is' : 'required sections are';
    const remedy = `add ${absent.length === 1 ? 'it' : 'them'}, or choose a more lenient profile`;
    found.push(diagnostic('GNN-E001', top, `${subject} missing: ${list}; ${remedy}`));
  }
  if (spec.nameFrom === 'title' && !unopened.has('ModelName')) {
    const empty = spec.emptySections.get('ModelName');
    const state = empty === undefined ? 'missing' : 'empty';
    const message = `\`## ModelName\` is ${state}; the title serves as the name`;
    found.push(diagnostic('GNN-W010', empty ?? top, message));
  }
  return found;
};
