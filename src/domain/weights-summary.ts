/** What entries say of models of weights. Pure. */
import type { Entry } from './model.js';

/** The size of a model: of its spec, or of all its files of weights; null if it is not known. */
export function sizeOf({
  file_size_bytes: size,
  metadata,
}: Pick<Entry, 'file_size_bytes' | 'metadata'>): number | null {
  return metadata.weights?.size_bytes ?? size;
}

/** How weights are to be served. */
export interface ServingNow {
  readonly enabled: boolean;
  readonly preload: boolean;
  readonly isDefault: boolean;
}

/** How weights are to be served; only active models are. */
export function servingOf({ status, serving }: Pick<Entry, 'status' | 'serving'>): ServingNow {
  const enabled = status === 'active' && serving?.enabled !== false;
  return {
    enabled,
    preload: enabled && serving?.preload === true,
    isDefault: serving?.default === true,
  };
}

/** The words for what was said of how weights are served, such as `default, preload`. */
export function describeServing(entry: Pick<Entry, 'status' | 'serving'>): string {
  const { enabled, preload, isDefault } = servingOf(entry);
  const words = [isDefault && 'default', preload && 'preload', !enabled && 'not enabled'];
  return words.filter((it) => it !== false).join(', ');
}

/** The models that are the default: at most one, unless registries were put together. */
export function listDefaults(entries: Iterable<Entry>): Entry[] {
  return [...entries].filter(({ serving }) => serving?.default === true);
}

/** An entry that is not the default. */
export function withoutDefault({ serving, ...entry }: Entry): Entry {
  const { default: _, ...rest } = serving ?? {};
  return Object.keys(rest).length === 0 ? entry : { ...entry, serving: rest };
}
