/** The audit log: whole, chained, and leading to the registry as it is. */
import { basename, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AuditProblem, ReplayedLog } from '../../../audit/replay.js';
import { readLog, replayLog } from '../../../audit/replay.js';
import { RegistryError } from '../../../domain/errors.js';
import type { AuditEvent } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import { draftFreshStart } from '../audit.js';
import { moveAside } from '../quarantine.js';
import type { FoundLog } from '../audit-log.js';
import { completeLog, findAuditLog } from '../audit-log.js';
import type { Layout } from '../layout.js';
import type { LoadedRegistry } from '../load.js';
import { lstatIfPresent } from '../../../files/lstat-if-present.js';
import type { FindingKind, Checked, RepairResult, Finding } from '../../../domain/maintenance.js';
import { finding } from './step.js';
import type { FileInspection, FileStep } from './step.js';

export const audit: FileStep = {
  check,
  mend: async (inspection, state): Promise<RepairResult> => {
    const { loaded, layout, env } = inspection;
    const { findings, mendable } = await check(inspection);
    if (loaded === undefined || (mendable !== true && !findings.some((it) => it.mendable))) {
      return { repaired: [] };
    }
    const repaired: string[] = [];
    if (isOther(layout)) {
      const aside = moveAside(layout.auditLog, layout.auditLog, env.now());
      const name = posix.join(posix.dirname(layout.registryShown), basename(aside));
      repaired.push(`What stood in ${shownLog(layout)} is kept as ${name}.`);
    }
    const isComplete = await completeLog(layout, loaded.state.audit);
    if (isComplete && findings.length === 0 && loaded.state.audit !== undefined) {
      return { repaired: [...repaired, `${shownLog(layout)} was completed.`] };
    }
    const drafts = await draftFreshStart(layout, loaded.state);
    const what = lstatIfPresent(layout.auditLog) === undefined ? 'begins' : 'begins anew';
    const models = plural(loaded.state.models.size, 'model');
    repaired.push(`${shownLog(layout)} ${what} with ${models} as they are.`);
    return { repaired, state: { ...state }, drafts };
  },
};

async function check({ loaded, layout }: FileInspection): Promise<Checked> {
  const nothing = { checked: 0, findings: [], notes: [] };
  if (loaded === undefined) return nothing;
  const head = loaded.state.audit;
  const log = await tryToFind(layout, head);
  if (log instanceof RegistryError) {
    // A mere file that cannot be read is for its owner to mend.
    const about = { path: shownLog(layout), mendable: isOther(layout) };
    return { ...nothing, findings: [finding('audit-unreadable', log.message, about)] };
  }
  const { bytes, pending } = log;
  if (bytes === undefined && head === undefined) {
    const isEmpty = loaded.state.models.size === 0;
    const note = 'no log yet: the next change begins it';
    return { ...nothing, notes: isEmpty ? [] : [note], mendable: !isEmpty };
  }
  const isEvent = await loadIsEvent();
  const all = Buffer.concat([bytes ?? Buffer.alloc(0), pending]);
  const replayed = replayLog(readLog(all, isEvent));
  const added =
    pending.length === 0 ? replayed : replayLog(readLog(bytes ?? Buffer.alloc(0), isEvent));
  const waiting = replayed.events - added.events;
  return {
    checked: replayed.events,
    findings:
      bytes === undefined && pending.length === 0
        ? [tell(layout, 'audit-missing', 'the log of what the registry names is missing')]
        : checkReplayed(replayed, loaded, layout),
    notes: [
      ...(waiting === 0 ? [] : [`${plural(waiting, 'event')} not yet added to the log`]),
      ...tellFormer(replayed.former),
    ],
    mendable: waiting > 0,
  };
}

const SHOWN = 5;

function checkReplayed(
  { problems, head, models, purged }: ReplayedLog,
  { state, audited }: LoadedRegistry,
  layout: Layout,
): Finding[] {
  const found = problems.map(({ line, problem }) =>
    tell(layout, 'audit-line', `line ${line}: ${problem}`),
  );
  if (head?.hash !== state.audit?.hash) {
    const named = state.audit === undefined ? 'no event' : `event ${state.audit.sequence}`;
    const last = head === undefined ? 'has none' : `ends with event ${head.sequence}`;
    const message = `it ${last}, and the registry names ${named}`;
    return [...found, tell(layout, 'audit-elsewhere', message)];
  }
  const ids = new Set([...models.keys(), ...audited.keys()]);
  const others = [...ids].filter((id) => !isDeepStrictEqual(models.get(id), audited.get(id)));
  if (others.length > 0) {
    const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : '';
    const message = `its events do not lead to what the registry says of ${others.slice(0, SHOWN).join(', ')}${more}`;
    found.push(tell(layout, 'audit-state', message));
  }
  if (!isDeepStrictEqual(purged, { ...state.purged })) {
    const message = 'its events do not lead to the models that were deleted for good';
    found.push(tell(layout, 'audit-state', message));
  }
  return found;
}

function tellFormer(former: readonly AuditProblem[]): string[] {
  if (former.length === 0) return [];
  const lines = [...new Set(former.map(({ line }) => line))];
  const more = lines.length > SHOWN ? ` and ${lines.length - SHOWN} more` : '';
  const named = `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, SHOWN).join(', ')}${more}`;
  return [`${named} did not hold before the log began anew`];
}

function tell(layout: Layout, kind: FindingKind, message: string): Finding {
  return finding(kind, message, { path: shownLog(layout), mendable: true });
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

/** Something stands in the log's place that is no file. */
function isOther({ auditLog }: Layout): boolean {
  return lstatIfPresent(auditLog)?.isFile() === false;
}

async function loadIsEvent(): Promise<(value: unknown) => value is AuditEvent> {
  const { validate } = await import('../../../domain/generated/audit-event.js');
  return (value): value is AuditEvent => validate(value);
}

/** The log as a person would write its path. */
function shownLog({ registryShown, auditLog }: Layout): string {
  return posix.join(posix.dirname(registryShown), basename(auditLog));
}
