import type { Entry } from '../../../domain/model.js';
import type { Environment } from '../../../domain/options.js';

/** Tells whoever is about to use a model that it is no longer meant to be used. */
export function warnOfStatus(
  { model_id, status, lifecycle }: Entry,
  { onNotice }: Pick<Environment, 'onNotice'>,
): void {
  if (status === 'active') return;
  const reason = lifecycle?.reason ?? null;
  const replacement = lifecycle?.replacement ?? null;
  const why = reason === null ? '' : `: ${reason}`;
  onNotice?.(`${model_id} is ${status}${why}${replacement === null ? '' : `; use ${replacement}`}`);
}
