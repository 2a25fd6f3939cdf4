/** Lists models in the format of the OpenAI API. Pure. */
import type { Entry, WeightsSummary } from '../../domain/model.js';
import { servingOf, sizeOf } from '../../domain/weights-summary.js';
import { tagsNow } from './columns.js';
import { saidOf } from '../../domain/user-words.js';

/** Converts entries to such a list. */
export function toOpenAiList(entries: readonly Entry[]) {
  return { object: 'list' as const, data: entries.map(toOpenAiModel) };
}

/** Converts one entry. */
export function toOpenAiModel(entry: Entry) {
  const { author, description } = saidOf(entry);
  const { enabled, preload, isDefault } = servingOf(entry);
  // Unix seconds.
  const created = Math.floor(Date.parse(entry.created_at) / 1000);
  return {
    id: entry.model_id,
    object: 'model' as const,
    created: Number.isFinite(created) ? created : 0,
    owned_by: author ?? 'unknown',
    display_name: entry.name,
    path: entry.file_path,
    version: entry.version,
    enabled,
    status: entry.status,
    health_status: entry.health.status,
    use_count: entry.use?.count ?? 0,
    last_used_at: entry.use?.last_used_at ?? null,
    size_bytes: sizeOf(entry),
    tags: tagsNow(entry),
    kind: entry.kind,
    description,
    ...(entry.metadata.weights && {
      preload,
      default: isDefault,
      ...describeWeights(entry, entry.metadata.weights),
    }),
  };
}

/** What those who run weights look for. */
function describeWeights(entry: Entry, weights: WeightsSummary) {
  const { format, architecture, parameters, quantisation, context_length, hash } = weights;
  return {
    format,
    architecture,
    parameters,
    quantisation,
    context_length,
    embedding_length: weights.embedding_length,
    vocabulary_size: weights.vocabulary_size,
    chat_template: weights.chat_template,
    memory_bytes: weights.memory_bytes,
    license: saidOf(entry).license,
    sha256: hash,
  };
}
