/**
 * Joins of logs: two branches of a registry were merged, and with them their logs. The lines that only
 * the other one had stand before the event of the join, behind the line that this event follows. They
 * prove what was done on that branch; what it means for this one is in the events behind the join. Pure.
 */
import { hashLine } from '../domain/canonical.js';
import { isObject, own, parseJson } from '../domain/json.js';
import { linesIn } from '../domain/lines.js';
import type { AuditEvent, AuditHead } from '../domain/model.js';
import type { DraftEvent } from '../domain/registry-state.js';
import { HEADS, MERGE, MIN_EVENT_SIZE } from './words.js';

/** The place of the lines of another branch in a log: from the first one to the event that joins it. */
export interface Branch {
  readonly from: number;
  readonly to: number;
}

/** Drafts the event that joins another log, whose last event it names beside our own. */
export function draftJoin(ours: AuditHead, theirs: AuditHead): DraftEvent {
  const values = { before: {}, after: { [HEADS]: [ours, theirs] } };
  return { action: MERGE, modelId: null, version: null, reason: null, values };
}

/** Whether an event joins logs. */
export function isJoin({ action, model_id }: Pick<AuditEvent, 'action' | 'model_id'>): boolean {
  return action === MERGE && model_id === null;
}

/** The hashes of the last events that a join names: ours and theirs. */
export function readHeads({ after }: Pick<AuditEvent, 'after'>): string[] {
  const heads = own(after, HEADS);
  if (!Array.isArray(heads)) return [];
  return heads.flatMap((it: unknown) =>
    isObject(it) && typeof it['hash'] === 'string' ? [it['hash']] : [],
  );
}

// As events are written; elsewhere in a line, it is part of a value, and is looked at and left.
const MARK = Buffer.from(`"action":"${MERGE}","model_id":null,`);
const LINE_END = 0x0a;

/** Finds the lines of other branches, in order. Branches within branches are part of them. */
export function findBranches(bytes: Buffer): Branch[] {
  const joins = listJoins(bytes);
  if (joins.length === 0) return [];
  const ends = new Map<string, number>();
  for (const { from, bytes: line } of linesIn(bytes, MIN_EVENT_SIZE)) {
    const hash = hashLine(line);
    if (!ends.has(hash)) ends.set(hash, from + line.length + 1);
  }
  const branches: Branch[] = [];
  let limit = bytes.length;
  for (const { at, previous } of joins.toReversed()) {
    const from = ends.get(previous ?? '');
    if (at >= limit || from === undefined || from >= at) continue;
    branches.push({ from, to: at });
    limit = from;
  }
  return branches.toReversed();
}

function listJoins(bytes: Buffer): { readonly at: number; readonly previous: string | null }[] {
  const joins: { readonly at: number; readonly previous: string | null }[] = [];
  for (let mark = bytes.indexOf(MARK); mark >= 0;) {
    const at = bytes.lastIndexOf(LINE_END, mark) + 1;
    const end = bytes.indexOf(LINE_END, mark);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    const event = parseJson(line.toString('utf8'));
    if (isObject(event) && event['action'] === MERGE && event['model_id'] === null) {
      const { previous } = event;
      joins.push({ at, previous: typeof previous === 'string' ? previous : null });
    }
    mark = end < 0 ? -1 : bytes.indexOf(MARK, end);
  }
  return joins;
}

const ASTRAY = 'lines before it lead to none of the events that it joins';

/** Checks that the lines of a branch lead to the event that a join names. */
export interface BranchCheck {
  /** @returns what is wrong with a line of the branch, if anything */
  readonly add: (hash: string, event: AuditEvent) => string | undefined;
  /** @returns what is wrong with the branch that a join ends, if anything */
  readonly end: (join: AuditEvent) => string | undefined;
}

/** @param seen - the hashes of all lines so far */
export function createBranchCheck(seen: ReadonlySet<string>): BranchCheck {
  /** The lines that no other one follows yet. */
  const open = new Set<string>();
  const follow = (event: AuditEvent): string | undefined => {
    const before = [event.previous ?? [], isJoin(event) ? readHeads(event) : []].flat();
    for (const hash of before) open.delete(hash);
    const missing = before.find((it) => !seen.has(it));
    return missing === undefined
      ? undefined
      : `the event before it (${missing}) was changed or is missing`;
  };
  return {
    add: (hash, event) => {
      const problem = follow(event);
      open.add(hash);
      return problem;
    },
    end: (join) => {
      const problem = follow(join);
      const isWhole = open.size === 0;
      open.clear();
      return problem ?? (isWhole ? undefined : ASTRAY);
    },
  };
}
