/** The quick fixes: for each code of the catalogue that has a mechanical remedy, what makes it. Pure. */
import type { DiagnosticCode } from '../../../domain/catalogue.js';
import type { Diagnostic } from '../../../domain/diagnostics.js';
import type { Profile } from '../../../domain/settings.js';
import { PROFILES } from '../../../validate/index.js';
import { createRuleContext, type RuleContext } from '../../../validate/rules/rule.js';
import { modelAt, type Analysis, type ModelAnalysis } from '../analysis.js';
import { offsetOf } from '../text.js';
import {
  removeAttribute,
  startComment,
  writeBrackets,
  writeCurrentForm,
  writeDefault,
  writeType,
} from './declarations.js';
import type { Edit, Fix, Fixer } from './fix.js';
import { deleteContradiction, mendConnection, mendLine, writeVersion } from './lines.js';
import {
  bindTerm,
  declareOrRename,
  deleteSecond,
  useOrDelete,
  writeDimension,
  writeTerm,
} from './names.js';
import {
  addMissing,
  addModelName,
  addTime,
  endBlock,
  mergeSections,
  moveBody,
  moveFrontMatter,
  removeFence,
  writeLevel,
  writeSectionName,
} from './sections.js';
import { agreeOnShape, deleteReplaced, mendBrackets, normaliseSums } from './values.js';

/** Codes that are missing here have no remedy but what only the author knows. */
const FIXERS: Partial<Record<DiagnosticCode, Fixer>> = {
  'GNN-E001': addMissing,
  'GNN-E002': agreeOnShape,
  'GNN-E004': deleteSecond,
  'GNN-E005': mendConnection,
  'GNN-E006': writeBrackets,
  'GNN-E007': mendBrackets,
  'GNN-E013': writeBrackets,
  'GNN-W001': useOrDelete,
  'GNN-W002': declareOrRename,
  'GNN-W003': declareOrRename,
  'GNN-W004': writeType,
  'GNN-W005': normaliseSums,
  'GNN-W007': declareOrRename,
  'GNN-W008': writeSectionName,
  'GNN-W009': mergeSections,
  'GNN-W010': addModelName,
  'GNN-W011': deleteReplaced,
  'GNN-W012': mendLine,
  'GNN-W013': endBlock,
  'GNN-W014': writeDimension,
  'GNN-W016': writeDefault,
  'GNN-W019': startComment,
  'GNN-W020': writeVersion,
  'GNN-W021': bindTerm,
  'GNN-W022': writeVersion,
  'GNN-W026': removeAttribute,
  'GNN-W029': deleteContradiction,
  'GNN-W030': moveFrontMatter,
  'GNN-W031': writeLevel,
  'GNN-W032': moveBody,
  'GNN-I002': writeCurrentForm,
  'GNN-I003': writeTerm,
  'GNN-I007': removeFence,
  'GNN-I013': writeVersion,
  'GNN-I014': writeSectionName,
  'GNN-I020': addTime,
};

/** Finds the quick fixes of findings of a document. */
export function prepareFixes(
  analysis: Analysis,
  profile: Profile,
): (found: Diagnostic) => readonly Fix[] {
  const contexts = new Map<ModelAnalysis, RuleContext>();
  return (found) => {
    const model = modelAt(analysis, found.line) ?? analysis.models[0];
    const fixer = FIXERS[found.code];
    if (model === undefined || fixer === undefined) return [];
    const rules = contexts.get(model) ?? createRuleContext(model.spec, PROFILES[profile]);
    contexts.set(model, rules);
    const { source } = analysis;
    return fixer({ analysis, model, rules, source, found, offset: offsetOf(source, found) });
  };
}

/** Applies the preferred fixes that do not touch each other, the first ones first. */
export function joinFixes(fixes: readonly Fix[]): Edit[] {
  const edits: Edit[] = [];
  for (const fix of fixes) {
    const isApart = fix.edits.every((edit) => edits.every((other) => !touches(edit, other)));
    if (isApart) edits.push(...fix.edits);
  }
  return edits.sort((a, b) => a.start - b.start);
}

function touches(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Applies edits to a text; they must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: by } of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + by;
    at = end;
  }
  return result + text.slice(at);
}
