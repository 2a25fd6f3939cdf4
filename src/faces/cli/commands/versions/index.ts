import type { Command } from '../../command.js';
import { stepFlags } from '../../options.js';
import { ASKING, FORCE, LISTING, MODEL, REFERENCE, SHOWN, WHERE } from '../flags.js';

/** Versions, and what changed between them. */
export const VERSIONS: readonly Command[] = [
  {
    name: 'versions',
    positionals: [MODEL],
    summary: 'list the versions of a model, and why each one is there',
    flags: LISTING,
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
      ...stepFlags(['bump', 'profile', 'lock-timeout', 'actor', ...WHERE, ...SHOWN]),
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
];
