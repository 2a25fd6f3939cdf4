/** Ways to damage an audit log, and what its chain still proves afterwards. */
import { sha256 } from './registry.mjs';

/** Who signs each forged line. */
export const FORGER = 'mallory';
/** A model that only forged lines have. */
export const PHANTOM = 'phantom';

export const hashOf = (line) => `sha256:${sha256(line)}`;
export const linesOf = (text) => text.split('\n').filter((line) => line !== '');
export const textOf = (lines) => lines.map((line) => `${line}\n`).join('');
const edit = (line, values) => JSON.stringify({ ...JSON.parse(line), actor: FORGER, ...values });

/** Numbers and chains the lines from one on anew. */
function rechain(lines, from) {
  const done = lines.slice(0, from);
  for (const line of lines.slice(from)) {
    const previous = done.length === 0 ? null : hashOf(done.at(-1));
    done.push(JSON.stringify({ ...JSON.parse(line), sequence: done.length + 1, previous }));
  }
  return done;
}

/** An event that nobody made, of a model that is there. */
function forge(lines, random) {
  const known = lines.map((line) => JSON.parse(line)).findLast((event) => event.model_id !== null);
  const values = { version: known?.version ?? null, before: {}, reason: null };
  const event = { sequence: 1, previous: null, at: new Date(Date.now() - 1000).toISOString() };
  const model = random.pick([known?.model_id ?? PHANTOM, PHANTOM]);
  const whole = lines.map((line) => JSON.parse(line).after['']).find((entry) => entry);
  const after = random.pick([
    { '/tags': [FORGER] },
    { '/description': FORGER },
    { '': { ...whole, model_id: PHANTOM, description: FORGER } },
  ]);
  const changed = { action: 'add_tag', model_id: after[''] ? PHANTOM : model, ...values, after };
  const accepted = { action: 'accept_breaks', model_id: null, ...values, version: null, after: {} };
  return edit(JSON.stringify({ ...event, ...random.pick([changed, changed, accepted]) }), {});
}

function forgeBaseline(before, sequence) {
  const former = before.length === 0 ? {} : { '/log': hashOf(textOf(before)) };
  const previous = before.length === 0 ? null : hashOf(before.at(-1));
  const event = { sequence, previous, at: new Date().toISOString(), action: 'baseline' };
  const values = { model_id: null, version: null, reason: null, before: former, after: {} };
  return edit(JSON.stringify({ ...event, ...values }), {});
}

function editOne(lines, place) {
  return ({ random }) => {
    const { after, reason } = JSON.parse(lines[place]);
    const values = random.pick([
      { actor: FORGER },
      { reason: `${reason} by ${FORGER}` },
      { at: '2020-01-01T00:00:00.000Z' },
      { after: { ...after, '/description': FORGER } },
      { action: 'add_tag' },
    ]);
    return lines.with(place, edit(lines[place], values));
  };
}

const insert = (lines, place, ...more) => lines.toSpliced(place, 0, ...more);

function swap(lines, random) {
  const first = random.below(lines.length - 1);
  const second = first + 1 + random.below(lines.length - first - 1);
  return [lines.with(first, lines[second]).with(second, lines[first]), first];
}

function addTail(lines, random, isChained) {
  const more = Array.from({ length: 1 + random.below(3) }, () => forge(lines, random));
  return isChained ? rechain([...lines, ...more], lines.length) : [...lines, ...more];
}

export function isEvent(line) {
  try {
    return JSON.parse(line).sequence > 0;
  } catch {
    return false;
  }
}

/** Each returns the text of the log afterwards; undefined if there is no log. `place` is a line. */
export const DAMAGES = {
  deleted: () => undefined,
  emptied: () => '',
  'cut behind a line': ({ lines, place }) => textOf(lines.slice(0, place)),
  'cut before a line': ({ lines, place }) => textOf(lines.slice(place + 1)),
  'cut within a line': ({ lines, text, place, random }) => {
    const start = textOf(lines.slice(0, place)).length;
    return text.slice(0, start + 1 + random.below(lines[place].length - 1));
  },
  'a part cut out': ({ text, random }) => {
    const from = random.below(text.length - 2);
    return text.slice(0, from) + text.slice(from + 2 + random.below(text.length - from - 2));
  },
  'one character changed': ({ lines, place, random }) => {
    const at = random.below(lines[place].length);
    const other = lines[place][at] === 'x' ? 'y' : 'x';
    return textOf(
      lines.with(place, lines[place].slice(0, at) + other + lines[place].slice(at + 1)),
    );
  },
  'without a line': ({ lines, place }) => textOf(lines.toSpliced(place, 1)),
  'without a line, chained anew': ({ lines, place }) =>
    textOf(rechain(lines.toSpliced(place, 1), place)),
  edited: (given) => textOf(editOne(given.lines, given.place)(given)),
  'edited in its first line': (given) => textOf(editOne(given.lines, 0)(given)),
  'edited in its last line': (given) => textOf(editOne(given.lines, given.lines.length - 1)(given)),
  'edited, chained anew': (given) =>
    textOf(rechain(editOne(given.lines, given.place)(given), given.place)),
  swapped: ({ lines, random }) => textOf(swap(lines, random)[0]),
  'swapped, chained anew': ({ lines, random }) => textOf(rechain(...swap(lines, random))),
  'an older copy': ({ older, random }) => random.pick(older),
  'another log': ({ other }) => other,
  'a forged tail': ({ lines, random }) => textOf(addTail(lines, random, true)),
  'a forged tail, not chained': ({ lines, random }) => textOf(addTail(lines, random, false)),
  'a forged tail before the true end': ({ lines, random }) =>
    textOf([...addTail(lines, random, true), lines.at(-1)]),
  'a forged line in between': ({ lines, place, random }) => {
    const forged = rechain([...lines.slice(0, place), forge(lines, random)], place);
    return textOf(insert(lines, place, forged.at(-1)));
  },
  'a forged start behind the end': ({ lines, random }) => {
    const start = forgeBaseline(lines, lines.length + 1);
    return textOf([...lines, ...rechain([start, forge(lines, random)], 1).slice(0, 2)]);
  },
  'a forged start in between': ({ lines, place, random }) =>
    textOf(
      insert(lines, place, forgeBaseline(lines.slice(0, place), 1 + random.below(lines.length))),
    ),
  'nonsense behind it': ({ text, random }) =>
    text + random.pick(['nonsense\n', '{"sequence":7,"previous":"sha', '\0'.repeat(99), '{}\n']),
};

/** The lines of a log that lead to one of some events. */
export function findProven(lines, hashes) {
  const byHash = new Map(lines.map((line) => [hashOf(line), line]));
  const proven = new Set();
  for (const wanted of hashes) {
    let line = byHash.get(wanted);
    while (line !== undefined && !proven.has(line)) {
      proven.add(line);
      line = byHash.get(JSON.parse(line).previous);
    }
  }
  return proven;
}
