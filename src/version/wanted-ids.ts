/** Registered models that are to be renamed because their specs ask for another id now. Pure. */
import { idKey } from '../domain/archive-names.js';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import type { Entry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import { requestedId } from './candidate.js';
import { explainKept } from './identity.js';
import type { IdentifiedModel, PlannedDiagnostics } from './plan.js';

/** A model to rename, and the file that asks for it. */
export interface WantedId {
  readonly from: string;
  readonly to: string;
  readonly filePath: string;
}

/** Finds the models whose front matter asks for an id that is free. */
export function findWantedIds(
  identified: readonly IdentifiedModel[],
  state: RegistryState,
): WantedId[] {
  const asking = identified.flatMap((it) => readWanted(it) ?? []);
  if (asking.length === 0) return [];
  const taken = new Set([...state.models.keys()].map(idKey));
  for (const { identity } of identified) {
    if (identity !== undefined && 'id' in identity) taken.add(idKey(identity.id));
  }
  return asking.filter(({ to, known, hash }) => {
    if (taken.has(idKey(to)) || explainKept(to, known, hash, state) !== null) return false;
    taken.add(idKey(to));
    return true;
  });
}

function readWanted({
  found,
  identity,
}: IdentifiedModel): (WantedId & { readonly known: Entry; readonly hash: string }) | undefined {
  const { candidate, accepted } = found;
  const to = requestedId(candidate);
  if (accepted === undefined || to === null) return undefined;
  if (identity === undefined || 'refused' in identity || identity.known === undefined) {
    return undefined;
  }
  const { id: from, known } = identity;
  if (idKey(to) === idKey(from)) return undefined;
  return { from, to, filePath: candidate.source.filePath, known, hash: accepted.hash };
}

/** Says that a model was renamed. */
export function reportRenamed({ from, to, filePath }: WantedId): PlannedDiagnostics {
  const message = `${from} is ${to} now, as its model_id says; ${from} leads to it`;
  const found = diagnostic('GNN-I022', FILE_START, message);
  return { filePath, modelId: to, diagnostics: [found] };
}
