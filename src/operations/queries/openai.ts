/** Lists models in the format of the OpenAI API. Pure. */
import type { Entry } from '../../domain/model.js';
import { collectTags } from './columns.js';
import { saidOf } from '../../domain/user-words.js';

/** A model in that format. */
export interface OpenAiModel {
  readonly id: string;
  readonly object: 'model';
  /** Unix seconds. */
  readonly created: number;
  readonly owned_by: string;
  readonly display_name: string;
  readonly path: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly status: Entry['status'];
  readonly health_status: Entry['health']['status'];
  readonly use_count: number;
  readonly last_used_at: string | null;
  readonly size_bytes: number | null;
  readonly tags: readonly string[];
  readonly kind: Entry['kind'];
  readonly description: string | null;
}

/** A list of models in that format. */
export interface OpenAiList {
  readonly object: 'list';
  readonly data: readonly OpenAiModel[];
}

/** Converts entries to such a list. */
export function toOpenAiList(entries: readonly Entry[]): OpenAiList {
  return { object: 'list', data: entries.map(toOpenAiModel) };
}

function toOpenAiModel(entry: Entry): OpenAiModel {
  const { author, description } = saidOf(entry);
  const created = Math.floor(Date.parse(entry.created_at) / 1000);
  return {
    id: entry.model_id,
    object: 'model',
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
    tags: collectTags(entry),
    kind: entry.kind,
    description,
  };
}
