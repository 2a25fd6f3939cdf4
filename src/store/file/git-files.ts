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
# Copies of git mergetool; a model may have such a name.
*.orig
!*.orig/
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

/** Replaces blanks and pattern characters by `?`, which matches any character. */
function toPattern(name: string): string {
  return name.replace(/[\s"*?[\\]/g, '?');
}

/**
 * Writes what git is to know of a new output. A registry elsewhere is in a folder of other people's files,
 * so only the folder of its generations says there that it is ignored.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeGitFiles({ root, generations, isInOutput }: Layout): Promise<string[]> {
  const ignored = { '.gitignore': '# States of the registry before, of this folder alone.\n*\n' };
  return [
    ...(await writeMissing(root, FILES)),
    ...(isInOutput ? [] : await writeMissing(generations, ignored)),
  ];
}

/** Writes what git is to know beside a registry elsewhere, as a person asks for. */
export async function writeGitFilesBeside(layout: Layout): Promise<string[]> {
  return layout.isInOutput ? [] : writeMissing(dirname(layout.registry), filesBeside(layout));
}

/** Writes both for an output that is there. */
export async function writeAllGitFiles(layout: Layout): Promise<string[]> {
  return [...(await writeGitFiles(layout)), ...(await writeGitFilesBeside(layout))];
}

/** Writes the files that are missing; one that exists is never changed. @returns their paths */
async function writeMissing(folder: string, files: typeof FILES): Promise<string[]> {
  const written: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    const isNew = await withErrorPathAsync(path, () => {
      createFolder(folder, true);
      return writeNew(path, Buffer.from(text), { durable: false });
    });
    if (isNew) written.push(path);
  }
  return written;
}
