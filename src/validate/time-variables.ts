/** Which variables are the time: those that `Time` names, and those that look like it. */
import { quote } from '../domain/diagnostics.js';
import type { GnnModel, Variable } from '../domain/model.js';
import { nameKey, namesIn } from '../domain/names.js';

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

/** Says how to make variables the time that look like it and are not used. */
export function describeTimeRemedy(unused: readonly Variable[], model: GnnModel): string {
  const names = unused.map(({ name }) => name);
  if (model.time === null) return `add \`## Time\` with \`Time=${names.join()}\``;
  const { variable, lines } = model.time;
  if (variable === null) return `write \`Time=${names.join()}\` in Time`;
  const [key = 'Time'] = lines.flatMap(({ text }) => TIME_KEY.exec(text)?.[1] ?? []);
  const looksRight = new Set(model.variables.filter(looksLikeTime).map(({ name }) => name));
  if (namesIn(variable).every((name) => looksRight.has(name))) {
    return `write \`${key}=${[variable, ...names].join()}\` in Time`;
  }
  return `write \`${key}=${names.join()}\` in Time, instead of ${quote(variable)}`;
}

const TIME_KEY = /(?:^|[\s,;([{])((?:Discrete|Continuous)?Time)\s*[=:]/iu;
