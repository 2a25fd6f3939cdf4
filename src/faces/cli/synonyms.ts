/** Commands by the words that other programs have for them. Pure. */
import { own } from '../../domain/json.js';

/** What other programs call a command, by its first word. */
const COMMANDS: Readonly<Record<string, string>> = {
  add: 'run',
  aliases: 'alias list',
  bindings: 'binding list',
  cat: 'show',
  clean: 'gc',
  create: 'new',
  del: 'delete',
  doctor: 'verify',
  exports: 'export list',
  find: 'search',
  fsck: 'verify',
  info: 'show',
  lint: 'check',
  log: 'history',
  ls: 'list',
  move: 'mv',
  remove: 'delete',
  rename: 'mv',
  revert: 'rollback',
  rm: 'delete',
  tags: 'tag list',
  undelete: 'restore',
  undo: 'generation restore',
  untag: 'tag rm',
  validate: 'check',
  view: 'show',
};

/** What other programs call a command of a group. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  add: ['add', 'set'],
  create: ['add', 'set'],
  del: ['rm'],
  delete: ['rm'],
  ls: ['list'],
  new: ['add', 'set'],
  remove: ['rm'],
  set: ['set', 'add'],
  show: ['list'],
  undo: ['restore'],
  unset: ['rm'],
};

/** Finds the command that another program calls by this word; undefined if there is none. */
export function findSynonym(word: string): string | undefined {
  return own(COMMANDS, word.toLowerCase());
}

/** Finds the command of a group that another program calls by this word. @param names - those of the group */
export function findMemberSynonym(word: string, names: readonly string[]): string | undefined {
  return own(MEMBERS, word.toLowerCase())?.find((it) => names.includes(it));
}

/** All words with the commands that they lead to. */
export const SYNONYMS: readonly (readonly [word: string, command: string])[] =
  Object.entries(COMMANDS);
