import { fileURLToPath } from 'node:url';
import { fileExists } from '../read.js';

/** The file of a thread, which stands beside the program or one folder above; none in its sources. */
export async function findThreadFile(
  name: 'parse-worker' | 'read-thread',
): Promise<URL | undefined> {
  for (const place of [`./${name}.js`, `../${name}.js`]) {
    const url = new URL(place, import.meta.url);
    if (await fileExists(fileURLToPath(url))) return url;
  }
  return undefined;
}
