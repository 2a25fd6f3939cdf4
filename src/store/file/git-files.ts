/** Writes what git is to know of an output that is kept in it. */
import { basename, dirname, join } from 'node:path';
import { createFolder, withErrorPathAsync, writeNew } from '../../files/atomic.js';
import type { Layout } from './layout.js';

const FILES: Readonly<Record<string, string>> = {
  '.gitignore': `# What belongs to this folder alone; the registry, its audit log and the models are to be kept.
.generations/
.*.generations/
.search-index
.*.search-index
*.lock/
.*.tmp
*.json.bak
model_registry_summary.json
`,
  '.gitattributes': `# Every byte counts: hashes are those of the files as they are here.
* -text
`,
};

/** What git is to know of a registry in a folder that may have other files: of its own files only. */
function filesBeside({ registry, generations, backup, lock, auditLog }: Layout): typeof FILES {
  return {
    '.gitignore': `# What a registry needs on this machine alone.
${line(generations, '/')}${line(backup)}${line(lock, '/')}${[registry, auditLog]
      .map((it) => `/.${toPattern(basename(it))}.*.tmp\n`)
      .join('')}`,
    '.gitattributes': `# Every byte of a registry counts.
${line(registry, ' -text')}${line(auditLog, ' -text')}`,
  };
}

function line(path: string, rest = ''): string {
  return `/${toPattern(basename(path))}${rest}\n`;
}

/** What would be a sign in a pattern stands for any character. */
function toPattern(name: string): string {
  return name.replace(/[\s"*?[\\]/g, '?');
}

/**
 * Writes them where nothing has their names, in the output and beside the registry: for a new output, and
 * when a person asks for it. Who changed or removed them meant that.
 *
 * @returns the paths of those that were written
 * @throws RegistryError `output-unwritable`
 */
export async function writeGitFiles(layout: Layout): Promise<string[]> {
  const { root, registry, isInOutput } = layout;
  const folder = dirname(registry);
  const places = [
    [root, FILES] as const,
    ...(isInOutput ? [] : [[folder, filesBeside(layout)] as const]),
  ];
  const written: string[] = [];
  for (const [place, files] of places) {
    for (const [name, text] of Object.entries(files)) {
      const path = join(place, name);
      const isNew = await withErrorPathAsync(path, () => {
        createFolder(place, true);
        return writeNew(path, Buffer.from(text), { durable: false });
      });
      if (isNew) written.push(path);
    }
  }
  return written;
}
