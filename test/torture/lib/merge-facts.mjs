/** What registries say, as sets, and what a merge of them has to say. */

/** A registry's facts by what they are about; versions are told apart by their content and time. */
export function factsOf({ models, purged = {} }) {
  const facts = new Map();
  for (const id of Object.keys(purged)) facts.set(`${id} is purged`, true);
  for (const [id, entry] of Object.entries(models)) {
    const nameOf = (number) => entry.versions[number]?.hash ?? number;
    facts.set(`${id} is there`, true);
    facts.set(`${id} status`, entry.status);
    if (entry.lifecycle !== undefined) facts.set(`${id} reason`, entry.lifecycle.reason);
    for (const tag of entry.tags) facts.set(`${id} tag ${tag}`, true);
    for (const { model_id: parent } of entry.parents ?? []) facts.set(`${id} of ${parent}`, true);
    for (const [key, value] of Object.entries(entry.annotations ?? {}))
      facts.set(`${id} note ${key}`, value);
    for (const [alias, { version }] of Object.entries(entry.aliases ?? {}))
      facts.set(`${id} alias ${alias}`, nameOf(version));
    for (const it of Object.values(entry.versions)) {
      const of = `${id} ${it.hash.slice(0, 12)}`;
      facts.set(`${of} is there`, true);
      facts.set(`${of} is packed`, it.archived_at !== undefined);
      for (const tag of it.tags ?? []) facts.set(`${of} tag ${tag}`, true);
      for (const [key, value] of Object.entries(it.metrics ?? {}))
        facts.set(`${of} metric ${key}`, value);
      for (const bound of it.bindings ?? []) facts.set(`${of} binding ${bound.model_id}`, true);
    }
  }
  return facts;
}

/**
 * What a merge has to say, and what is wrong with the one that was made.
 *
 * @returns `all`: the facts; `apart`: what both sides changed, each in its own way; `problems`
 */
export function mergeFacts({ base, ours, theirs, after, isConflict }) {
  const [was, one, other] = [base, ours, theirs].map((it) => it.registry);
  const all = new Map();
  const apart = [];
  for (const key of new Set([...one.keys(), ...other.keys(), ...was.keys()])) {
    const values = [was, one, other].map((it) => it.get(key));
    if (values[1] !== values[2] && values[1] !== values[0] && values[2] !== values[0])
      apart.push(key);
    all.set(key, values[1] === values[0] ? values[2] : values[1]);
  }
  if (after?.registry === undefined) return { all, apart, problems: [] };
  const lines = new Set(after.lines);
  const events = [...ours.lines, ...theirs.lines].filter((it) => !lines.has(it));
  const wrong = [...all].filter(([key, value]) => {
    const now = after.registry.get(key);
    // A side was taken, of a model perhaps as a whole.
    const sides = [one.get(key), other.get(key)];
    return now !== value && !(isConflict && sides.includes(now));
  });
  return {
    all,
    apart,
    problems: [
      ...wrong.map(([key, value]) => `${key} is lost: ${after.registry.get(key)}, not ${value}`),
      ...(events.length === 0 ? [] : [`${events.length} events are lost`]),
    ],
  };
}
