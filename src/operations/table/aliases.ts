import { ARCHIVE_ERRORS, REFERENCE_ERRORS, defineGroup } from './group.js';

/** Aliases: names of individual versions. */
export const ALIASES = defineGroup('Labels', {
  'alias set': {
    kind: 'change',
    summary: 'point an alias of a model to one of its versions, wherever it pointed before',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'protected', 'archive-missing'],
    http: 'PUT /models/{reference}/aliases/{alias}',
    pins: { reference: 'version' },
    examples: [
      [{ reference: 'agent@1.1.0', alias: 'champion' }, 'agent@champion is 1.1.0 from now on'],
      [
        { reference: 'agent@^1', alias: 'frozen', protect: true },
        'pinned to the version that ^1 means now',
      ],
    ],
    library: { method: 'setAlias' },
    load: async () => (await import('../mutations/aliases.js')).ALIAS_SET,
  },
  'alias rm': {
    kind: 'change',
    summary: 'remove an alias of a model; the version stays',
    errors: [...REFERENCE_ERRORS, 'name-unknown', 'protected'],
    http: 'DELETE /models/{id}/aliases/{alias}',
    examples: [[{ id: 'agent', alias: 'champion' }, 'agent@champion no longer names anything']],
    library: { method: 'removeAlias' },
    load: async () => (await import('../mutations/aliases.js')).ALIAS_RM,
  },
  'alias list': {
    kind: 'query',
    summary: 'list aliases and the versions that they point to',
    errors: REFERENCE_ERRORS,
    http: 'GET /aliases',
    examples: [
      [{}, 'for all models'],
      [{ reference: 'agent@1.1.0' }, 'for one version'],
    ],
    library: { method: 'listAliases' },
    list: 'aliases',
    load: async () => (await import('../queries/aliases.js')).ALIAS_LIST,
  },
  resolve: {
    kind: 'query',
    summary: 'print the path of the file of exactly one version, for scripts',
    errors: [...REFERENCE_ERRORS, ...ARCHIVE_ERRORS],
    http: 'GET /models/{reference}/file',
    examples: [
      [{ reference: 'agent@1.1.0' }, 'its archived bytes, after checking their hash'],
      [{ reference: 'agent', spec: true }, 'the spec file that is edited'],
    ],
    library: { method: 'resolveFile' },
    load: async () => (await import('../queries/resolve.js')).RESOLVE,
  },
});
