import { KINDS, drawTrial, tryDamages } from '../lib/audit-trials.mjs';
import { range } from '../lib/pool.mjs';

export const row = '30b';
export const name = 'the audit log damaged in two ways at once, or again after that was accepted';

/** More than the table asks for, and long. */
export async function run(context) {
  if (context.quick) return { skipped: true, detail: 'it is tried in full only' };
  return tryDamages(context, listTrials);
}

function listTrials(context, bases) {
  const { random } = context;
  const draw = (count) =>
    drawTrial(
      context,
      bases,
      range(count).map(() => random.pick(KINDS)),
    );
  const again = range(150).map(() => {
    const first = draw(1);
    return { ...first, damages: [...first.damages, ...draw(1).damages] };
  });
  return [...again, ...range(200).map(() => draw(2))];
}
