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
# What is made of the registry, by every run that changes it.
*model_index.json
*version_history.json
*metadata_index.json
*registry_statistics.json
.*index-files/
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

/** A file for git: its path and its text. */
type GitFile = readonly [path: string, text: string];

function filesIn(folder: string, files: typeof FILES): GitFile[] {
  return Object.entries(files).map(([name, text]) => [join(folder, name), text]);
}

function ofNewOutput({ root, generations, isInOutput }: Layout): GitFile[] {
  const ignored = { '.gitignore': '# States of the registry before, of this folder alone.\n*\n' };
  return [...filesIn(root, FILES), ...(isInOutput ? [] : filesIn(generations, ignored))];
}

function ofNeighbours(layout: Layout): GitFile[] {
  return layout.isInOutput ? [] : filesIn(dirname(layout.registry), filesBeside(layout));
}

/** The files for git of an output that has no registry yet, and beside a registry elsewhere. */
function ofFirst(layout: Layout): GitFile[] {
  return [...filesIn(layout.root, FILES), ...ofNeighbours(layout)];
}

/**
 * Writes what git is to know of a new output. A registry elsewhere is in a folder of other people's files,
 * so only the folder of its generations says there that it is ignored.
 *
 * @throws RegistryError `output-unwritable`
 */
export async function writeGitFiles(layout: Layout): Promise<string[]> {
  return writeMissing(ofNewOutput(layout));
}

/** Writes what git is to know beside a registry elsewhere, as a person asks for. */
export async function writeGitFilesBeside(layout: Layout): Promise<string[]> {
  return writeMissing(ofNeighbours(layout));
}

/** Writes both for an output that is there. */
export async function writeAllGitFiles(layout: Layout): Promise<string[]> {
  return writeMissing([...ofNewOutput(layout), ...ofNeighbours(layout)]);
}

/** Writes both before there is a registry. */
export async function writeFirstGitFiles(layout: Layout): Promise<string[]> {
  return writeMissing(ofFirst(layout));
}

/** The paths of what {@link writeFirstGitFiles} writes, whether they are there or not. */
export function listFirstGitFiles(layout: Layout): string[] {
  return ofFirst(layout).map(([path]) => path);
}

/** Writes the files that are missing; one that exists is never changed. @returns their paths */
async function writeMissing(files: readonly GitFile[]): Promise<string[]> {
  const written: string[] = [];
  for (const [path, text] of files) {
    const isNew = await withErrorPathAsync(path, () => {
      createFolder(dirname(path), true);
      return writeNew(path, Buffer.from(text), { durable: false });
    });
    if (isNew) written.push(path);
  }
  return written;
}
