// Generated from schemas/ by `npm run generate`. Do not edit.
import type { OperationSchemas, Property } from '../schema.js';

/** The input of each operation, and the location of the schema of its output. */
export const SCHEMAS = {
  activate: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      'x-words': ['id'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:activate:1#/$defs/output' },
  },
  'alias list': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:alias-list:1#/$defs/output' },
  },
  'alias rm': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'alias'],
      'x-words': ['id', 'alias'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        alias: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'NAME',
          description: 'such as champion; latest, hashes, versions and version ranges are reserved',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        force: { type: 'boolean', description: 'even if the alias is protected' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:alias-rm:1#/$defs/output' },
  },
  'alias set': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'alias'],
      'x-words': ['reference', 'alias'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        alias: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'NAME',
          description: 'such as champion; latest, hashes, versions and version ranges are reserved',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        protect: {
          type: 'boolean',
          description: 'protect it: from now on, moving or removing it needs force',
        },
        force: { type: 'boolean', description: 'even if the alias is protected' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:alias-set:1#/$defs/output' },
  },
  archive: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry, or one version: id@1.0.0',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        force: { type: 'boolean', description: 'even if the version is current or in use' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:archive:1#/$defs/output' },
  },
  'audit accept': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reason'],
      properties: {
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:audit-accept:1#/$defs/output' },
  },
  'audit head': {
    input: { type: 'object', additionalProperties: false, required: [], properties: {} },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:audit-head:1#/$defs/output' },
  },
  'binding add': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'provider', 'model_id'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        provider: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'NAME',
          description: 'the backend or provider that runs it',
        },
        model_id: {
          type: 'string',
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'NAME',
          description: 'the name of the model at the provider',
        },
        endpoint: {
          type: ['string', 'null'],
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'URL',
          description: 'the address of the endpoint',
        },
        region: {
          type: ['string', 'null'],
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'NAME',
          description: 'the region that it runs in',
        },
        config: {
          type: ['object', 'null'],
          maxProperties: 1000,
          additionalProperties: {
            type: ['number', 'boolean', 'string', 'null', 'array', 'object'],
            maxLength: 16384,
            maxItems: 10000,
            items: {},
            maxProperties: 1000,
            propertyNames: { maxLength: 512 },
            additionalProperties: {},
          },
          'x-placeholder': 'JSON',
          description: 'the configuration of the binding',
        },
        status: {
          type: 'string',
          enum: ['active', 'inactive', 'degraded', 'failed'],
          description: 'the status of the binding',
        },
        success_rate: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1,
          'x-placeholder': 'SHARE',
          description: 'share of the calls that succeeded, 0 to 1',
        },
        average_latency_ms: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1000000000000,
          'x-placeholder': 'MS',
          description: 'average time of a call in milliseconds',
        },
        cost_per_1000: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1000000000000,
          'x-placeholder': 'MONEY',
          description: 'cost of 1,000 calls',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:binding-add:1#/$defs/output' },
  },
  'binding list': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        provider: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'NAME',
          description: 'only bindings to this backend or provider',
        },
        status: {
          type: 'string',
          enum: ['active', 'inactive', 'degraded', 'failed'],
          description: 'only bindings with this status',
        },
        region: {
          type: 'string',
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'NAME',
          description: 'only bindings in this region',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:binding-list:1#/$defs/output' },
  },
  'binding rm': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'provider'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        provider: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'NAME',
          description: 'the backend or provider that runs it',
        },
        model_id: {
          type: 'string',
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'NAME',
          description: 'the name of the model at the provider, if it runs several',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:binding-rm:1#/$defs/output' },
  },
  'binding update': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'provider'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        provider: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'NAME',
          description: 'the backend or provider that runs it',
        },
        model_id: {
          type: 'string',
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'NAME',
          description: 'the name of the model at the provider, if it runs several',
        },
        status: {
          type: 'string',
          enum: ['active', 'inactive', 'degraded', 'failed'],
          description: 'the status of the binding',
        },
        success_rate: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1,
          'x-placeholder': 'SHARE',
          description: 'share of the calls that succeeded, 0 to 1',
        },
        average_latency_ms: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1000000000000,
          'x-placeholder': 'MS',
          description: 'average time of a call in milliseconds',
        },
        cost_per_1000: {
          type: ['number', 'null'],
          minimum: 0,
          maximum: 1000000000000,
          'x-placeholder': 'MONEY',
          description: 'cost of 1,000 calls',
        },
        endpoint: {
          type: ['string', 'null'],
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'URL',
          description: 'the address of the endpoint',
        },
        region: {
          type: ['string', 'null'],
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'NAME',
          description: 'the region that it runs in',
        },
        config: {
          type: ['object', 'null'],
          maxProperties: 1000,
          additionalProperties: {
            type: ['number', 'boolean', 'string', 'null', 'array', 'object'],
            maxLength: 16384,
            maxItems: 10000,
            items: {},
            maxProperties: 1000,
            propertyNames: { maxLength: 512 },
            additionalProperties: {},
          },
          'x-placeholder': 'JSON',
          description: 'the configuration of the binding',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:binding-update:1#/$defs/output' },
  },
  bump: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['file'],
      'x-words': ['file'],
      properties: {
        file: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'FILE',
          description: 'a spec',
        },
        target_dir: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          default: 'input/gnn_files',
          'x-option': true,
          'x-placeholder': 'DIR',
          'x-group': 'Input',
          description: 'folder with the specs',
        },
        bump: {
          type: 'string',
          enum: ['auto', 'major', 'minor', 'patch'],
          default: 'auto',
          'x-option': true,
          'x-group': 'Registry',
          description: 'which part of the version to increment for changed models',
        },
        profile: {
          type: 'string',
          enum: ['basic', 'standard', 'strict', 'research'],
          default: 'standard',
          'x-option': true,
          'x-group': 'Validation',
          description: 'how strictly specs are validated before they are registered',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:bump:1#/$defs/output' },
  },
  changelog: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      'x-words': ['id'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:changelog:1#/$defs/output' },
  },
  compare: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['references'],
      'x-words': ['references'],
      properties: {
        references: {
          type: 'array',
          minItems: 2,
          'x-placeholder': 'REF',
          items: { type: 'string', minLength: 1, maxLength: 1024 },
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        metrics: {
          type: 'array',
          'x-placeholder': 'A,B',
          'x-group': 'Output',
          items: { type: 'string', minLength: 1 },
          description:
            'only these metrics; which values are best is said by their names, such as loss, latency, accuracy or reward, or else by the direction that was set with them',
        },
        only_differences: {
          type: 'boolean',
          'x-group': 'Output',
          description: 'omit rows whose values are all the same',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:compare:1#/$defs/output' },
  },
  dedupe: {
    input: { type: 'object', additionalProperties: false, required: [], properties: {} },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:dedupe:1#/$defs/output' },
  },
  delete: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry, or one version: id@1.0.0',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        purge: {
          type: 'boolean',
          description:
            'delete it permanently: a model with its versions and its folder, a version with its bytes',
        },
        force: { type: 'boolean', description: 'even if it is in use; reports what that breaks' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:delete:1#/$defs/output' },
  },
  deprecate: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      'x-words': ['id'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        replacement: {
          type: 'string',
          minLength: 1,
          maxLength: 512,
          'x-placeholder': 'REF',
          description: 'what to use instead: another model, or a version of one',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:deprecate:1#/$defs/output' },
  },
  diff: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['before', 'after'],
      'x-words': ['before', 'after'],
      properties: {
        before: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'A',
          description: 'a version such as id@1.2.0, or the path of a spec',
        },
        after: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'B',
          description: 'a version such as id@1.2.0, or the path of a spec',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:diff:1#/$defs/output' },
  },
  'export add': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'format', 'path'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        format: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'FORMAT',
          description:
            'the format of the file, such as onnx, torchscript, pymdp, rxinfer or any other name',
        },
        path: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'FILE',
          description: 'the file; hashed and measured if it exists',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:export-add:1#/$defs/output' },
  },
  'export list': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:export-list:1#/$defs/output' },
  },
  'export rm': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'format'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        format: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'FORMAT',
          description:
            'the format of the file, such as onnx, torchscript, pymdp, rxinfer or any other name',
        },
        path: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'FILE',
          description: 'only this file',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:export-rm:1#/$defs/output' },
  },
  gc: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        dry_run: { type: 'boolean', description: 'write nothing; show what would be done' },
        force: {
          type: 'boolean',
          description: 'also remove damaged or replaced files that are kept next to the registry',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:gc:1#/$defs/output' },
  },
  'generation list': {
    input: { type: 'object', additionalProperties: false, required: [], properties: {} },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:generation-list:1#/$defs/output' },
  },
  'generation restore': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['generation'],
      'x-words': ['generation'],
      properties: {
        generation: {
          type: 'integer',
          minimum: 1,
          maximum: 4294967296,
          'x-placeholder': 'N',
          description: 'the number of a state that is kept',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:generation-restore:1#/$defs/output' },
  },
  get: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        field: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'PATH',
          'x-group': 'Input',
          description: 'one value: health.status, versions.1.0.0.hash, /versions/1.0.0/hash',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:get:1#/$defs/output' },
  },
  'health set': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'status'],
      'x-words': ['reference', 'status'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description: 'a model, or its current version',
        },
        status: {
          type: 'string',
          enum: ['unknown', 'healthy', 'degraded', 'unhealthy', 'loading'],
          'x-placeholder': 'STATUS',
          description: 'unknown, healthy, degraded, unhealthy, loading',
        },
        message: {
          type: 'string',
          maxLength: 65536,
          'x-placeholder': 'TEXT',
          description: 'a message about the health',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:health-set:1#/$defs/output' },
  },
  health: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:health:1#/$defs/output' },
  },
  history: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      'x-words': ['id'],
      dependentRequired: { tag: ['at'] },
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry, or one that was deleted permanently',
        },
        at: {
          type: 'string',
          minLength: 1,
          maxLength: 64,
          'x-placeholder': 'TIME',
          'x-group': 'Input',
          description:
            'show the models at this time: 2026-01-31 (the end of that day, UTC) or 2026-01-31T09:00:00Z',
        },
        tag: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'TAG',
          'x-group': 'Input',
          description: 'with a time: only models that had this tag then',
        },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: 1000000,
          'x-group': 'Output',
          'x-placeholder': 'N',
          description: 'show at most this many, the newest ones',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:history:1#/$defs/output' },
  },
  import: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['file'],
      'x-words': ['file'],
      properties: {
        file: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'FILE',
          description: 'a model_registry.json written by the Python step, or in another output',
        },
        dry_run: { type: 'boolean', description: 'write nothing; show what would be done' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:import:1#/$defs/output' },
  },
  join: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'into'],
      'x-words': ['id', 'into'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        into: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'INTO',
          description: 'the model that it continues; it keeps its id',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:join:1#/$defs/output' },
  },
  lineage: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:lineage:1#/$defs/output' },
  },
  link: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['child', 'parent'],
      'x-words': ['child', 'parent'],
      properties: {
        child: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'CHILD',
          description: 'a model of the registry',
        },
        parent: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'PARENT',
          description: 'the model that it is derived from, or a version of it',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        kind: {
          type: 'string',
          enum: ['derived', 'fine-tuned', 'composed', 'replaces'],
          default: 'derived',
          description: 'how the model is derived from its parent',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:link:1#/$defs/output' },
  },
  list: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        status: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'STATUS,…',
          'x-group': 'Input',
          description: 'active, deprecated, archived, retired, deleted or all',
        },
        tag: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'TAG,…',
          'x-group': 'Input',
          description: 'models that have one of these tags, themselves or on a version',
        },
        kind: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'KIND,…',
          'x-group': 'Input',
          description: 'such as FLAT or FACTORED, or part of the GNN section',
        },
        health: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'STATUS,…',
          'x-group': 'Input',
          description: 'healthy, degraded, unhealthy, unknown or loading',
        },
        ontology: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'TERM,…',
          'x-group': 'Input',
          description: 'part of a bound ontology term, or of its identifier',
        },
        author: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'TEXT,…',
          'x-group': 'Input',
          description: 'part of the author',
        },
        backend: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'NAME,…',
          'x-group': 'Input',
          description: 'a provider that the current version is bound to, or a target of its spec',
        },
        metrics: {
          type: 'string',
          minLength: 1,
          'x-placeholder': 'CONDITION,…',
          'x-group': 'Input',
          description: 'such as "accuracy>0.9,loss<=1"; all must hold',
        },
        sort: {
          type: 'string',
          minLength: 1,
          'x-group': 'Output',
          'x-placeholder': 'KEY',
          default: 'id',
          description:
            'id, name, updated, created, version, use, health, variables, size or metrics.NAME (the best first); --sort=-KEY reverses the order',
        },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: 1000000,
          'x-group': 'Output',
          'x-placeholder': 'N',
          description: 'show at most this many',
        },
        columns: {
          type: 'string',
          minLength: 1,
          'x-group': 'Output',
          'x-placeholder': 'NAME,…',
          description: 'what to show, such as id,version,author,metrics.accuracy',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:list:1#/$defs/output' },
  },
  merge: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['base', 'ours', 'theirs'],
      'x-words': ['base', 'ours', 'theirs'],
      properties: {
        base: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'BASE',
          description:
            'the file as it was before the two branches; empty if they have none in common',
        },
        ours: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'OURS',
          description: 'the file on this branch, which gets the result',
        },
        theirs: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'THEIRS',
          description: 'the file on the other branch',
        },
        prefer: {
          type: 'string',
          enum: ['ours', 'theirs', 'base'],
          description:
            'which side wins where the two changed the same field in incompatible ways; base keeps the old value, for the merge bases that git itself makes',
        },
        into: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'FILE',
          description: 'write the result there, not over OURS',
        },
        path: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'PATH',
          description: 'the path of the file in git, whose name says what it is; default: OURS',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:merge:1#/$defs/output' },
  },
  'metrics list': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:metrics-list:1#/$defs/output' },
  },
  'metrics rm': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'names'],
      'x-words': ['reference', 'names'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        names: {
          type: 'array',
          minItems: 1,
          'x-placeholder': 'KEY',
          items: { type: 'string', minLength: 1 },
          description: 'the name of a metric',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:metrics-rm:1#/$defs/output' },
  },
  'metrics set': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'metrics'],
      'x-words': ['reference', 'metrics'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        metrics: {
          type: 'object',
          maxProperties: 1000,
          additionalProperties: { type: 'number' },
          'x-placeholder': 'KEY=VALUE',
          description: 'a metric and its number, such as accuracy=0.93',
        },
        direction: {
          type: 'string',
          enum: ['lower', 'higher'],
          description:
            'which values of these metrics are better, in all versions of the model, whatever their names say',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:metrics-set:1#/$defs/output' },
  },
  mv: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'new_id'],
      'x-words': ['id', 'new_id'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        new_id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'NEW_ID',
          description: 'an id that no model has',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:mv:1#/$defs/output' },
  },
  parse: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['file'],
      'x-words': ['file'],
      properties: {
        file: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'FILE',
          description: 'a spec; it need not be registered',
        },
        profile: {
          type: 'string',
          enum: ['basic', 'standard', 'strict', 'research'],
          default: 'standard',
          'x-option': true,
          'x-group': 'Validation',
          description: 'how strictly specs are validated before they are registered',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:parse:1#/$defs/output' },
  },
  promote: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'tag'],
      'x-words': ['reference', 'tag'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        tag: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'TAG',
          description: 'production, staging, experimental, baseline, or any other',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
        keep_others: { type: 'boolean', description: 'leave the tag on the versions that have it' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:promote:1#/$defs/output' },
  },
  rebuild: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        dry_run: { type: 'boolean', description: 'write nothing; show what would be done' },
        force: {
          type: 'boolean',
          'x-group': 'Output',
          description: 'even if the registry is sound',
        },
        profile: {
          type: 'string',
          enum: ['basic', 'standard', 'strict', 'research'],
          default: 'standard',
          'x-option': true,
          'x-group': 'Validation',
          description: 'how strictly specs are validated before they are registered',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:rebuild:1#/$defs/output' },
  },
  resolve: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        spec: {
          type: 'boolean',
          description:
            'print the path of the spec file instead, which may contain another version by now',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:resolve:1#/$defs/output' },
  },
  restore: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry, or one version: id@1.0.0',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:restore:1#/$defs/output' },
  },
  'retention apply': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        keep: {
          type: 'integer',
          minimum: 1,
          maximum: 10,
          default: 3,
          'x-placeholder': 'N',
          description: 'how many of the latest versions of each model to leave as they are',
        },
        archive_after_days: {
          type: 'integer',
          minimum: 0,
          maximum: 100000,
          'x-flag': 'archive-after',
          'x-placeholder': 'DAYS',
          'x-default': 'archive_after_days in the settings, or 365',
          description: 'pack older versions registered at least this many days ago',
        },
        delete_archived_after_days: {
          type: 'integer',
          minimum: 0,
          maximum: 100000,
          'x-flag': 'delete-archived-after',
          'x-placeholder': 'DAYS',
          'x-default': 'never',
          description: 'delete the bytes of versions packed at least this many days ago',
        },
        dry_run: { type: 'boolean', description: 'write nothing; show what would be done' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:retention-apply:1#/$defs/output' },
  },
  'retention stats': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        keep: {
          type: 'integer',
          minimum: 1,
          maximum: 10,
          default: 3,
          'x-placeholder': 'N',
          description: 'how many of the latest versions of each model to leave as they are',
        },
        archive_after_days: {
          type: 'integer',
          minimum: 0,
          maximum: 100000,
          'x-flag': 'archive-after',
          'x-placeholder': 'DAYS',
          'x-default': 'archive_after_days in the settings, or 365',
          description: 'pack older versions registered at least this many days ago',
        },
        delete_archived_after_days: {
          type: 'integer',
          minimum: 0,
          maximum: 100000,
          'x-flag': 'delete-archived-after',
          'x-placeholder': 'DAYS',
          'x-default': 'never',
          description: 'delete the bytes of versions packed at least this many days ago',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:retention-stats:1#/$defs/output' },
  },
  retire: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      'x-words': ['id'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:retire:1#/$defs/output' },
  },
  rollback: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'version'],
      'x-words': ['id', 'version'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        version: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'VERSION',
          description: 'what follows the @ of a reference, such as 1.0.0',
        },
        write_source: {
          type: 'boolean',
          description: 'also rewrite the spec file, if its content is registered',
        },
        target_dir: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          default: 'input/gnn_files',
          'x-option': true,
          'x-placeholder': 'DIR',
          'x-group': 'Input',
          description: 'folder with the specs',
        },
        bump: {
          type: 'string',
          enum: ['auto', 'major', 'minor', 'patch'],
          default: 'auto',
          'x-option': true,
          'x-group': 'Registry',
          description: 'which part of the version to increment for changed models',
        },
        profile: {
          type: 'string',
          enum: ['basic', 'standard', 'strict', 'research'],
          default: 'standard',
          'x-option': true,
          'x-group': 'Validation',
          description: 'how strictly specs are validated before they are registered',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:rollback:1#/$defs/output' },
  },
  run: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        target_dir: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          default: 'input/gnn_files',
          'x-option': true,
          'x-placeholder': 'DIR',
          'x-group': 'Input',
          description: 'folder with the specs',
        },
        recursive: {
          type: 'boolean',
          default: true,
          'x-option': true,
          'x-group': 'Input',
          description: 'look into subfolders',
        },
        query_ontology: {
          type: 'string',
          minLength: 1,
          maxLength: 512,
          'x-option': true,
          'x-placeholder': 'TERM',
          'x-group': 'Registry',
          description: 'list the models bound to an ontology term or identifier that contains TERM',
        },
        bump: {
          type: 'string',
          enum: ['auto', 'major', 'minor', 'patch'],
          default: 'auto',
          'x-option': true,
          'x-group': 'Registry',
          description: 'which part of the version to increment for changed models',
        },
        profile: {
          type: 'string',
          enum: ['basic', 'standard', 'strict', 'research'],
          default: 'standard',
          'x-option': true,
          'x-group': 'Validation',
          description: 'how strictly specs are validated before they are registered',
        },
        fail_on: {
          type: 'string',
          enum: ['never', 'error', 'warning'],
          default: 'never',
          'x-option': true,
          'x-group': 'Validation',
          description: 'fail when a spec has a finding of this severity or above',
        },
        check: {
          type: 'boolean',
          'x-option': true,
          'x-group': 'Run',
          description: 'write nothing; fail if a run would change the registry',
        },
        dry_run: {
          type: 'boolean',
          'x-option': true,
          'x-group': 'Run',
          description: 'write nothing; show what a run would do',
        },
        rehash: {
          type: 'boolean',
          default: false,
          description:
            'read every spec again, even if its size, times and inode are those of the last run',
          'x-option': true,
          'x-group': 'Run',
        },
        jobs: {
          type: 'integer',
          minimum: 1,
          maximum: 1024,
          'x-option': true,
          'x-placeholder': 'N',
          'x-group': 'Run',
          'x-default': 'number of cores',
          description: 'how many files to read at once; hundreds of files are read in threads',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:run:1#/$defs/output' },
  },
  search: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['query'],
      'x-words': ['query'],
      properties: {
        query: {
          type: 'string',
          minLength: 1,
          maxLength: 65536,
          'x-placeholder': 'QUERY',
          'x-joined': true,
          description:
            'words, "several words", field:value, variables:>10, AND, OR, NOT, parentheses',
        },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: 1000000,
          default: 20,
          'x-group': 'Output',
          'x-placeholder': 'N',
          description: 'show at most this many',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:search:1#/$defs/output' },
  },
  show: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        source: { type: 'boolean', 'x-group': 'Output', description: 'show the archived bytes' },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:show:1#/$defs/output' },
  },
  stale: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        days: {
          type: 'integer',
          minimum: 0,
          maximum: 36500,
          default: 90,
          'x-group': 'Input',
          'x-placeholder': 'N',
          description: 'not used for this many days; younger models are omitted',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:stale:1#/$defs/output' },
  },
  stats: {
    input: { type: 'object', additionalProperties: false, required: [], properties: {} },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:stats:1#/$defs/output' },
  },
  'tag add': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'tag'],
      'x-words': ['reference', 'tag'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        tag: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'TAG',
          description: 'production, staging, experimental, baseline, or any other',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:tag-add:1#/$defs/output' },
  },
  'tag list': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:tag-list:1#/$defs/output' },
  },
  'tag rm': {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference', 'tag'],
      'x-words': ['reference', 'tag'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
        tag: {
          type: 'string',
          minLength: 1,
          maxLength: 128,
          'x-placeholder': 'TAG',
          description: 'production, staging, experimental, baseline, or any other',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:tag-rm:1#/$defs/output' },
  },
  unlink: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['child', 'parent'],
      'x-words': ['child', 'parent'],
      properties: {
        child: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'CHILD',
          description: 'a model of the registry',
        },
        parent: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'PARENT',
          description:
            'a model, which may no longer exist; with @VERSION, only the links to that version',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:unlink:1#/$defs/output' },
  },
  update: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'fields'],
      'x-words': ['id', 'fields'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
        fields: {
          type: 'object',
          minProperties: 1,
          additionalProperties: { type: ['string', 'null'] },
          'x-placeholder': 'KEY=VALUE',
          description: 'description, author, license or any other field; an empty value clears it',
        },
        reason: {
          type: 'string',
          minLength: 1,
          maxLength: 4096,
          'x-placeholder': 'TEXT',
          description: 'why, for the audit log',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:update:1#/$defs/output' },
  },
  use: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['reference'],
      'x-words': ['reference'],
      properties: {
        reference: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'REF',
          description:
            'a version: id, id@1.2.0, id@^1.2, id@latest, id@TAG, id@ALIAS, id@sha256:abc… (the start of a hash)',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:use:1#/$defs/output' },
  },
  verify: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: [],
      properties: {
        repair: {
          type: 'boolean',
          description: 'repair what can be repaired without guessing, and check again',
        },
        from_git: {
          type: 'boolean',
          description:
            'look for lost archives in git, too: in all branches, and in what is being merged',
        },
        head: {
          type: 'string',
          minLength: 64,
          maxLength: 71,
          pattern: '^(?:[Ss][Hh][Aa]256:)?[0-9A-Fa-f]{64}$',
          'x-placeholder': 'HASH',
          description:
            'check that the audit log still contains this event, whose hash was kept elsewhere',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:verify:1#/$defs/output' },
  },
  versions: {
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      'x-words': ['id'],
      properties: {
        id: {
          type: 'string',
          minLength: 1,
          maxLength: 1024,
          'x-placeholder': 'ID',
          description: 'a model of the registry',
        },
      },
    },
    output: { $ref: 'urn:gnn-model-registry:schema:operation:versions:1#/$defs/output' },
  },
} as const satisfies Readonly<Record<string, OperationSchemas>>;

/** The settings. */
export const SETTINGS = {
  registry_path: {
    type: 'string',
    minLength: 1,
    maxLength: 4096,
    description: "The registry file; default: model_registry.json in the step's output.",
  },
  registry_backup: {
    type: 'boolean',
    description: 'Keep the previous registry as model_registry.json.bak.',
    default: true,
  },
  registry_format: {
    type: 'string',
    enum: ['json'],
    description: 'The format of the registry file.',
    default: 'json',
  },
  auto_version: {
    type: 'boolean',
    description:
      'Give changed content the next version. If false, the spec must declare a higher version.',
    default: true,
  },
  extract_metadata: {
    type: 'boolean',
    description: 'Write <model_id>_metadata.json.',
    default: true,
  },
  validate_before_register: {
    type: 'boolean',
    description: 'Check required_fields and validation_rules, and refuse specs that violate them.',
    default: true,
  },
  max_registry_size: {
    type: 'number',
    minimum: 0.001,
    maximum: 100000,
    description: 'In MB (10^6 bytes); a larger registry is not written.',
    default: 100,
  },
  max_file_size: {
    type: 'integer',
    minimum: 1,
    maximum: 1073741824,
    description: 'In bytes; a larger spec is refused.',
    default: 16777216,
  },
  max_front_matter_size: {
    type: 'integer',
    minimum: 1,
    maximum: 1048576,
    description: 'In characters; a spec with longer front matter is refused.',
    default: 16384,
  },
  max_structural_lines: {
    type: 'integer',
    minimum: 1,
    maximum: 100000,
    description: 'The number of headings, fences and comment lines; a spec with more is refused.',
    default: 5000,
  },
  max_lines: {
    type: 'integer',
    minimum: 1,
    maximum: 10000000,
    description: 'The number of lines; a spec with more is refused.',
    default: 200000,
  },
  max_value_depth: {
    type: 'integer',
    minimum: 1,
    maximum: 256,
    description: 'How deeply the brackets of a value may be nested.',
    default: 32,
  },
  max_tensor_elements: {
    type: 'integer',
    minimum: 1,
    maximum: 10000000,
    description: 'The number of elements; a value with more is not read.',
    default: 10000000,
  },
  max_diagnostics: {
    type: 'integer',
    minimum: 1,
    maximum: 100000,
    description: 'The number of diagnostics that are kept per file; the rest are only counted.',
    default: 1000,
  },
  max_parse_seconds: {
    type: 'number',
    minimum: 0.001,
    maximum: 86400,
    description:
      'In seconds; a spec that takes longer to parse is refused. Specs of up to 100 KB per second of this limit, but at least 256 KB and at most 1 MB, are parsed without a timer.',
    default: 10,
  },
  cleanup_old_versions: {
    type: 'boolean',
    description: 'Drop versions beyond max_versions.',
    default: false,
  },
  max_versions: { type: 'integer', minimum: 1, maximum: 10000, default: 10 },
  archive_after_days: { type: 'integer', minimum: 0, maximum: 100000, default: 365 },
  registry_lock: {
    type: 'boolean',
    description: 'Hold a lock while writing the registry.',
    default: true,
  },
  required_fields: {
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 512 },
    maxItems: 100,
    description: 'Fields that every model must have, such as ["author"].',
  },
  validation_rules: {
    type: 'object',
    description: 'Rules by field: min_length:N, max_length:N, range:A-B, one_of:a|b, required.',
    maxProperties: 100,
    propertyNames: { maxLength: 512 },
    additionalProperties: { type: 'string', minLength: 1, maxLength: 512 },
  },
  target_dir: { type: 'string', minLength: 1, maxLength: 4096, default: 'input/gnn_files' },
  output_dir: { type: 'string', minLength: 1, maxLength: 4096, default: 'output' },
  recursive: { type: 'boolean', default: true },
  query_ontology: { type: 'string', minLength: 1, maxLength: 512 },
  profile: {
    type: 'string',
    enum: ['basic', 'standard', 'strict', 'research'],
    default: 'standard',
  },
  bump: { type: 'string', enum: ['auto', 'major', 'minor', 'patch'], default: 'auto' },
  check: { type: 'boolean' },
  dry_run: { type: 'boolean' },
  rehash: {
    type: 'boolean',
    description:
      'Read every spec in every run, even if its size, times and inode are those of the last run.',
    default: false,
  },
  fail_on: { type: 'string', enum: ['never', 'error', 'warning'], default: 'never' },
  jobs: { type: 'integer', minimum: 1, maximum: 1024 },
  lock_timeout: { type: 'number', minimum: 0, maximum: 86400, default: 30 },
  format: { type: 'string', enum: ['text', 'json'], default: 'text' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const satisfies Readonly<Record<string, Property>>;
