import { defineGroup } from './group.js';

/** The step, and the maintenance of its registry. */
export const STEP = defineGroup('Run and check', {
  run: {
    kind: 'run',
    summary: 'run the step: extract, validate and register the specs',
    errors: [
      'target-missing',
      'target-not-a-folder',
      'target-unreadable',
      'registry-unreadable',
      'registry-corrupt',
    ],
    http: 'POST /runs',
    examples: [
      [{}, 'register the specs in input/gnn_files'],
      [
        { check: true, fail_on: 'warning' },
        'in CI: is the registry up to date and without findings?',
      ],
    ],
    library: { function: 'processModelRegistry' },
    load: async () => (await import('../maintenance/run.js')).RUN,
  },
  check: {
    kind: 'query',
    summary: 'check specs as a run would, and show the versions to come; needs no registry',
    errors: [
      'spec-refused',
      'config-invalid',
      'target-missing',
      'target-not-a-folder',
      'target-unreadable',
    ],
    http: 'GET /check',
    examples: [
      [{ paths: ['input/gnn_files/agent.md'] }, 'one spec'],
      [{ paths: ['models', 'input'], fail_on: 'warning' }, 'folders, without a single warning'],
    ],
    library: { method: 'checkSpecs', without: ['exit_zero_on_findings', 'stdin_path'] },
    load: async () => (await import('../queries/check.js')).CHECK,
  },
  register: {
    kind: 'change',
    summary: 'register one spec, from its file or from a text that is written to the file',
    errors: ['spec-refused', 'config-invalid', 'file-refused', 'source-changed'],
    http: 'POST /models',
    examples: [
      [{ file: 'input/gnn_files/agent.md' }, 'this spec alone'],
      [{ file: 'input/gnn_files/agent.md', dry_run: true }, 'shows the version that it would get'],
    ],
    library: { absent: '`registerModel` does the same with a file, in memory until `save`' },
    load: async () => (await import('../mutations/register-spec.js')).REGISTER,
  },
  parse: {
    kind: 'run',
    summary: 'show what is read in a spec, line by line, and every finding; needs no registry',
    errors: ['spec-refused'],
    http: 'POST /parses',
    examples: [[{ file: 'input/gnn_files/agent.md' }, 'what a run would read in it']],
    library: { absent: '`parseSpec` and `validateSpec` do the same with a text' },
    load: async () => (await import('../queries/parse.js')).PARSE,
  },
  verify: {
    kind: 'run',
    summary: 'check that everything matches the registry, and repair it',
    errors: ['value-refused', 'registry-missing', 'registry-unreadable'],
    http: 'POST /verifications',
    examples: [
      [{}, 'checks everything; writes nothing'],
      [{ repair: true }, 'reports what was repaired and what is left'],
      [{ repair: true, from_git: true }, 'takes archives that a merge lost from git'],
    ],
    library: { function: 'verifyRegistry' },
    load: async () => (await import('../maintenance/verify/index.js')).VERIFY,
  },
  rebuild: {
    kind: 'run',
    summary: 'rebuild a lost registry from the archived sources',
    errors: ['registry-sound', 'registry-missing', 'registry-unreadable'],
    http: 'POST /rebuilds',
    examples: [
      [{ dry_run: true }, 'shows what it would be rebuilt from'],
      [{}, 'the files it replaces are kept'],
    ],
    library: { function: 'rebuildRegistry' },
    load: async () => (await import('../maintenance/rebuild/index.js')).REBUILD,
  },
});
