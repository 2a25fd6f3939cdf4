import type { PlainChain } from '../arbitrary-model.js';
import type { Pen } from './pen.js';
import { comment, spellName } from './pen.js';

/** Writes a connection, with or without a bullet before it. */
export function connection(chain: PlainChain, pen: Pen): string {
  const { pick } = pen;
  const groups = chain.groups.map((names) => group(names, pen));
  let line = pick('', '', '', '- ', '* ', '+ ', '•\t', '1. ', '2) ') + (groups[0] ?? '');
  for (const [hop, operator] of chain.operators.entries()) {
    line += pick(operator, ` ${operator} `) + (groups[hop + 1] ?? '');
  }
  if (chain.label !== null) line += pick(':', ': ') + chain.label;
  if (chain.constraint !== null) line += pick('=', ' = ') + chain.constraint;
  return line + comment(chain.description, pen);
}

function group(names: readonly string[], pen: Pen): string {
  const { pick } = pen;
  const list = names.map((name) => spellName(name, pen)).join(pick(',', ', '));
  return pick(list, `(${list})`, `( ${list} )`);
}

/** A line that is no connection, which leaves the other lines as they are. */
export function faultyConnections(pen: Pen): string[] {
  const lines = pen.pick<readonly string[]>([], [], [], ['γ*F'], ['(s_f0, ..., s_f9) > o'], ['A']);
  for (const _ of lines) pen.expectFinding('GNN-E005');
  return [...lines];
}
