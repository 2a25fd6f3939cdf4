/** The fenced blocks of the README, with the attributes after their language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const README = join(import.meta.dirname, '../../README.md');

export interface ReadmeBlock {
  language: string;
  attributes: Record<string, string>;
  text: string;
}

export const README_BLOCKS: readonly ReadmeBlock[] = [
  ...readFileSync(README, 'utf8').matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm),
].map(([, language = '', rest = '', text = '']) => ({
  language,
  text,
  attributes: Object.fromEntries(
    [...rest.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]),
  ),
}));
