/**
 * Specs as people have them, generated from a seed: 1 to 12 KB, a third with one to five warnings, one in
 * thirty refused, one file in ten no spec at all, and in every thousand one of 340 KB and one of 2.7 MB.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../torture/lib/random.mjs';
import { specOf, tensorSpec } from './corpus.mjs';

const FOLDERS = ['perception', 'planning', 'learning', 'robots', 'social', 'drafts', 'old/2024'];
const TOPICS = ['grid world', 'T-maze', 'tugboat', 'greenhouse', 'Hive', 'lift', 'ferry', 'coffee'];
/** The sides of tensors that make specs of about 340 KB and 2.7 MB. */
const [LARGE, HUGE] = [31, 62];
/** Each is unused without its connections, and so a warning. */
const UNUSED = ['C>G\n', 'E>u\nu>B\n', 'D>s\n', 's>F\no>F\n', 'B>s_prime\n'];

/** Writes the corpus. @returns the paths */
export function writeMixedCorpus(folder, count, seed) {
  const made = new Set();
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(seed * 7_919 + index);
    const below = join(folder, `${random.pick(FOLDERS)}/${index % 40}`);
    if (!made.has(below)) mkdirSync(below, { recursive: true });
    made.add(below);
    const path = join(below, `${nameOf(random)} ${index}.md`.replaceAll(' ', random.pick(' _-')));
    writeFileSync(path, textOf(index, random, seed));
    return path;
  });
}

function nameOf(random) {
  const topic = random.pick(TOPICS);
  return `${topic}${random.pick(['', ' v2', ' (copy)', ' final'])}`;
}

function textOf(index, random, seed) {
  if (index % 1000 === 500) return tensorSpec(LARGE, seed).spec;
  if (index % 1000 === 900) return tensorSpec(HUGE, seed).spec;
  if (index % 10 === 7) return `# Notes ${index}\n\nWhat was tried, and what came of it.\n`;
  const text = specOf(index, seed, 1024 + random.below(11 * 1024));
  if (index % 30 === 3) return text.replace('## StateSpaceBlock', '## States');
  if (index % 3 !== 0) return text;
  const lost = UNUSED.slice(0, 1 + random.below(UNUSED.length));
  return lost.reduce((before, lines) => before.replace(lines, ''), text);
}
