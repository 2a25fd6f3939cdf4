import { REFERENCE_ERRORS, defineGroup } from './group.js';

/** Exports: files that were generated from versions. */
export const EXPORTS = defineGroup('Facts about versions', {
  'export add': {
    kind: 'change',
    summary: 'record a file generated from a version; one of the same format and path is replaced',
    errors: [...REFERENCE_ERRORS, 'name-refused', 'value-refused'],
    http: 'POST /models/{reference}/exports',
    pins: { reference: 'version' },
    examples: [
      [{ reference: 'agent', format: 'onnx', path: 'out/agent.onnx' }, 'from the current version'],
      [{ reference: 'agent@1.0.0', format: 'pymdp', path: 'agent.py' }, 'from this version'],
    ],
    library: { method: 'addExportFormat' },
    load: async () => (await import('../mutations/export-file.js')).EXPORT_ADD,
  },
  'export list': {
    kind: 'query',
    summary: 'list the files generated from versions',
    errors: REFERENCE_ERRORS,
    http: 'GET /exports',
    examples: [
      [{}, 'for all models'],
      [{ reference: 'agent@1.0.0' }, 'for one version'],
    ],
    library: { method: 'listExports' },
    list: 'exports',
    load: async () => (await import('../queries/exports.js')).EXPORT_LIST,
  },
  'export rm': {
    kind: 'change',
    summary: 'remove the records of exports of one format; the files stay',
    errors: [...REFERENCE_ERRORS, 'name-unknown'],
    http: 'DELETE /models/{reference}/exports/{format}',
    pins: { reference: 'model' },
    examples: [
      [{ reference: 'agent', format: 'onnx' }, 'whichever version has it'],
      [{ reference: 'agent@1.0.0', format: 'pymdp', path: 'agent.py' }, 'only this file'],
    ],
    library: { method: 'removeExport', parameters: ['reference', 'format', 'path'] },
    load: async () => (await import('../mutations/export-file.js')).EXPORT_RM,
  },
});
