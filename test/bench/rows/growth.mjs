/** How the time and the memory of runs grow with the number of specs. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STEP_ARGS, showMb, showMs } from '../lib/context.mjs';
import { measureNode } from '../lib/measure.mjs';

const GOALS = { time: 10.5, memory: 6 };

/** Ten times as many specs. */
export function growth(context) {
  const [few, many] = context.quick ? [300, 3000] : [10_000, 100_000];
  const sides = [few, many].map((count) => {
    const corpus = context.corpus(count);
    const args = [context.program, ...STEP_ARGS, '--config', 'large.json'];
    writeSettings(corpus.cwd);
    rmSync(join(corpus.cwd, 'out'), { recursive: true, force: true });
    const { ms, peak } = measureNode(args, corpus);
    const { ms: again } = measureNode(args, corpus);
    return { ms, again, peak };
  });
  const [single, ten] = sides;
  const [time, again, memory] = [
    ten.ms / single.ms,
    ten.again / single.again,
    ten.peak / single.peak,
  ];
  const name = `${few} to ${many} specs`;
  return [
    growthRow(`time of a first run, ${name}`, showMs(ten.ms), showMs(single.ms), time, GOALS.time),
    growthRow(
      `time with nothing changed, ${name}`,
      showMs(ten.again),
      showMs(single.again),
      again,
      GOALS.time,
    ),
    growthRow(
      `memory of a first run, ${name}`,
      showMb(ten.peak),
      showMb(single.peak),
      memory,
      GOALS.memory,
    ),
  ];
}

function writeSettings(cwd) {
  writeFileSync(join(cwd, 'large.json'), '{"max_registry_size": 2000}');
}

function growthRow(what, measured, floor, ratio, goal) {
  return {
    what,
    measured,
    floor,
    ratio,
    goal: `≤ ${goal} ×`,
    held: ratio <= goal,
    excess: ratio / goal,
  };
}
