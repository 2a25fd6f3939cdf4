import { KINDS, drawTrial, tryDamages } from '../lib/audit-trials.mjs';
import { range } from '../lib/pool.mjs';

export const row = '30b';
export const name = 'the audit log damaged in two ways at once, or again after that was accepted';

export function run(context) {
  return tryDamages(context, listTrials);
}

function listTrials(context, bases) {
  const { quick, random } = context;
  const draw = (count) =>
    drawTrial(
      context,
      bases,
      range(count).map(() => random.pick(KINDS)),
    );
  const again = range(quick ? 6 : 150).map(() => {
    const first = draw(1);
    return { ...first, damages: [...first.damages, ...draw(1).damages] };
  });
  return [...again, ...range(quick ? 6 : 200).map(() => draw(2))];
}
