import type { Aliased } from '../../../operations/aliased.js';
import type { View } from '../commands/answer.js';
import { renderTable } from './table.js';

/** Aliases as a table, with the versions that they point to. */
export function renderAliased(aliased: readonly Aliased[], { colours, columns }: View): string[] {
  if (aliased.length === 0) return ['no aliases'];
  const header = ['alias', 'model', 'version', ''].map((text) => ({ text, paint: colours.bold }));
  const rows = aliased.map(({ alias, model_id, version, protected: isProtected }) => [
    { text: alias, paint: colours.green },
    { text: model_id },
    { text: version },
    { text: isProtected ? 'protected' : '' },
  ]);
  return renderTable([header, ...rows], columns);
}
