import { ARCHIVE_ERRORS, REFERENCE_ERRORS, defineGroup } from './group.js';

/** Versions and the differences between them. */
export const VERSIONS = defineGroup('Versions', {
  versions: {
    kind: 'query',
    summary: 'list the versions of a model, and why each was created',
    errors: ['model-unknown', 'version-unknown'],
    http: 'GET /models/{id}/versions',
    examples: [[{ id: 'agent' }, 'newest first']],
    library: { method: 'getModelVersions', sync: true },
    list: 'versions',
    load: async () => (await import('../queries/versions.js')).VERSIONS,
  },
  show: {
    kind: 'query',
    summary: 'show a version, or its exact source',
    errors: [...REFERENCE_ERRORS, ...ARCHIVE_ERRORS],
    http: 'GET /versions/{reference}',
    examples: [
      [{ reference: 'agent' }, 'the current version'],
      [{ reference: 'agent@1.0.0', source: true }, 'the spec as it was registered'],
    ],
    library: { method: 'getVersionSource', given: { source: true } },
    load: async () => (await import('../queries/versions.js')).SHOW,
  },
  diff: {
    kind: 'query',
    summary: 'compare two versions, or a version and a file: can B replace A?',
    errors: ['usage', 'spec-refused', ...REFERENCE_ERRORS, ...ARCHIVE_ERRORS],
    http: 'GET /diff',
    examples: [
      [{ before: 'agent@1.0.0', after: 'agent' }, 'what changed since 1.0.0'],
      [{ before: 'agent', after: 'input/gnn_files/agent.md' }, 'what a run would register'],
    ],
    library: { method: 'compareModelVersions' },
    load: async () => (await import('../queries/compare.js')).DIFF,
  },
  changelog: {
    kind: 'query',
    summary: 'write the changelog of a model, as Markdown',
    errors: ['model-unknown', 'version-unknown'],
    http: 'GET /models/{id}/changelog',
    examples: [[{ id: 'agent' }, 'newest first']],
    library: { method: 'getChangelog', sync: true },
    load: async () => (await import('../queries/changelog.js')).CHANGELOG,
  },
  bump: {
    kind: 'query',
    summary: 'show the version that a run would assign to a file; writes nothing',
    errors: ['spec-refused'],
    http: 'GET /bump',
    examples: [[{ file: 'input/gnn_files/agent.md' }, 'only the number, for scripts']],
    library: { method: 'explainBump' },
    load: async () => (await import('../queries/explain-bump.js')).BUMP,
  },
  rollback: {
    kind: 'change',
    summary: 'make the content of an earlier version current again, as a new version',
    errors: [
      ...REFERENCE_ERRORS,
      ...ARCHIVE_ERRORS,
      'version-refused',
      'spec-refused',
      'source-changed',
    ],
    http: 'POST /models/{id}/rollback',
    pins: { version: 'selector' },
    examples: [
      [{ id: 'agent', version: '1.0.0' }, 'the spec file stays as it is'],
      [
        { id: 'agent', version: '1.0.0', write_source: true },
        'the old bytes are written to the spec file',
      ],
    ],
    library: { method: 'rollbackModel', without: ['write_source'] },
    load: async () => (await import('../mutations/rollback.js')).ROLLBACK,
  },
  dedupe: {
    kind: 'query',
    summary: 'list models that are registered under several names',
    errors: [],
    http: 'GET /duplicates',
    examples: [[{}, 'equal in structure, regardless of wording']],
    library: { method: 'listDuplicates', sync: true },
    load: async () => (await import('../queries/dedupe.js')).DEDUPE,
  },
});
