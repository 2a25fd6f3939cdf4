import { createHash } from 'node:crypto';
import type { Entry } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { convertForeign } from '../../src/store/file/foreign-registry.js';
import type { Layout } from '../../src/store/file/layout.js';
import { loadRegistry } from '../../src/store/file/load.js';
import { emitRegistry, verifyChecksum } from '../../src/store/file/registry-text.js';
import { prepareRegistry, saveRegistry } from '../../src/store/file/registry.js';

export const NOW = new Date('2030-01-02T03:04:05.678Z');

/** An entry in the field's own format, with two versions. */
export function entryOf(id: string): Entry {
  const version = { file_path: `in/${id}.md`, hash: 'a'.repeat(64), created_at: '2026-01-01' };
  const models = { [id]: { name: `Model ${id}`, versions: { '1.0': version, '1.1.0': version } } };
  const entry = convertForeign({ models }, NOW)?.state.models.get(id);
  if (entry === undefined) throw new Error(`no entry for ${id}`);
  return entry;
}

export function stateOf(...ids: string[]): RegistryState {
  const models = new Map(ids.map((id) => [id, entryOf(id)]));
  return { generation: 7, updatedAt: '2026-02-03T04:05:06.789Z', models };
}

/** Options for saving in a test. */
export interface Saving {
  backup: boolean;
  maxBytes: number;
}

export const saving: Saving = { backup: true, maxBytes: 1_000_000 };

/** Commits a state on top of the current one, as a run does. @returns Whether it was committed. */
export async function save(
  layout: Layout,
  state: RegistryState,
  { backup, maxBytes }: Saving = saving,
  onNotice?: (text: string) => void,
): Promise<boolean> {
  const loaded = await loadRegistry(layout, NOW);
  const generation = loaded.state.generation + 1;
  const bytes = prepareRegistry(layout, { ...state, generation }, maxBytes);
  return saveRegistry(layout, loaded, bytes, { backup, now: NOW, onNotice });
}

/** The text of a registry as a later version of this program would write it, with another format. */
export function ofNextFormat(text: string): string {
  const other = text
    .replace('model-registry:1', 'model-registry:2')
    .replace(/"checksum": ".*?"/, '"checksum": ""');
  const sum = createHash('sha256').update(other).digest('hex');
  return other.replace('"checksum": ""', `"checksum": "sha256:${sum}"`);
}

/** The text of a registry. */
export function registryText(state: RegistryState): string {
  return emitRegistry(state).toString('utf8');
}

/** Whether the checksum of a registry's text is correct. */
export function isSummed(text: string): boolean {
  return verifyChecksum(Buffer.from(text));
}
