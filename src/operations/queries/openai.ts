/** Lists models in the format of the OpenAI API. Pure. */
import type { Entry } from '../../domain/model.js';
import { tagsNow } from './columns.js';
import { saidOf } from '../../domain/user-words.js';

/** Converts entries to such a list. */
export function toOpenAiList(entries: readonly Entry[]) {
  return { object: 'list' as const, data: entries.map(toOpenAiModel) };
}

/** Converts one entry. */
export function toOpenAiModel(entry: Entry) {
  const { author, description } = saidOf(entry);
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
    enabled: entry.status === 'active',
    status: entry.status,
    health_status: entry.health.status,
    use_count: entry.use?.count ?? 0,
    last_used_at: entry.use?.last_used_at ?? null,
    size_bytes: entry.file_size_bytes,
    tags: tagsNow(entry),
    kind: entry.kind,
    description,
  };
}
