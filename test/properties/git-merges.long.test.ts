/** Random changes in clones of one repository, merged by the real git with the built program. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validate as isRegistry } from '../../src/domain/generated/model-registry-explained.js';
import type { Entry } from '../../src/domain/model.js';
import { verifyRegistry } from '../../src/index.js';
import { HAS_GIT, IGNORED, openClone, type Answered, type Clone } from '../support/git-clones.js';
import {
  makeMoves,
  move,
  openAt,
  runAt,
  writeAt,
  type Move,
  type Place,
} from '../support/git-moves.js';
import { factsOf, hasFileTwice, mergeFacts, sorted, type Facts } from '../support/merge-facts.js';
import { FIRST_VERSIONS, expectSeen, seenOf, step, takeSteps } from '../support/operation-steps.js';
import { holds } from '../support/property.js';
import type { Oracle, OracleModel, Step } from '../support/registry-oracle.js';

const STEP = 'out/4_model_registry_output';
const REGISTRY = `${STEP}/model_registry.json`;
const LOG = `${STEP}/audit_log.jsonl`;
/** A clone has no former states until its first commit; metadata of a merge is made by the next run. */

const PASSING = ['generations-missing', 'metadata-outdated', 'spec-changed'];

let folder = '';
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gnn-git-merges-'));
  if (HAS_GIT) await makeBase(placeOf(openClone(folder), 'base', 0));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function placeOf(clone: Clone, by: string, start: number): Place {
  let seconds = start;
  return {
    cwd: clone.cwd,
    by,
    now: () => new Date(Date.UTC(2027, 0, 1) + 1000 * seconds++),
    commit: () => {
      must(clone.git('add', '-A'));
      must(clone.git('commit', '-q', '--allow-empty', '-m', by));
    },
  };
}

function must({ code, err }: Answered): void {
  if (code !== 0) throw new Error(err);
}

/** A repository with three models in three versions each. */
async function makeBase(place: Place): Promise<void> {
  const clone = openClone(place.cwd);
  must(clone.git('init', '-q', '-b', 'main'));
  clone.write('.gitignore', IGNORED);
  for (const specs of FIRST_VERSIONS) {
    for (const { path, text } of specs) await writeAt(place, path, text);
    await runAt(place);
  }
  must(await clone.registry('git', 'setup', '--output-dir', 'out'));
  place.commit();
}

interface Trial {
  readonly ours: readonly Move[];
  readonly theirs: readonly Move[];
  /** How many seconds after us they begin. */
  readonly lag: number;
  readonly way: 'merge' | 'rebase' | 'cherry-pick';
  readonly prefer: 'ours' | 'theirs';
  /** What a third one goes on with. */
  readonly after: readonly Step[];
}

/** Some are about one model only, so that both sides change the same. */
const moves = fc
  .tuple(fc.boolean(), fc.array(move, { minLength: 4, maxLength: 14, size: 'max' }))
  .map(([isNarrow, all]) =>
    all.map((it): Move => (isNarrow && 'model' in it ? { ...it, model: 'a' } : it)),
  );
const trial: fc.Arbitrary<Trial> = fc.record({
  ours: moves,
  theirs: moves,
  lag: fc.constantFrom(0, 7, 9000),
  way: fc.constantFrom('merge', 'merge', 'merge', 'rebase', 'cherry-pick'),
  prefer: fc.constantFrom('ours', 'theirs'),
  after: fc.array(step, { minLength: 1, maxLength: 10, size: 'max' }),
});

/** Two branches that go on after they merged each other. */
interface CrissCross extends Pick<Trial, 'ours' | 'theirs' | 'lag' | 'prefer'> {
  /** What they settle by otherwise than us, or in the same way. */
  readonly preferOfThem: 'ours' | 'theirs';
  readonly oursAfter: readonly Move[];
  readonly theirsAfter: readonly Move[];
}
const crossing: fc.Arbitrary<CrissCross> = fc.record({
  ours: moves,
  theirs: moves,
  lag: fc.constantFrom(0, 7, 9000),
  prefer: fc.constantFrom('ours', 'theirs'),
  preferOfThem: fc.constantFrom('ours', 'theirs'),
  oursAfter: moves,
  theirsAfter: moves,
});

/** What git made of a branch. */
interface MergedBranch {
  /** Whether the registry or its log conflicts. */
  readonly isConflict: boolean;
  /** Whether git has stopped over any file. */
  readonly isStopped: boolean;
  readonly told: string;
}

const WAYS = {
  merge: ['merge', '--no-edit', 'FETCH_HEAD'],
  rebase: ['rebase', 'FETCH_HEAD'],
  'cherry-pick': ['cherry-pick', '--allow-empty', '--keep-redundant-commits', '..FETCH_HEAD'],
};

/** Merges what another clone has, and settles conflicts as a person would: by a side. */
function take(
  clone: Clone,
  from: Clone,
  { way, prefer, specs }: Pick<Trial, 'way' | 'prefer'> & { specs: 'ours' | 'theirs' },
): MergedBranch {
  must(clone.git('fetch', '-q', from.cwd, 'HEAD'));
  let ended = clone.git(...WAYS[way]);
  const isStopped = ended.code !== 0;
  let told = ended.err;
  let isConflict = false;
  for (let turns = 0; ended.code !== 0 && turns < 24; turns += 1) {
    const left = clone.git('diff', '--name-only', '--diff-filter=U').out.trim().split('\n');
    const registries = left.filter((it) => it === REGISTRY || it === LOG);
    if (registries.length > 0) {
      isConflict = true;
      const marked = registries.filter((path) => /^<{7} /m.test(clone.read(path)));
      expect([marked, ended.err]).toEqual([registries, ended.err]);
      const tool = ['mergetool', '--tool', `gnn-registry-${prefer}`, '-y', ...registries];
      must(clone.git('-c', 'mergetool.keepBackup=false', ...tool));
    }
    for (const path of left.filter((it) => it.startsWith('in/'))) {
      if (clone.git('checkout', `--${specs}`, '--', path).code !== 0) {
        clone.git('checkout', `--${otherSide(specs)}`, '--', path);
      }
    }
    must(clone.git('add', '-A'));
    const next = way === 'merge' ? ['commit', '-qm', 'merged'] : [way, '--continue'];
    ended = clone.git(...next);
    told += ended.err;
  }
  if (ended.code !== 0) throw new Error(`${way} does not end: ${ended.err}`);
  return { isConflict, isStopped, told };
}

function modelsOf(clone: Clone): Map<string, Entry> {
  const json: unknown = JSON.parse(clone.read(REGISTRY));
  if (!isRegistry(json)) throw new Error(JSON.stringify(isRegistry.errors?.[0]));
  // Deleted models stand apart for other programs, and are models all the same.
  const { models, deleted_models: deleted = {} } = json as Record<
    'models' | 'deleted_models',
    Record<string, Entry> | undefined
  >;
  return new Map(Object.entries({ ...deleted, ...models }));
}

function linesOf(clone: Clone): string[] {
  return readFileSync(join(clone.cwd, LOG), 'utf8').split('\n');
}

/**
 * Puts the files of the registry's models right after a merge, as README says: after git has stopped, any of
 * them may be wrong; else only archives may be lost or back, since git takes files that look alike for renamed
 * ones.
 */
async function putRight(clone: Clone, { isStopped }: MergedBranch): Promise<void> {
  const wrong = (await findingsIn(clone, PASSING)).filter((it) => /"(?:archive|purged)-/.test(it));
  if (!isStopped && wrong.length === 0) return;
  const { cwd, git } = clone;
  await verifyRegistry({ cwd, outputDir: 'out', repair: true, fromGit: true });
  must(git('add', '-A'));
  git('commit', '-qm', 'put right');
}

/** What a verification finds, but for what passes. */
async function findingsIn({ cwd }: Clone, passing: readonly string[]): Promise<string[]> {
  const { steps } = await verifyRegistry({ cwd, outputDir: 'out' });
  return steps
    .flatMap(({ findings }) => findings)
    .filter(({ kind }) => !passing.includes(kind))
    .map((it) => JSON.stringify(it));
}

/** What a merged registry says otherwise than it has to: of a model that conflicts, it may say what a side says. */
function differences(
  merged: Facts,
  [all, ...sides]: readonly [Facts, ...Facts[]],
  { isConflict, told }: MergedBranch,
): string[] {
  const keys = new Set([merged, all, ...sides].flatMap((facts) => [...facts.keys()]));
  return [...keys]
    .filter((key) => {
      const [now, [id = '']] = [merged.get(key), key.split(' ')];
      const isOfSide = sides.some((facts) => facts.get(key) === now);
      // It may have another id on either side.
      const ids = [merged, ...sides].map((facts) => String(facts.get(`${id} id`) ?? id));
      const isTold = ids.some((it) => told.includes(`${it} is `));
      return now !== all.get(key) && !(isConflict && isTold && isOfSide);
    })
    .map((key) => `${key} is ${String(merged.get(key))}, not ${String(all.get(key))}`);
}

describe.skipIf(!HAS_GIT)('clones', () => {
  test('have after a merge what both said', async () => {
    const seen: Seen = { trials: 0, conflicts: 0, facts: 0, steps: 0 };
    await holds(
      fc.asyncProperty(trial, async (it) => {
        const work = join(folder, '..', `gnn-trial-${(made += 1)}`);
        try {
          await tryOne(work, it, seen);
        } catch (error) {
          passIfRefused(error);
        } finally {
          rmSync(work, { recursive: true, force: true });
        }
      }),
      // A smaller trial takes as long as a large one.
      { short: 0, full: 8, endOnFailure: env['GNN_SHRINK'] !== '1' },
    );
    const { trials, conflicts, facts, steps } = seen;
    console.log(
      `${trials} merges of ${facts} facts, ${conflicts} with conflicts, and ${steps} changes after them`,
    );
  });

  test('that merged each other before have what both said since', async () => {
    const seen: Seen = { trials: 0, conflicts: 0, facts: 0, steps: 0 };
    await holds(
      fc.asyncProperty(crossing, async (it) => {
        const work = join(folder, '..', `gnn-trial-${(made += 1)}`);
        try {
          await crissCross(work, it, seen);
        } catch (error) {
          passIfRefused(error);
        } finally {
          rmSync(work, { recursive: true, force: true });
        }
      }),
      { short: 0, full: 6, endOnFailure: env['GNN_SHRINK'] !== '1' },
    );
    const { trials, conflicts, facts } = seen;
    console.log(`${trials} merges again of ${facts} facts, ${conflicts} sides with conflicts`);
  });
});

/** Both sides may give one id to two models: such a merge is refused, and a person has to rename one of them. */
function passIfRefused(error: unknown): void {
  if (!String(error).includes('they cannot be one model')) throw error;
}

interface Seen {
  trials: number;
  conflicts: number;
  facts: number;
  steps: number;
}

async function tryOne(work: string, given: Trial, seen: Seen): Promise<void> {
  const { way, prefer } = given;
  const ours = copyOf(folder, join(work, 'ours'));
  const theirs = copyOf(folder, join(work, 'theirs'));
  const base = modelsOf(ours);
  // Commits that are replayed one by one say what each of them says, and not what they come to.
  const isWhole = ({ do: what }: Move): boolean => way === 'merge' || what !== 'commit';
  await makeMoves(placeOf(ours, 'us', 1000), given.ours.filter(isWhole));
  await makeMoves(placeOf(theirs, 'them', 1000 + given.lag), given.theirs.filter(isWhole));
  const [one, other] = [modelsOf(ours), modelsOf(theirs)];
  const lines = [...linesOf(ours), ...linesOf(theirs)];
  const known = [base, one, other];
  const sides = [factsOf(one, ...known), factsOf(other, ...known)] as const;
  const { all, apart } = mergeFacts(factsOf(base, ...known), ...sides);
  const before = copyOf(ours.cwd, join(work, 'before'));

  const taken = take(ours, theirs, { way, prefer, specs: 'ours' });
  await putRight(ours, taken);
  // Of two models of one file, no fact tells which it is of.
  const isTwice = [modelsOf(ours), ...known].some(hasFileTwice);
  const merged = factsOf(modelsOf(ours), ...known);
  if (apart.length > 0 && !isTwice) expect([taken.isConflict, apart]).toEqual([true, apart]);
  if (!isTwice) expect(differences(merged, [all, ...sides], taken)).toEqual([]);
  expect(linesOf(ours)).toEqual(expect.arrayContaining(lines));
  const passing = listPassing([...given.ours, ...given.theirs], [taken]);
  expect(await findingsIn(ours, [...PASSING, ...passing])).toEqual([]);

  seen.steps += await pullLater(ours, join(work, 'third'), given.after, passing);
  if (way === 'merge') {
    const swapped = take(theirs, before, { way, prefer: otherSide(prefer), specs: 'theirs' });
    await putRight(theirs, swapped);
    expect(swapped.isConflict).toBe(taken.isConflict);
    expect(sorted(factsOf(modelsOf(theirs), ...known))).toEqual(sorted(merged));
    if (!taken.isConflict) await meetAgain(theirs, ours, passing);
  }
  seen.trials += 1;
  seen.facts += all.size;
  seen.conflicts += Number(taken.isConflict);
}

/** What a verification may find after merges of what was done. */
function listPassing(moves: readonly Move[], taken: readonly MergedBranch[]): string[] {
  // Forced, what others need is deleted; so it is by who takes the side that deleted it.
  const isForced = moves.some((it) => 'force' in it && it.force);
  const isTold = (text: string): boolean => taken.some(({ told }) => told.includes(text));
  return [
    ...(isForced || isTold('the other deleted it') ? ['parent-missing'] : []),
    ...(isForced || isTold('bytes of') ? ['version-deleted'] : []),
    // Whoever keeps a model that the other side renamed has both.
    ...(taken.some(({ isConflict }) => isConflict) ? ['file-twice', 'spec-gone'] : []),
  ];
}

/** Branches that merge each other, go on, and merge again: git makes a base of two commits. */
async function crissCross(work: string, given: CrissCross, seen: Seen): Promise<void> {
  const [ours, theirs] = (['ours', 'theirs'] as const).map((it) => copyOf(folder, join(work, it)));
  if (ours === undefined || theirs === undefined) throw new Error('there is no clone');
  const [us, them] = [placeOf(ours, 'us', 1000), placeOf(theirs, 'them', 1000 + given.lag)];
  await makeMoves(us, given.ours);
  await makeMoves(them, given.theirs);
  const before = copyOf(ours.cwd, join(work, 'before'));
  const first = [
    take(ours, theirs, { way: 'merge', prefer: given.prefer, specs: 'ours' }),
    take(theirs, before, { way: 'merge', prefer: given.preferOfThem, specs: 'theirs' }),
  ] as const;
  await putRight(ours, first[0]);
  await putRight(theirs, first[1]);
  const bases = [modelsOf(ours), modelsOf(theirs)] as const;
  await makeMoves(us, given.oursAfter);
  await makeMoves(them, given.theirsAfter);
  const states = [modelsOf(ours), modelsOf(theirs)] as const;
  const factsOfState = (models: Map<string, Entry>): Facts => factsOf(models, ...bases, ...states);
  const lines = [...linesOf(ours), ...linesOf(theirs)];
  const [one, other] = [factsOfState(bases[0]), factsOfState(bases[1])];
  // What they settled in two ways is what neither of them has.
  const base = new Map<string, unknown>();
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const value = one.get(key);
    base.set(key, value === other.get(key) ? value : 'settled in two ways');
  }
  const sides = [factsOfState(states[0]), factsOfState(states[1])] as const;
  const { all, apart } = mergeFacts(base, ...sides);
  const [endOfUs, endOfThem] = [ours, theirs].map((it, at) =>
    copyOf(it.cwd, join(work, `end ${at}`)),
  );
  if (endOfUs === undefined || endOfThem === undefined) throw new Error('there is no clone');

  const done = [...given.ours, ...given.theirs, ...given.oursAfter, ...given.theirsAfter];
  const merged: [string, unknown][][] = [];
  for (const [clone, from, prefer] of [
    [ours, endOfThem, given.prefer],
    [theirs, endOfUs, otherSide(given.prefer)],
  ] as const) {
    const specs = clone === ours ? 'ours' : 'theirs';
    const taken = take(clone, from, { way: 'merge', prefer, specs });
    await putRight(clone, taken);
    // Of two models of one file, no fact tells which it is of.
    const isTwice = [modelsOf(clone), ...bases, ...states].some(hasFileTwice);
    const facts = factsOfState(modelsOf(clone));
    if (apart.length > 0 && !isTwice) expect([taken.isConflict, apart]).toEqual([true, apart]);
    if (!isTwice) expect(differences(facts, [all, ...sides], taken)).toEqual([]);
    const found = linesOf(clone);
    expect(found).toEqual(expect.arrayContaining(lines));
    expect(new Set(found).size).toBe(found.length);
    const passing = [
      ...PASSING,
      ...listPassing(done, [...first, taken]),
      // After a conflict about a rename, git moves files after those that a person brought back.
      ...(first.some(({ isConflict }) => isConflict) ? ['orphaned-file'] : []),
    ];
    expect(await findingsIn(clone, passing)).toEqual([]);
    merged.push(sorted(facts));
    seen.conflicts += Number(taken.isConflict);
  }
  expect(merged[1]).toEqual(merged[0]);
  seen.trials += 1;
  seen.facts += all.size;
}

function copyOf(from: string, cwd: string): Clone {
  cpSync(from, cwd, { recursive: true });
  return openClone(cwd);
}

/** A clone that somebody makes of what was merged, and goes on with: it does what the oracle of steps says. */
async function pullLater(
  from: Clone,
  cwd: string,
  steps: readonly Step[],
  passing: readonly string[],
): Promise<number> {
  must(from.git('add', '-A'));
  from.git('commit', '-qm', 'brought back');
  must(from.git('clone', '-q', from.cwd, cwd));
  const clone = openClone(cwd);
  must(await clone.registry('git', 'setup', '--output-dir', 'out'));
  expect(await findingsIn(clone, [...PASSING, ...passing])).toEqual([]);
  const place = placeOf(clone, 'the third', 20_000);
  await runAt(place);
  const whole = clone.read(REGISTRY);
  await runAt(place);
  expect(clone.read(REGISTRY)).toBe(whole);
  expect(await findingsIn(clone, ['generations-missing', ...passing])).toEqual([]);
  const models = [...modelsOf(clone)];
  // The oracle of steps knows neither former ids nor versions without bytes.
  const isKnown = models.every(
    ([, it]) =>
      it.former_ids === undefined &&
      Object.values(it.versions).every(({ deleted_at }) => deleted_at === undefined),
  );
  let changes = 0;
  if (isKnown) {
    const oracle: Oracle = new Map(models.map(([id, it]) => [id, seenOf(it) as OracleModel]));
    const registry = await openAt(place);
    changes = await takeSteps(registry, oracle, steps);
    expectSeen(registry, oracle);
    await registry.save();
  }
  place.commit();
  const isUnchanged = clone.read(REGISTRY) === whole;
  const still = isUnchanged ? ['generations-missing', ...passing] : passing;
  expect(await findingsIn(clone, still)).toEqual([]);
  return changes;
}

/** Merges two branches that both merged the same, so that they come from two commits. */
async function meetAgain(clone: Clone, from: Clone, passing: readonly string[]): Promise<void> {
  const lines = [...linesOf(clone), ...linesOf(from)];
  const wanted = modelsOf(from);
  const { isConflict, told } = take(clone, from, { way: 'merge', prefer: 'ours', specs: 'theirs' });
  expect([isConflict, isConflict && told]).toEqual([false, false]);
  expect(sorted(factsOf(modelsOf(clone), wanted))).toEqual(sorted(factsOf(wanted)));
  expect(linesOf(clone)).toEqual(expect.arrayContaining(lines));
  expect(await findingsIn(clone, [...PASSING, ...passing])).toEqual([]);
}

function otherSide(side: 'ours' | 'theirs'): 'ours' | 'theirs' {
  return side === 'ours' ? 'theirs' : 'ours';
}
