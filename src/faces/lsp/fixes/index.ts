/** The quick fixes: for each code of the catalogue that has a mechanical remedy, what makes it. Pure. */
import type { DiagnosticCode } from '../../../domain/catalogue.js';
import type { Diagnostic } from '../../../domain/diagnostics.js';
import { PROFILES } from '../../../validate/index.js';
import { createRuleContext, type RuleContext } from '../../../validate/rules/rule.js';
import { analyse, modelAt, type Analysis, type ModelAnalysis, type Reading } from '../analysis.js';
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
  { options: { profile } }: Reading,
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

/**
 * Joins the preferred fixes that do not touch each other, the first ones first. A fix after which some
 * code would be found more often is left out.
 */
export function joinFixes(
  { source, encoding, findings }: Analysis,
  reading: Reading,
  fixes: readonly Fix[],
): Edit[] {
  const before = countBy(findings);
  const isSound = (kept: readonly Fix[]): boolean => {
    const text = applyEdits(source.text, editsOf(kept));
    const after = countBy(analyse(text, encoding, reading).findings);
    return Array.from(after).every(([code, count]) => count <= (before.get(code) ?? 0));
  };
  const apart = fixes.reduce<readonly Fix[]>(withApart, []);
  return editsOf(keepSound([], apart, isSound)).sort((a, b) => a.start - b.start);
}

/** Adds to some fixes as many others as are sound together; halves the others until they are. */
function keepSound(
  kept: readonly Fix[],
  others: readonly Fix[],
  isSound: (fixes: readonly Fix[]) => boolean,
): readonly Fix[] {
  const all = [...kept, ...others];
  if (others.length === 0 || isSound(all)) return all;
  if (others.length === 1) return kept;
  const middle = others.length >> 1;
  const first = keepSound(kept, others.slice(0, middle), isSound);
  return keepSound(first, others.slice(middle), isSound);
}

function withApart(kept: readonly Fix[], fix: Fix): readonly Fix[] {
  const edits = editsOf(kept);
  const isApart = fix.edits.every((edit) => edits.every((other) => !touches(edit, other)));
  return isApart ? [...kept, fix] : kept;
}

function editsOf(fixes: readonly Fix[]): Edit[] {
  return fixes.flatMap((it) => it.edits);
}

function countBy(findings: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function touches(a: Edit, b: Edit): boolean {
  // Lines that are added at one place follow each other.
  if (isLine(a) && isLine(b) && a.start === b.start) return false;
  return a.start <= b.end && b.start <= a.end;
}

function isLine({ start, end, text }: Edit): boolean {
  return start === end && /^\n[^\n#]*$/.test(text);
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
