import { stepFlags, type Flag } from '../options.js';

/** Where the registry is. */
export const WHERE = ['output-dir', 'registry-path', 'config'];

/** How the results are shown. */
export const SHOWN = ['format', 'json', 'verbose', 'quiet', 'help', 'version'];

const LIST_FORMATS = { format: { choices: ['text', 'json', 'ndjson', 'csv'] } };

/** Flags of a command that asks. */
export const ASKING: readonly Flag[] = stepFlags([...WHERE, ...SHOWN]);

/** Flags of a command that answers with a list. */
export const LISTING: readonly Flag[] = stepFlags([...WHERE, ...SHOWN], LIST_FORMATS);

/** Flags of a command that changes the registry. */
export const CHANGING: readonly Flag[] = stepFlags(['lock-timeout', 'actor', ...WHERE, ...SHOWN]);

export const MODEL = { name: 'ID', description: 'a model of the registry' };

export const REFERENCE = {
  name: 'REF',
  description:
    'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
};

/** A flag of single commands: no settings file has it. */
export function ownFlag(flag: Omit<Flag, 'group' | 'commandLineOnly'> & Partial<Flag>): Flag {
  return { group: 'Run', ...flag, commandLineOnly: true };
}

export const FORCE: Flag = ownFlag({
  name: 'force',
  type: 'boolean',
  group: 'Output',
  description: 'replace a file that holds something else',
});

export const REASON: Flag = ownFlag({
  name: 'reason',
  type: 'text',
  placeholder: 'TEXT',
  description: 'why, for the audit log',
});
