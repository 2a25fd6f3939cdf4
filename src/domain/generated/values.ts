// Generated from schemas/ by `npm run generate`. Do not edit.
import type { Settings } from './shapes.js';

export const PROFILE_NAMES = ['basic', 'standard', 'strict', 'research'] as const;

export const BUMP_LEVELS = ['auto', 'major', 'minor', 'patch'] as const;

export const FAIL_ON = ['never', 'error', 'warning'] as const;

export const MODEL_KINDS = [
  'MULTI_AGENT',
  'HIERARCHICAL',
  'CONTINUOUS',
  'LEARNING',
  'FACTORED',
  'FLAT',
  'WEIGHTS',
] as const;

export const MODEL_STATUSES = ['active', 'deprecated', 'archived', 'retired', 'deleted'] as const;

export const HEALTH_STATUSES = ['unknown', 'healthy', 'degraded', 'unhealthy', 'loading'] as const;

export const BINDING_STATUSES = ['active', 'inactive', 'degraded', 'failed'] as const;

export const LINEAGE_KINDS = [
  'derived',
  'fine-tuned',
  'composed',
  'replaces',
  'adapter',
  'quantised',
] as const;

export const FINDING_KINDS = [
  'unreadable',
  'registry-missing',
  'registry-damaged',
  'registry-edited',
  'registry-outdated',
  'registry-schema',
  'backup-damaged',
  'summary-damaged',
  'generation-damaged',
  'generations-missing',
  'generation-foreign',
  'purge-unfinished',
  'audit-missing',
  'audit-unreadable',
  'audit-conflict',
  'audit-line',
  'audit-elsewhere',
  'audit-state',
  'audit-break',
  'audit-head',
  'merge-one-sided',
  'metadata-missing',
  'metadata-damaged',
  'metadata-outdated',
  'archive-missing',
  'archive-changed',
  'archive-outside',
  'archive-refused',
  'spec-gone',
  'spec-changed',
  'spec-unreadable',
  'weights-gone',
  'weights-changed',
  'leftover',
  'orphaned-folder',
  'orphaned-file',
  'purged-bytes',
  'id-unsafe',
  'id-twice',
  'file-twice',
  'parent-missing',
  'reference-missing',
  'lineage-circular',
  'version-unknown',
  'version-deleted',
  'version-mislabelled',
  'content-mismatch',
] as const;

/** The maxima that the schemas allow: items, characters, numbers. */
export const BOUNDS = {
  aliases: 1000,
  parents: 1000,
  dependencies: 1000,
  tags: 1000,
  tag: 512,
  fact: 65536,
  annotations: 1000,
  annotationKey: 128,
  annotation: 65536,
  metrics: 1000,
  metricName: 128,
  versionTags: 1000,
  exports: 1000,
  bindings: 1000,
  refusal: 65536,
  leftEdits: 10000,
  label: 128,
  modelId: 128,
  formerIds: 100,
  healthMessage: 65536,
  exportPath: 65536,
  bindingModelId: 512,
  endpoint: 65536,
  region: 512,
  latency: 1000000000000,
  cost: 1000000000000,
  valueKeys: 1000,
  valueKey: 512,
  valueItems: 10000,
  valueText: 16384,
  actor: 512,
  reason: 65536,
} as const;

/** The default settings. */
export const SETTING_DEFAULTS = {
  registry_backup: true,
  registry_format: 'json',
  auto_version: true,
  extract_metadata: true,
  index_files: false,
  validate_before_register: true,
  max_registry_size: 100,
  max_file_size: 16777216,
  max_front_matter_size: 16384,
  max_structural_lines: 5000,
  max_lines: 200000,
  max_value_depth: 32,
  max_tensor_elements: 10000000,
  max_diagnostics: 1000,
  max_parse_seconds: 10,
  max_weights_header: 25000000,
  max_weights_tensors: 100000,
  max_weights_text: 1048576,
  max_weights_depth: 4,
  max_weights_dimensions: 32,
  max_weights_fields: 1000000,
  max_weights_description: 2097152,
  max_weights_scanned: 200000,
  cleanup_old_versions: false,
  max_versions: 10,
  archive_after_days: 365,
  registry_lock: true,
  required_fields: [],
  validation_rules: {},
} satisfies Settings;
