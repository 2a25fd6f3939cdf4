import { LINEAGE_KINDS } from '../../domain/generated/values.js';
import { readDeclaredLineage } from '../../domain/declared-lineage.js';
import { FILE_START, diagnostic, quote } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** Requires `parent` and `dependencies` in the front matter to name models. */
export const unreadLineage: Rule = ({ model, spec }) =>
  readDeclaredLineage(model).unread.map(({ key, value }) => {
    const mapping = `, or a mapping with \`model\` and \`kind\` (${LINEAGE_KINDS.join(', ')})`;
    const message = `${quote(value)} under ${key} does not name a model; write an id or a reference such as \`base@1.0.0\`${key === 'parent' ? mapping : ''}`;
    return diagnostic('GNN-I012', spec.frontMatterKeys.get(key) ?? FILE_START, message);
  });
