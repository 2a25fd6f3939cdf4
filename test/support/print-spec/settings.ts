import type { PlainModel, PlainTime } from '../arbitrary-model.js';
import type { Pen } from './pen.js';
import { anyCase, comment, remark, sign, spacedRemark, spellName } from './pen.js';

export function versionAndFlags({ gnnVersion, flags }: PlainModel, pen: Pen): string[] {
  const { pick } = pen;
  const version = pick(
    `GNN v${gnnVersion}`,
    `GNN_v${gnnVersion}`,
    `gnn v${gnnVersion}`,
    `GNNVersion=${gnnVersion}`,
    `GNN_Version = "${gnnVersion}"`,
    `gnn version: v${gnnVersion}`,
    `Version: ${gnnVersion}`,
  );
  return flagLines(flags, version, pen).map((line) => line + remark(pen));
}

/** Writes flags below the version, or behind it. */
export function flagLines(flags: PlainModel['flags'], version: string | null, pen: Pen): string[] {
  const { pick } = pen;
  const start = version === null ? [] : [version];
  const words = flags.map(([name, value]) =>
    value === true ? pick(name, `${name}=true`) : `${name}=${value}`,
  );
  if (words.length === 0) return start;
  const key = pick('Flags', 'flags', 'FLAGS', 'ProcessingFlags', 'Processing_Flags');
  const list = words.join(pick(', ', ',', ' ', '; '));
  const quoted = words.map((word) => pick(word, `"${word}"`)).join(', ');
  const listed = key + sign(pick(':', '='), pen) + pick(list, `[${list}]`, `{${quoted}}`, quoted);
  if (version === null) return pick(words, [listed]);
  return pick(
    [version, ...words],
    [`${version} ${words.join(' ')}`],
    [`${version}, ${words.join(', ')}`],
    [version, listed],
    [`${version} ${listed}`],
  );
}

export function timeLines(time: PlainTime, pen: Pen): string[] {
  const { pick } = pen;
  const known = knownItems(time, pen);
  const settings = time.settings.map(([key, value]) => key + sign(pick('=', ':'), pen) + value);
  const all = [...known, ...settings];
  const layout = all.length > 1 && known.length > 0 ? pick('lines', 'list', 'group') : 'lines';
  const lines = layout === 'lines' ? all : [listed(all, layout === 'group', time, pen)];
  // In a list, a key that is not known may be meant for one that is.
  if (layout !== 'lines') for (const _ of settings) pen.expectFinding('GNN-W012');
  return [...lines, ...contradictions(time, pen)].map((line) => line + remark(pen));
}

/** The mode, the discretization, the variable and the horizon, as far as they are given. */
function knownItems(time: PlainTime, pen: Pen): string[] {
  const { pick } = pen;
  const { mode, discretization } = time;
  const variable = time.variable && spellName(time.variable, pen);
  const known: string[] = [];
  if (mode !== null) known.push(pick(anyCase(mode, pen), `${mode}${pick('=', ': ')}true`));
  if (discretization !== null && variable !== null && pick(true, false)) {
    known.push(`${discretization}Time${sign('=', pen)}${variable}`);
  } else {
    if (discretization !== null) {
      const word = pick(discretization, `${discretization}Time`, `${discretization} Time`);
      known.push(pick(anyCase(word, pen), `${discretization}Time: yes`));
    }
    if (variable !== null) known.push(`Time${sign('=', pen)}${variable}`);
  }
  if (time.horizon !== null) {
    known.push(`${pick('Model', 'model')}TimeHorizon${sign(pick('=', ':'), pen)}${time.horizon}`);
  }
  return known;
}

/** `Dynamic, Discrete, ModelTimeHorizon=10` or `Dynamic(Discrete, ModelTimeHorizon=10)`. */
function listed(items: readonly string[], inGroup: boolean, { mode }: PlainTime, pen: Pen): string {
  const { pick } = pen;
  const mark = pick(', ', ',', '; ', ' , ');
  const [first = '', ...rest] = items;
  if (!inGroup || mode === null || first.includes('true')) return items.join(mark);
  const group = rest.join(mark);
  return first + pick(`(${group})`, ` ( ${group} )`, `[${group}]`, `{${group}}`);
}

/** A second line that contradicts a first one, which holds. */
function contradictions({ mode, discretization }: PlainTime, pen: Pen): string[] {
  const { pick } = pen;
  const other = [
    mode === null ? null : mode === 'Static' ? 'Dynamic' : 'Static',
    discretization === null ? null : discretization === 'Discrete' ? 'Continuous' : 'Discrete',
  ];
  const lines = other.flatMap((word) =>
    word === null ? [] : pick<string[]>([], [], [], [], [word]),
  );
  for (const _ of lines) pen.expectFinding('GNN-W029');
  return lines;
}

/** Writes the terms of variables, those of one variable in one line or in several. */
export function annotations(ontology: PlainModel['ontology'], pen: Pen): string[] {
  const { pick } = pen;
  const lines: string[] = [];
  let at = 0;
  while (at < ontology.length) {
    const [name = '', , note = null] = ontology[at] ?? [];
    let end = at + 1;
    const isAlike = (index: number): boolean =>
      ontology[index]?.[0] === name && (ontology[index][2] ?? null) === note;
    while (isAlike(end) && pick(true, false)) end += 1;
    const terms = ontology.slice(at, end).map(([, term]) => term);
    const list = terms.join(pick(', ', ',', '; ', ' & ', '+'));
    const written = terms.length > 1 ? pick(list, `[${list}]`, `(${list})`) : list + pick('', ',');
    lines.push(spellName(name, pen) + sign(pick('=', ':'), pen) + written + comment(note, pen));
    at = end;
  }
  return lines;
}

/** Writes `Key: value` lines; `Tags` and `Version` may have brackets, quotes and a `v`. */
export function signatureLines(
  signature: NonNullable<PlainModel['signature']>,
  version: string | null,
  pen: Pen,
): string[] {
  const { pick } = pen;
  const fields = signature.map(([key, value]) => {
    const tags =
      key === 'Tags' ? pick(value, `[${value}]`, `["${value.split(', ').join('", "')}"]`) : value;
    return [key, tags] as const;
  });
  const all =
    version === null ? fields : [...fields, ['Version', signedVersion(version, pen)] as const];
  return all.map(
    ([key, value]) => anyCase(key, pen) + sign(pick(':', '='), pen) + value + spacedRemark(pen),
  );
}

/** A version with or without quotes and `v`. */
export function signedVersion(version: string, { pick }: Pen): string {
  const mark = pick('', '', '"', "'");
  return mark + pick('', 'v', 'V') + version + mark;
}
