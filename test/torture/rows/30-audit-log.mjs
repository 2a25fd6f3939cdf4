import { KINDS, drawTrial, tryDamages } from '../lib/audit-trials.mjs';
import { range } from '../lib/pool.mjs';

export const row = 30;
/** What it tries is not the disk. */
export const inMemory = true;
export const name = 'the audit log deleted, cut, edited, swapped, forged; then ordinary changes';

export function run(context) {
  return tryDamages(context, listTrials);
}

/** Each kind at each line of a log; in the short form, some kinds once. */
function listTrials(context, bases) {
  const { quick, random } = context;
  if (quick) return drawSome(KINDS, 16, random).map((kind) => drawTrial(context, bases, [kind]));
  return range(bases.length).flatMap((base) =>
    range(bases[base].lines).flatMap((at) =>
      KINDS.map((kind) => ({
        ...drawTrial(context, bases, [kind], at / bases[base].lines),
        base,
      })),
    ),
  );
}

function drawSome(list, count, random) {
  const left = [...list];
  return range(count).map(() => left.splice(random.below(left.length), 1)[0]);
}
