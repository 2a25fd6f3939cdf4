import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** Every section that the profile needs is there; one finding names all that are not. */
export const missingSection: Rule = ({ spec, profile }): Diagnostic[] => {
  const at = { line: spec.lines.from, column: 1 };
  const missing: string[] = profile.needs.filter((name) => !spec.sections.has(name));
  if (spec.nameFrom === 'nowhere' && !missing.includes('ModelName')) missing.push('ModelName');
  const found: Diagnostic[] = [];
  if (missing.length > 0) {
    const list = missing.map((name) => `## ${name}`).join(', ');
    const hints = spec.nearMisses
      .filter((miss) => missing.includes(miss.section))
      .map(
        (miss) =>
          `; line ${miss.position.line} has \`## ${miss.heading}\`, did you mean ${miss.section}?`,
      );
    const noun = missing.length === 1 ? 'a needed section is' : 'needed sections are';
    found.push(
      diagnostic(
        'GNN-E001',
        at,
        `${noun} missing: ${list}; add what is missing, or choose a more lenient profile${hints.join('')}`,
      ),
    );
  }
  if (spec.nameFrom === 'title' && !missing.includes('ModelName')) {
    found.push(
      diagnostic('GNN-W010', at, 'there is no `## ModelName`; the title serves as the name'),
    );
  }
  return found;
};
