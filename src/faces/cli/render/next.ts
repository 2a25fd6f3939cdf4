import type { NextStep } from '../../../operations/maintenance/new-spec.js';
import { wordForShell } from '../wording.js';
import { renderTable } from './table.js';

/** Renders what to do next, as commands with what they do. */
export function renderNext(next: readonly NextStep[]): string[] {
  const rows = next.map(({ call, meaning }) => [`  ${wordForShell(call)}`, meaning]);
  return ['Next:', ...renderTable(rows)];
}
