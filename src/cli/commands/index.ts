import type { Command } from '../command.js';
import { FLAGS, stepFlags, type Flag } from '../options.js';

const WHERE = ['output-dir', 'registry-path', 'config'];
const SHOWN = ['format', 'json', 'verbose', 'quiet', 'help', 'version'];
const ASKING = stepFlags([...WHERE, ...SHOWN]);
const MODEL = { name: 'ID', description: 'a model of the registry' };
const REFERENCE = {
  name: 'REF',
  description:
    'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@sha256:abc… (the start of a hash)',
};

const FORCE: Flag = {
  name: 'force',
  type: 'boolean',
  group: 'Output',
  description: 'replace a file that holds something else',
  commandLineOnly: true,
};

/** Every command; the first one runs where none is named. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'run',
    positionals: [],
    summary: 'run the step: extract, validate and register the specs',
    flags: FLAGS,
    examples: [
      ['', 'register the specs of input/gnn_files'],
      ['--target-dir models --output-dir out', 'other folders'],
      ['--query-ontology HiddenState --quiet', 'the models bound to a term'],
      ['--check --fail-on warning', 'in CI: is the registry up to date and sound?'],
      ['--dry-run --json | jq .data.models', 'what a run would do, for programs'],
    ],
    load: async () => (await import('./run.js')).runStepCommand,
  },
  {
    name: 'versions',
    positionals: [MODEL],
    summary: 'list the versions of a model, and why each one is there',
    flags: ASKING,
    examples: [
      ['versions agent', 'newest first'],
      ['versions agent --json | jq .data.versions', 'for programs'],
    ],
    load: async () => (await import('./versions.js')).versionsCommand,
  },
  {
    name: 'show',
    positionals: [REFERENCE],
    summary: 'show one version, or its exact source',
    flags: [
      ...ASKING,
      {
        name: 'source',
        type: 'boolean',
        group: 'Output',
        description: 'print the archived bytes',
        commandLineOnly: true,
      },
      {
        name: 'output',
        type: 'text',
        group: 'Output',
        placeholder: 'FILE',
        description: 'write the archived bytes to a file',
        commandLineOnly: true,
      },
      FORCE,
    ],
    examples: [
      ['show agent', 'the current version'],
      ['show agent@1.0.0 --source', 'the spec as it was registered'],
      ['show agent@^1 --output agent-1.md', 'the same into a file'],
    ],
    load: async () => (await import('./show.js')).showCommand,
  },
  {
    name: 'diff',
    positionals: [
      { name: 'A', description: 'a version such as id@1.2.0, or the path of a spec' },
      { name: 'B', description: 'a version such as id@1.2.0, or the path of a spec' },
    ],
    summary: 'compare two versions, or a version and a file: can B be taken for A?',
    flags: [
      ...stepFlags([...WHERE, ...SHOWN], { format: { choices: ['text', 'json', 'markdown'] } }),
      {
        name: 'exit-code',
        type: 'boolean',
        group: 'Output',
        description: 'exit 2 when they differ, 0 when not',
        commandLineOnly: true,
      },
    ],
    examples: [
      ['diff agent@1.0.0 agent', 'what changed since 1.0.0'],
      ['diff agent input/gnn_files/agent.md', 'what a run would register'],
      ['diff agent@^1 agent@^2 --format markdown', 'for a pull request'],
    ],
    load: async () => (await import('./diff.js')).diffCommand,
  },
  {
    name: 'changelog',
    positionals: [MODEL],
    summary: 'write the changelog of a model, as Markdown',
    flags: ASKING,
    examples: [['changelog agent > CHANGES.md', 'newest first']],
    load: async () => (await import('./changelog.js')).changelogCommand,
  },
  {
    name: 'bump',
    positionals: [{ name: 'FILE', description: 'a spec' }],
    summary: 'tell the version that a run would give a file; writes nothing',
    flags: [
      ...stepFlags(['target-dir', 'bump', 'profile', ...WHERE, ...SHOWN]),
      {
        name: 'explain',
        type: 'boolean',
        group: 'Output',
        description: 'tell also why',
        commandLineOnly: true,
      },
    ],
    examples: [
      ['bump input/gnn_files/agent.md', 'the number alone, for scripts'],
      ['bump --explain input/gnn_files/agent.md', 'with every reason'],
    ],
    load: async () => (await import('./bump.js')).bumpCommand,
  },
  {
    name: 'rollback',
    positionals: [
      MODEL,
      { name: 'VERSION', description: 'what stands behind the @ of a reference, such as 1.0.0' },
    ],
    summary: 'make the content of an earlier version current again, as a new version',
    flags: [
      ...stepFlags(['bump', 'profile', 'lock-timeout', ...WHERE, ...SHOWN]),
      {
        name: 'write-source',
        type: 'boolean',
        group: 'Run',
        description: 'rewrite the spec file too; only where all it holds is registered',
        commandLineOnly: true,
      },
    ],
    examples: [
      ['rollback agent 1.0.0', 'the spec file stays as it is'],
      ['rollback agent 1.0.0 --write-source', 'the spec file gets the old bytes'],
    ],
    load: async () => (await import('./rollback.js')).rollbackCommand,
  },
  {
    name: 'dedupe',
    positionals: [],
    summary: 'list models that are the same under several names',
    flags: ASKING,
    examples: [['dedupe', 'alike in structure, whatever their words']],
    load: async () => (await import('./dedupe.js')).dedupeCommand,
  },
  {
    name: 'verify',
    positionals: [],
    summary: 'is everything as the registry says? exit 0 sound, 2 findings',
    flags: [
      ...stepFlags(['lock-timeout', ...WHERE, ...SHOWN]),
      {
        name: 'repair',
        type: 'boolean',
        group: 'Run',
        description: 'mend what can be mended without guessing, and check again',
        commandLineOnly: true,
      },
    ],
    examples: [
      ['verify', 'look at everything; writes nothing'],
      ['verify --repair', 'says what was mended, and what is left'],
    ],
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  {
    name: 'rebuild',
    positionals: [],
    summary: 'make a lost registry anew from the archived sources',
    flags: [
      ...stepFlags(['profile', 'dry-run', 'lock-timeout', ...WHERE, ...SHOWN], {
        'dry-run': { description: 'write nothing; tell what would be taken' },
      }),
      { ...FORCE, description: 'also where a sound registry is there' },
    ],
    examples: [
      ['rebuild --dry-run', 'what there is to make it from'],
      ['rebuild', 'what stood in its place is kept aside'],
    ],
    load: async () => (await import('./rebuild.js')).rebuildCommand,
  },
];

/** Every flag of any command, each name once. */
export const ALL_FLAGS: readonly Flag[] = [
  ...new Map(
    COMMANDS.flatMap(({ flags }) => flags.map((flag): [string, Flag] => [flag.name, flag])),
  ).values(),
];
