/** What entries say of models of weights. Pure. */
import type { Entry } from './model.js';

/** The size of a model: of its spec, or of all its files of weights; null if it is not known. */
export function sizeOf({
  file_size_bytes: size,
  metadata,
}: Pick<Entry, 'file_size_bytes' | 'metadata'>): number | null {
  return metadata.weights?.size_bytes ?? size;
}
