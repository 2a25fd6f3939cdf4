import { fileURLToPath } from 'node:url';

/** Where the built page is beside the sources, which only tests run. */
const SOURCES = '../../../dist/site/';

/** The folder of the built page: the build puts it beside the program. */
export function locateBuiltPage(): string {
  const place = import.meta.url.endsWith('.ts') ? SOURCES : '../site/';
  return fileURLToPath(new URL(place, import.meta.url));
}
