/** The pages that users read: the README and those in `docs/`, with their fenced blocks. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A fenced block, with the attributes after its language. */
export interface Block {
  language: string;
  attributes: Record<string, string>;
  text: string;
}

/** The paths of all pages for users. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'ARCHITECTURE.md')
    .map((name) => `docs/${name}`)
    .toSorted(),
];

/** Reads a page. */
export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** Lists the fenced blocks of a page. */
export function listBlocks(page: string): Block[] {
  return [...readPage(page).matchAll(/^(`{3,})(\w+)([^\n]*)\n([\s\S]*?)^\1$/gm)].map(
    ([, , language = '', rest = '', text = '']) => ({
      language,
      text,
      attributes: Object.fromEntries(
        [...rest.matchAll(/([\w-]+)=(\S+)/g)].map(([, key, value]) => [key, value]),
      ),
    }),
  );
}
