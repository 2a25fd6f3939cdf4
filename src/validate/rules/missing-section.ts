import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** Requires the sections of the profile; a single finding lists all that are missing. */
export const missingSection: Rule = ({ spec, profile }): Diagnostic[] => {
  const at = { line: spec.lines.from, column: 1 };
  const missing: string[] = profile.requiredSections.filter((name) => !spec.sections.has(name));
  if (spec.nameFrom === 'nowhere' && !missing.includes('ModelName')) missing.push('ModelName');
  const found: Diagnostic[] = [];
  if (missing.length > 0) {
    const list = missing.map((name) => `## ${name}`).join(', ');
    const hints = spec.nearMisses
      .filter((miss) => missing.includes(miss.section))
      .map(
        (miss) =>
          `; line ${miss.position.line} has \`## ${miss.heading}\`: did you mean ${miss.section}?`,
      );
    const subject = missing.length === 1 ? 'a required section is' : 'required sections are';
    const remedy = `add ${missing.length === 1 ? 'it' : 'them'}, or choose a more lenient profile`;
    found.push(
      diagnostic('GNN-E001', at, `${subject} missing: ${list}; ${remedy}${hints.join('')}`),
    );
  }
  if (spec.nameFrom === 'title' && !missing.includes('ModelName')) {
    found.push(
      diagnostic('GNN-W010', at, '`## ModelName` is missing; the title serves as the name'),
    );
  }
  return found;
};
