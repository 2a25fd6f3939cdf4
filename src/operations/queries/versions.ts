/** Lists the versions of a model, and shows one with its bytes. */
import { resolveModel, resolveReference, versionsOf } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';
import type { ModelKind } from '../../domain/model.js';
import { RegistryError } from '../../domain/errors.js';
import { defineQuery } from '../operation.js';
import type { OpenedRegistry } from '../workplace.js';
import { listVariables, type Variable } from './variables.js';
import type { ShowInput, ShowOutput, VersionsInput, VersionsOutput } from '../generated/shapes.js';

export const VERSIONS = defineQuery({
  query: ({ state }, { id }: VersionsInput) => {
    const entry = resolveModel(state.models, id);
    return { entry, versions: versionsOf(entry) };
  },
  present: ({ entry, versions }): VersionsOutput => ({
    model_id: entry.model_id,
    current_version: entry.version,
    versions,
  }),
  hand: ({ versions }) => versions,
});

/** A version, with its exact bytes if they were requested. */
export interface ShownVersion extends Referred {
  readonly bytes?: Uint8Array;
  /** Reads what its spec says, for people; nothing if the bytes cannot be read. */
  readonly readContents: () => Promise<ShownContents>;
}

/** What the spec of a version says. */
export interface ShownContents {
  readonly kind: ModelKind | null;
  readonly variables: readonly Variable[];
}

export const SHOW = defineQuery({
  query: async ({ state, history }, { reference, source }: ShowInput): Promise<ShownVersion> => {
    const found = resolveReference(state.models, reference);
    return {
      ...found,
      ...(source === true && { bytes: await history.sourceOf(found.version) }),
      readContents: () => readContents(history, found),
    };
  },
  present: ({ entry, version, bytes }): ShowOutput => {
    const { versions: _, ...model } = entry;
    return {
      model,
      version,
      ...(bytes && { source: Buffer.from(bytes).toString('utf8') }),
    };
  },
  hand: ({ bytes }) => bytes,
});

/** What is known of a version can be shown even where its bytes cannot be read. */
async function readContents(
  history: OpenedRegistry['history'],
  { entry, version }: Referred,
): Promise<ShownContents> {
  const nothing = { kind: null, variables: [] };
  try {
    const { comparable } = await history.modelOf(entry, version);
    if (comparable === null) return nothing;
    const { model } = comparable;
    return { kind: model.kind, variables: listVariables(model) };
  } catch (error) {
    if (error instanceof RegistryError) return nothing;
    throw error;
  }
}

export { versionsOf } from '../../version/reference.js';
export type { Referred } from '../../version/reference.js';
