/** Writes what git is to know of an output that is kept in it. */
import { join } from 'node:path';
import { withErrorPathAsync, writeNew } from '../../files/atomic.js';
import type { Layout } from './layout.js';

const FILES: Readonly<Record<string, string>> = {
  '.gitignore': `# What belongs to this folder alone; the registry, its audit log and the models are to be kept.
.generations/
.*.generations/
.search-index
.*.search-index
.last-run
.*.last-run
*.lock/
.*.tmp
*.json.bak
model_registry_summary.json
# Copies of git mergetool; a model may have such a name.
*.orig
!*.orig/
`,
  '.gitattributes': `# Every byte counts: hashes are those of the files as they are here.
* -text
`,
};

/**
 * Writes them where nothing has their names. This is for a new output only: who changed or removed them
 * later meant that.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeGitFiles({ root }: Layout): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(root, name);
    await withErrorPathAsync(path, () => writeNew(path, Buffer.from(text), { durable: false }));
  }
}
