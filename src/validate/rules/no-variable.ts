import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import { BLOCKS } from '../../domain/spec.js';
import type { Spec } from '../../domain/spec.js';
import type { Rule } from './rule.js';

/** Requires at least one variable. The first declaration that cannot be read is the cause. */
export const noVariable: Rule = ({ spec, model }) => {
  const heading = spec.sections.get('StateSpaceBlock');
  if (heading === undefined || model.variables.length > 0) return [];
  const unread = findUnreadDeclaration(spec, heading.line);
  const remedy = unread === undefined ? '; declare a variable' : `: ${unread.message}`;
  const message = `StateSpaceBlock has no readable declaration${remedy}`;
  return [diagnostic('GNN-E013', unread ?? heading, message)];
};

/** The first declaration of StateSpaceBlock that cannot be read. */
function findUnreadDeclaration(
  { diagnostics, sections }: Spec,
  heading: number,
): Diagnostic | undefined {
  const others = BLOCKS.flatMap((block) => sections.get(block)?.line ?? []);
  return diagnostics.find(
    ({ code, line }) =>
      code === 'GNN-E006' &&
      line >= heading &&
      !others.some((other) => heading < other && other <= line),
  );
}
