/** Which variables are the time: those that `Time` names, and those that look like it. */
import { quote } from '../domain/diagnostics.js';
import type { GnnModel, Variable } from '../domain/model.js';
import { nameKey, namesIn } from '../domain/names.js';
import { TIME_VARIABLE_KEYS } from '../domain/time-keys.js';

/** Keys of the names that the Time section gives to time variables, as in `Time=t_fast,t_slow`. */
export function timeNames({ time }: GnnModel): ReadonlySet<string> {
  const settings = time?.settings ?? [];
  const values = settings.filter(({ name }) => NAMES_TIME.test(name)).map(({ value }) => value);
  return new Set([time?.variable ?? '', ...values].flatMap(namesIn).map(nameKey));
}

const NAMES_TIME = /time$|time_?scale$/i;

/** Whether a variable looks like the time: `t`, `t1` or `t_fast` of one element, or annotated `Time`. */
export function looksLikeTime({ name, dimensions, ...variable }: Variable): boolean {
  const terms = variable.ontology_terms ?? [variable.ontology_term];
  if (terms.includes('Time')) return true;
  return /^t(?:[0-9]+$|_|$)/.test(name) && dimensions.every((size) => size === 1);
}

/** At most this many times are listed, in at most so many letters. */
const MOST_TIMES = 5;
const LONGEST_LIST = 60;

/**
 * Prepares to say how to make a variable the time that looks like it and is not used, together with
 * the others of which this is true: `Time` names all of them in one line.
 */
export function prepareTimeRemedy(
  unused: readonly Variable[],
  model: GnnModel,
): (variable: Variable) => string {
  const others = unused.map((it) => it.name);
  const list = ({ name }: Variable): string => (others.length > MOST_TIMES ? name : others.join());
  const { time, variables } = model;
  if (time === null) return (it) => `add \`## Time\` with \`Time=${list(it)}\``;
  const { variable, lines } = time;
  if (variable === null) return (it) => `write \`Time=${list(it)}\` in Time`;
  const line = lines.find(({ text }) => TIME_KEY.test(text))?.text ?? '';
  const key = TIME_KEY.exec(line)?.[1] ?? 'Time';
  const times = new Set(variables.filter(looksLikeTime).map((it) => it.name));
  if (variable.length <= LONGEST_LIST && namesIn(variable).every((it) => times.has(it))) {
    return (it) => `write \`${key}=${variable},${list(it)}\` in Time`;
  }
  return (it) => `write \`${key}=${list(it)}\` in Time, instead of ${quote(variable)}`;
}

const TIME_KEY = new RegExp(`(?:^|[\\s,;([{])(${TIME_VARIABLE_KEYS.join('|')})\\s*[=:]`, 'iu');
