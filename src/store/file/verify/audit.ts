/** Verifies that the audit log is complete, chained, and leads to the current registry. */
import { listOpenBreaks, type RecordedBreak } from '../../../audit/breaks.js';
import { withoutForged } from '../../../audit/chain.js';
import { readLog, replayLog, type AuditProblem, type ReplayedLog } from '../../../audit/replay.js';
import { RegistryError } from '../../../domain/errors.js';
import { joinBytes } from '../../../domain/file-bytes.js';
import { isAlike } from '../../../domain/json.js';
import { NOTHING } from '../../../domain/lines.js';
import { abbreviate } from '../../../domain/lists.js';
import type { AuditHead } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import { draftNewBaseline, loadIsEvent } from '../audit.js';
import { keepNextEvents, takeEvents } from '../sealed-last.js';
import { moveToQuarantine } from '../quarantine.js';
import { completeLog, describeForeign, findAuditLog, type FoundLog } from '../audit-log.js';
import { findOneSided, refuseLossyMerge, type OneSidedMerge } from '../git-merges.js';
import { getShownPath, type Layout } from '../layout.js';
import type { LoadedRegistry } from '../load.js';
import { lstatIfPresent } from '../../../files/lstat-if-present.js';
import type { FindingKind, Checked, RepairResult, Finding } from '../../../domain/maintenance.js';
import type { FileInspection, FileStep } from './step.js';
import type { Replayed, Verification } from './verification.js';

export const audit: FileStep = {
  check,
  repair: async (inspection, state): Promise<RepairResult> => {
    const { loaded, layout, env } = inspection;
    const { findings, mendable } = await check(inspection);
    if (loaded === undefined || (mendable !== true && !findings.some((it) => it.mendable))) {
      return { repaired: [] };
    }
    const repaired: string[] = [];
    if (isBlocked(layout)) {
      const quarantined = moveToQuarantine(layout.auditLog, layout.auditLog, env.now());
      const name = getShownPath(layout, quarantined);
      repaired.push(`The previous ${getShownLog(layout)} is kept as ${name}.`);
    }
    const isComplete = await completeLog(layout, loaded.state.audit);
    if (isComplete && !findings.some((it) => it.mendable) && loaded.state.audit !== undefined) {
      return { repaired: [...repaired, `${getShownLog(layout)} was completed.`] };
    }
    const broken = findings.filter((it) => it.mendable === true);
    const problem = abbreviate(
      broken.map((it) => it.message),
      MAX_LISTED,
    );
    keepNextEvents(layout);
    const drafts = broken.length === 0 ? [] : await draftNewBaseline(layout, loaded.state, problem);
    const { foreign, isLinked } = await findAuditLog(layout, loaded.state.audit);
    repaired.push(describeRepair(inspection, loaded, isLinked && foreign.length > 0));
    return { repaired, state: { ...state }, drafts };
  },
};

function describeRepair(
  { layout }: FileInspection,
  { state }: LoadedRegistry,
  isSetAside: boolean,
): string {
  if (isSetAside) return `Lines of ${getShownLog(layout)} that belong to no event were set aside.`;
  const what = lstatIfPresent(layout.auditLog) === undefined ? 'starts' : 'starts again';
  return `${getShownLog(layout)} ${what} with ${plural(state.models.size, 'model')}.`;
}

async function check({ loaded, layout, verification }: FileInspection): Promise<Checked> {
  const nothing = { checked: 0, findings: [], notes: [] };
  if (loaded === undefined) return nothing;
  const head = loaded.state.audit;
  const log = await tryToFind(layout, head);
  if (log instanceof RegistryError) {
    // An unreadable regular file must be fixed by its owner.
    const about = { path: getShownLog(layout), mendable: isBlocked(layout) };
    const kind = log.code === 'registry-conflict' ? 'audit-conflict' : 'audit-unreadable';
    return { ...nothing, findings: [{ kind, message: log.message, ...about }] };
  }
  const { bytes, pending, foreign, isLinked } = log;
  if (bytes === undefined && head === undefined) {
    const isEmpty = loaded.state.models.size === 0;
    const note = 'no log yet: the next change starts it';
    return { ...nothing, notes: isEmpty ? [] : [note], mendable: !isEmpty };
  }
  const { events, waiting, found, breaks, former } = await replay(
    log,
    loaded,
    layout,
    verification,
  );
  const isMissing = bytes === undefined && pending.length === 0;
  const missing = 'the log that the registry refers to is missing';
  const faults = [
    ...(isMissing ? [createLogFinding(layout, 'audit-missing', missing)] : found),
    ...(isLinked && foreign.length > 0
      ? [createLogFinding(layout, 'audit-elsewhere', describeForeign(log, head))]
      : []),
  ];
  if (faults.length > 0) await refuseLossyMerge(layout, 'log');
  const oneSided = await findOneSided(layout, bytes ?? NOTHING, await verification.git.merges());
  return {
    checked: events,
    findings: [
      ...faults,
      ...oneSided.filter(({ isWhole }) => !isWhole).map((it) => describeOneSided(it, layout)),
      ...breaks,
    ],
    notes: [
      ...(waiting === 0 ? [] : [`${plural(waiting, 'event')} not appended to the log yet`]),
      ...former,
      ...oneSided.filter(({ isWhole }) => isWhole).map(describeDropped),
    ],
    mendable: waiting > 0,
  };
}

async function replay(
  log: FoundLog,
  loaded: LoadedRegistry,
  layout: Layout,
  verification: Verification,
): Promise<Replayed> {
  const { bytes = NOTHING, kept, pending, isLinked } = log;
  const appended = isLinked ? kept : bytes;
  const all = joinBytes([appended, pending]);
  const before = verification.log;
  const isSame = before?.loaded === loaded && before.appended === appended.length;
  if (isSame && before.bytes.equals(all)) return before.replayed;
  const isEvent = await loadIsEvent();
  const lines = [...readLog(all, isEvent, takeEvents(layout))];
  const whole = replayLog(lines);
  const added = pending.length === 0 ? whole : replayLog(readLog(appended, isEvent));
  const open = listOpenBreaks(withoutForged(lines, loaded.state.audit));
  const replayed = {
    events: whole.events,
    waiting: whole.events - added.events,
    found: checkReplayed(whole, loaded, layout),
    breaks: open.map((it) => describeBreak(it, layout)),
    former: describeFormer(whole.former),
  };
  verification.log = { loaded, bytes: all, appended: appended.length, replayed };
  return replayed;
}

/** It may have been meant: the specs are those of one side, too. */
function describeDropped({ merge, side }: OneSidedMerge): string {
  return `merge ${merge} took all files of one side: what was registered up to ${side} is not here`;
}

function describeOneSided({ merge, side }: OneSidedMerge, layout: Layout): Finding {
  const message = `merge ${merge} left out the events of ${side}`;
  return { kind: 'merge-one-sided', message, path: getShownLog(layout) };
}

/** Describes a break that an earlier commit recorded. */
function describeBreak({ sequence, at, problem, keptIn }: RecordedBreak, layout: Layout): Finding {
  const kept = keptIn.length === 0 ? '' : ` (kept in ${keptIn.join(', ')})`;
  return {
    kind: 'audit-break',
    message: `event ${sequence} of ${at} records a break: ${problem}${kept}`,
    path: getShownLog(layout),
  };
}

const MAX_LISTED = 5;

function checkReplayed(
  { problems, head, models, purged }: ReplayedLog,
  { state, audited }: LoadedRegistry,
  layout: Layout,
): Finding[] {
  const found = problems.map(({ line, problem }) =>
    createLogFinding(layout, 'audit-line', `line ${line}: ${problem}`),
  );
  if (head?.hash !== state.audit?.hash) {
    const last = head === undefined ? 'has none' : `ends with event ${head.sequence}`;
    const message = `it ${last}, but the registry names ${nameHead(state.audit, head)}`;
    return [...found, createLogFinding(layout, 'audit-elsewhere', message)];
  }
  const ids = new Set([...models.keys(), ...audited.keys()]);
  const others = [...ids].filter((id) => !isAlike(models.get(id), audited.get(id)));
  if (others.length > 0) {
    const message = `its events do not lead to the registry's state of ${abbreviate(others, MAX_LISTED)}`;
    found.push(createLogFinding(layout, 'audit-state', message));
  }
  if (!isAlike(purged, { ...state.purged })) {
    const message = 'its events do not lead to the models that were deleted permanently';
    found.push(createLogFinding(layout, 'audit-state', message));
  }
  return found;
}

function nameHead(named: AuditHead | undefined, last: AuditHead | undefined): string {
  if (named === undefined) return 'no event';
  return named.sequence === last?.sequence ? 'another event' : `event ${named.sequence}`;
}

function describeFormer(former: readonly AuditProblem[]): string[] {
  if (former.length === 0) return [];
  const lines = [...new Set(former.map(({ line }) => String(line)))];
  const named = `${lines.length === 1 ? 'line' : 'lines'} ${abbreviate(lines, MAX_LISTED)}`;
  return [`${named} failed verification before the log started again`];
}

function createLogFinding(layout: Layout, kind: FindingKind, message: string): Finding {
  return { kind, message, path: getShownLog(layout), mendable: true };
}

async function tryToFind(
  layout: Layout,
  head: LoadedRegistry['state']['audit'],
): Promise<FoundLog | RegistryError> {
  try {
    return await findAuditLog(layout, head);
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
}

/** Whether something other than a file has the log's name. */
function isBlocked({ auditLog }: Layout): boolean {
  return lstatIfPresent(auditLog)?.isFile() === false;
}

/** Returns the path of the log for people. */
function getShownLog(layout: Layout): string {
  return getShownPath(layout, layout.auditLog);
}
