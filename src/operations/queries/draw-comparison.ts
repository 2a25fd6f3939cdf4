/** Draws what two versions or files differ in. */
import { abbreviate } from '../../domain/lists.js';
import { drawDifference, type DifferenceSide } from '../../pictures/draw-difference.js';
import type { Picture } from '../../pictures/draw-model.js';
import type { Layouter } from '../../pictures/layout.js';
import type { DiffOutput } from '../generated/shapes.js';
import { VERDICTS } from '../verdict-words.js';
import type { ReadSide } from './sides.js';

/** The number of reasons that a picture names. */
const MAX_REASONS = 6;

/** A picture of a comparison, with its title and the verdict in words. */
export interface DrawnComparison {
  readonly title: string;
  readonly words: string;
  readonly drawn: Picture;
}

/** Draws a comparison of two sides. */
export async function drawComparison(
  { verdict, because, changes }: Pick<DiffOutput, 'verdict' | 'because' | 'changes'>,
  sides: readonly [ReadSide, ReadSide],
  layouter: Layouter,
): Promise<DrawnComparison> {
  const reasons = abbreviate(because, MAX_REASONS, '; ');
  const words = `${VERDICTS[verdict]}${reasons === '' ? '' : `: ${reasons}`}`;
  const [before, after] = [toDifferenceSide(sides[0]), toDifferenceSide(sides[1])];
  const drawn = await drawDifference({ before, after, changes, verdict: words }, layouter);
  return { title: `${before.title} → ${after.title}`, words, drawn };
}

function toDifferenceSide({ side, model }: ReadSide): DifferenceSide {
  return { title: side.reference, model: model.model, values: model.values };
}
