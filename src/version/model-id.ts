import { sha256 } from '../domain/canonical.js';
import { isOwnName } from '../domain/archive-names.js';
import { BOUNDS } from '../domain/generated/values.js';

/** Ids become names of folders and files; these limits leave room for suffixes. */
const MAX_CHARACTERS = BOUNDS.modelId;
const MAX_BYTES = 180;

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;
/** Files of the output that a model's folder must not replace. */
const RESERVED_FILE = /^(model_registry(?:_summary)?(?=\.json)|audit_log(?=\.jsonl))/i;

/** The dots that make a name that of a registry, or of a file that is named after one. */
const OWN_ENDING = /\.(?=jsonl?(?:\.|$))/gi;
/** The dot of a file that was put aside. */
const QUARANTINE = /\.(?=(?:corrupt|edited)-\d{4}-\d\d-\d\dT)/gi;

/**
 * Converts a text to a valid id: 1 to 128 letters, digits, `.`, `_` and `-` of any script, in NFC,
 * not starting with `.` or `-`. Anything else becomes `_`. Names of devices, of object properties
 * and of the step's own files get a `_` after their first part.
 */
export function toModelId(text: string): string {
  let id = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
    .replace(/^[.\-\p{M}]/u, '_')
    .replace(/\.$/, '_');
  if (id === '') id = '_';
  id = id.replace(DEVICE, '$1_').replace(RESERVED_FILE, '$1_');
  if (isOwnName(id)) id = id.replace(OWN_ENDING, '_');
  id = id.replace(QUARANTINE, '_');
  if (id in Object.prototype) id = `${id}_`;
  return shorten(id);
}

/** Cuts long ids and appends a hash, so that different ids stay different. */
function shorten(id: string): string {
  const characters = [...id];
  if (characters.length <= MAX_CHARACTERS && Buffer.byteLength(id) <= MAX_BYTES) return id;
  const suffix = `-${sha256(id).slice(0, 8)}`;
  let kept = characters.slice(0, MAX_CHARACTERS - suffix.length);
  while (Buffer.byteLength(kept.join('')) > MAX_BYTES - suffix.length) kept = kept.slice(0, -1);
  return kept.join('') + suffix;
}
