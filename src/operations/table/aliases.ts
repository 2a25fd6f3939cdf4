import { defineGroup } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import { REFERENCE_ERRORS } from './errors.js';

/** Names of single versions. */
export const ALIASES = defineGroup({
  'alias set': {
    ...SCHEMAS['alias set'],
    kind: 'change',
    summary: 'point a name of a model to one of its versions, wherever it pointed before',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'protected'],
    http: 'PUT /models/{reference}/aliases/{alias}',
    pins: { reference: 'version' },
    examples: [
      [{ reference: 'agent@1.1.0', alias: 'champion' }, 'agent@champion is 1.1.0 from now on'],
      [
        { reference: 'agent@^1', alias: 'frozen', protect: true },
        'it stays at the version that ^1 names now',
      ],
    ],
    library: { method: 'setAlias' },
    load: async () => (await import('../mutations/aliases.js')).ALIAS_SET,
  },
  'alias rm': {
    ...SCHEMAS['alias rm'],
    kind: 'change',
    summary: 'remove an alias of a model; its version stays',
    errors: [...REFERENCE_ERRORS, 'name-unknown', 'protected'],
    http: 'DELETE /models/{id}/aliases/{alias}',
    examples: [[{ id: 'agent', alias: 'champion' }, 'agent@champion no longer names anything']],
    library: { method: 'removeAlias' },
    load: async () => (await import('../mutations/aliases.js')).ALIAS_RM,
  },
  'alias list': {
    ...SCHEMAS['alias list'],
    kind: 'query',
    summary: 'list the aliases, and the versions that they point to',
    errors: REFERENCE_ERRORS,
    http: 'GET /aliases',
    examples: [
      [{}, 'of all models'],
      [{ reference: 'agent@1.1.0' }, 'of one version'],
    ],
    library: { method: 'listAliases' },
    list: 'aliases',
    load: async () => (await import('../queries/aliases.js')).ALIAS_LIST,
  },
  resolve: {
    ...SCHEMAS.resolve,
    kind: 'query',
    summary: 'print the path of the file of exactly that version, for scripts',
    errors: [...REFERENCE_ERRORS, 'archive-missing', 'archive-damaged'],
    http: 'GET /models/{reference}/file',
    examples: [
      [{ reference: 'agent@1.1.0' }, 'its archived bytes, held against their hash'],
      [{ reference: 'agent', spec: true }, 'the file that is edited'],
    ],
    library: { method: 'resolveFile' },
    load: async () => (await import('../queries/resolve.js')).RESOLVE,
  },
});
