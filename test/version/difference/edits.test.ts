import { describe, expect, test } from 'vitest';
import { summarizeReasons } from '../../../src/domain/changes.js';
import type { AcceptedModel } from '../../../src/domain/assessment.js';
import type { Importance } from '../../../src/domain/model.js';
import type { SemanticForm } from '../../../src/domain/semantic-form.js';
import { decideVersion } from '../../../src/version/decide.js';
import { compareModels } from '../../../src/version/difference/index.js';
import {
  CHANGE_KINDS,
  WEIGHTS_KINDS,
  findImportance,
} from '../../../src/version/difference/importance.js';
import { summarizeChanges } from '../../../src/version/difference/summary.js';
import { acceptedModel, comparableModel, modelText } from '../../support/models/index.js';
import { entryWith } from '../../support/registry-entries.js';
import { CONTENT_EDITS } from './content-edits.js';
import { edited } from './spec-edit.js';
import { STRUCTURE_EDITS } from './structure-edits.js';

const SPEC = modelText('canal_lock_keeper');
const EDITS = [...STRUCTURE_EDITS, ...CONTENT_EDITS];

const NEXT: Readonly<Record<Importance, string>> = {
  major: '2.0.0',
  minor: '1.1.0',
  patch: '1.0.1',
};

const POLICY = { bump: 'auto', autoVersion: true } as const;

/** The registry entry of a model in its first version. */
function entryOf({ hash, semanticHash }: AcceptedModel) {
  return entryWith('canal_lock_keeper', { hash, semantic_hash: semanticHash });
}

describe.each(EDITS)('$name', ({ given = [], edit, kinds, importance, reasons, extent }) => {
  const before = acceptedModel(edited(SPEC, given));
  const after = acceptedModel(edited(edited(SPEC, given), edit));
  const [old, now] = [
    comparableModel(edited(SPEC, given)),
    comparableModel(edited(edited(SPEC, given), edit)),
  ];
  const changes = compareModels(old, now, false);

  test('the changes', () => {
    expect(changes.map((it) => it.kind)).toEqual(kinds);
    expect(findImportance(changes)).toBe(importance);
    expect(summarizeReasons(summarizeChanges(changes))).toBe(reasons);
    expect(changes[0]?.extent).toEqual(extent);
  });

  test('its version', () => {
    const decision = decideVersion(after, entryOf(before), old, POLICY);
    const declared = after.facts.declaredVersion === '1.0.0' ? importance : 'declared';
    expect(decision).toMatchObject({
      version: NEXT[importance],
      bump: declared,
      previous: '1.0.0',
      changes: { importance, total: kinds.length, counts: countsOf(kinds) },
    });
  });

  test('its semantic hash', () => {
    expect(after.semanticHash === before.semanticHash).toBe(importance === 'patch');
  });

  test('and nothing else', () => {
    const changedParts = new Set(changes.map((it) => partOf(it.path)));
    const parts = Object.keys(old.form) as (keyof SemanticForm)[];
    const other = parts.filter((it) => String(old.form[it]) !== String(now.form[it]));
    // A new name appears wherever the variable is mentioned.
    if (!kinds.includes('variable_renamed'))
      expect(other.filter((it) => !changedParts.has(it))).toEqual([]);
  });
});

function countsOf(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function partOf(path: string): string {
  return path.split('/')[0] ?? '';
}

describe('the table', () => {
  test('has enough edits', () => expect(EDITS.length).toBeGreaterThanOrEqual(36));

  test('has no duplicate edit', () => {
    expect(new Set(EDITS.map((it) => it.name)).size).toBe(EDITS.length);
  });

  test('has every kind of change', () => {
    const seen = new Set(EDITS.flatMap((it) => it.kinds));
    const all = Object.keys(CHANGE_KINDS).filter(
      (kind) => kind !== 'unknown' && !Object.hasOwn(WEIGHTS_KINDS, kind),
    );
    expect(all.filter((kind) => !seen.has(kind as keyof typeof CHANGE_KINDS))).toEqual([]);
  });
});

describe('without a model to compare with', () => {
  const before = acceptedModel(SPEC);

  test('the changes are unknown', () => {
    const after = acceptedModel(edited(SPEC, [['Connections', 'o>F', 'o>F\nu>s_prime']]));
    const decision = decideVersion(after, entryOf(before), null, POLICY);
    expect(decision).toMatchObject({
      version: '2.0.0',
      bump: 'major',
      changes: { importance: 'major', counts: { unknown: 1 }, total: 1 },
    });
    const { changes } = 'refused' in decision ? { changes: null } : decision;
    expect(changes && summarizeReasons(changes)).toBe(
      'unknown changes: neither the bytes nor the metadata of 1.0.0 are available',
    );
  });

  test('equal semantic hashes show that only wording or layout changed', () => {
    const after = acceptedModel(edited(SPEC, [['Footer', 'One step', 'A step']]));
    expect(decideVersion(after, entryOf(before), null, POLICY)).toMatchObject({
      version: '1.0.1',
      bump: 'patch',
      changes: { importance: 'patch', counts: { text_changed: 1 }, total: 1 },
    });
  });

  test('a new model has no changes', () => {
    expect(decideVersion(before, undefined, null, POLICY)).toMatchObject({
      version: '1.0.0',
      bump: 'declared',
      previous: null,
      changes: null,
    });
  });
});
