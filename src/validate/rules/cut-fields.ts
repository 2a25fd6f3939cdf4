import { listCutFields } from '../../domain/describe.js';
import { readDeclaredLineage } from '../../domain/declared-lineage.js';
import { FILE_START, diagnostic } from '../../domain/diagnostics.js';
import type { Position } from '../../domain/position.js';
import type { Rule } from './rule.js';

/** Says which fields of the front matter or of Signature are longer than the registry keeps. */
export const cutFields: Rule = ({ model, spec }) => {
  if (model.front_matter === null && model.signature === null) return [];
  const report = (key: string, field?: Position) => {
    const at = field ?? spec.frontMatterKeys.get(key) ?? FILE_START;
    const message = `${key} is longer than the registry keeps, so a part of it is left out; shorten it`;
    return diagnostic('GNN-I016', at, message);
  };
  return [
    ...listCutFields(model).map(({ key, field }) => report(key, field)),
    ...readDeclaredLineage(model).cut.map((key) => report(key)),
  ];
};
