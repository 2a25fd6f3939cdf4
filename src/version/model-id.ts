import { sha256 } from '../domain/canonical.js';
import { BOUNDS } from '../domain/generated/values.js';

/** Ids become folders and file names; this leaves room for what is added to them. */
const MAX_CHARACTERS = BOUNDS.modelId;
const MAX_BYTES = 180;

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;
/** Files of the output that a model's folder must not take the place of. */
const RESERVED_FILE = /^(model_registry(?:_summary)?(?=\.json)|audit_log(?=\.jsonl))/i;

/**
 * The allowed id nearest to a text: letters, digits, `.`, `_` and `-` of any script after NFC, 1
 * to 128 characters, not starting with `.` or `-`; anything else becomes `_`. Names of devices, of
 * object properties and of the step's own files get a `_` behind their first part.
 */
export function toModelId(text: string): string {
  let id = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
    .replace(/^[.\-\p{M}]/u, '_')
    .replace(/\.$/, '_');
  if (id === '') id = '_';
  id = id.replace(DEVICE, '$1_').replace(RESERVED_FILE, '$1_');
  if (id in Object.prototype) id = `${id}_`;
  return shortened(id);
}

/** Ids that differ only in letter case would be one folder on some file systems. */
export function idKey(id: string): string {
  // Both ways, because some letters have several forms of one case, such as the Greek sigma.
  return id.toLowerCase().toUpperCase().normalize('NFC');
}

/** Long ids keep their start and get a hash, so that two of them stay two. */
function shortened(id: string): string {
  const characters = [...id];
  if (characters.length <= MAX_CHARACTERS && Buffer.byteLength(id) <= MAX_BYTES) return id;
  const suffix = `-${sha256(id).slice(0, 8)}`;
  let kept = characters.slice(0, MAX_CHARACTERS - suffix.length);
  while (Buffer.byteLength(kept.join('')) > MAX_BYTES - suffix.length) kept = kept.slice(0, -1);
  return kept.join('') + suffix;
}
