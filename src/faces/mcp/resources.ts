/** Models as resources: the text of a version, its record, and the changelog of its model. */
import {
  ResourceNotFoundError,
  type CompleteResult,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  type ReadResourceResult,
  type Resource,
} from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import { truncateWords } from '../../domain/lists.js';
import { saidOf } from '../../domain/user-words.js';
import type { Operation } from '../../operations/operation.js';
import { OPERATIONS } from '../../operations/table.js';
import { openAt } from '../../operations/workplace.js';
import { findStart, readCursor, writeCursor } from '../../operations/pages.js';
import { executeFor, openPlace } from '../../operations/resident.js';
import type { Service } from './service.js';

/** A part of a model that can be read. */
interface Part {
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  readonly operation: Operation;
  readonly inputOf: (reference: string) => object;
  readonly textOf: (data: object) => unknown;
}

const MARKDOWN = 'text/markdown';

/** The parts by the ends of their addresses; the spec itself has none. */
const PARTS: Readonly<Record<string, Part>> = {
  '': {
    title: 'Spec',
    description: 'the exact text of a version',
    mimeType: MARKDOWN,
    operation: OPERATIONS.show,
    inputOf: (reference) => ({ reference, source: true }),
    textOf: (data) => read(data, 'source'),
  },
  metadata: {
    title: 'Metadata',
    description: 'all that the registry has about a model and one of its versions',
    mimeType: 'application/json',
    operation: OPERATIONS.get,
    inputOf: (reference) => ({ reference }),
    textOf: (data) => JSON.stringify(data, null, 2),
  },
  changelog: {
    title: 'Changelog',
    description: 'what changed from version to version of a model',
    mimeType: MARKDOWN,
    operation: OPERATIONS.changelog,
    inputOf: (reference) => ({ id: reference.replace(/@.*$/su, '') }),
    textOf: (data) => read(data, 'changelog'),
  },
};

function read(data: object, key: string): unknown {
  return Object.entries(data).find(([name]) => name === key)?.[1];
}

const ADDRESS = /^gnn:\/\/model\/([^/?#]+)(?:\/([a-z]+))?$/;

/** The address of the spec of a version. */
export function addressOf(id: string, version: string): string {
  return `gnn://model/${encodeURIComponent(id)}@${encodeURIComponent(version)}`;
}

/** How the addresses of resources are made. */
export function listTemplates(): ListResourceTemplatesResult {
  return {
    resourceTemplates: Object.entries(PARTS).map(([end, { title, description, mimeType }]) => ({
      name: end === '' ? 'spec' : end,
      title,
      description,
      mimeType,
      uriTemplate: `gnn://model/{reference}${end === '' ? '' : `/${end}`}`,
    })),
  };
}

const PAGE_SIZE = 100;

/** Lists the current versions of all models, a page at a time. @throws RegistryError as opening does */
export async function listResources(
  service: Service,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListResourcesResult> {
  const { state } = await openAt(openPlace(service, { signal }), true);
  const ids = [...state.models.keys()];
  const from = findStart(ids, readCursor(cursor, 'resources'));
  const page = ids.slice(from, from + PAGE_SIZE);
  const next = from + page.length;
  const resources = page.flatMap((id): Resource[] => {
    const entry = state.models.get(id);
    if (entry === undefined || entry.status === 'deleted') return [];
    const { description } = saidOf(entry);
    return [
      {
        uri: addressOf(id, entry.version),
        name: id,
        title: entry.name,
        mimeType: MARKDOWN,
        ...(description !== null && { description: truncateWords(description, 200) }),
      },
    ];
  });
  return {
    resources,
    ...(next < ids.length && { nextCursor: writeCursor('resources', next, ids[next - 1]) }),
  };
}

/** Reads a resource. @throws ResourceNotFoundError if there is none; RegistryError */
export async function readResource(
  service: Service,
  uri: string,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  const [, name = '', end = ''] = ADDRESS.exec(uri) ?? [];
  const reference = decode(name);
  const part = Object.hasOwn(PARTS, end) ? PARTS[end] : undefined;
  if (part === undefined || reference === '') throw new ResourceNotFoundError(uri);
  try {
    const { data } = await executeFor(service, part.operation, part.inputOf(reference), { signal });
    const text = isObject(data) ? part.textOf(data) : undefined;
    if (typeof text !== 'string') throw new ResourceNotFoundError(uri);
    return { contents: [{ uri, mimeType: part.mimeType, text }] };
  } catch (error) {
    if (error instanceof RegistryError && MISSING.includes(error.code)) {
      throw new ResourceNotFoundError(uri, `${uri}: ${service.word(error.wording.message)}`);
    }
    throw error;
  }
}

const MISSING: readonly string[] = ['model-unknown', 'version-unknown', 'registry-missing'];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The most that one answer may suggest. */
const MOST_SUGGESTED = 100;

/** Suggests ids of models that begin with a text. */
export async function suggestReferences(
  service: Service,
  start: string,
  signal: AbortSignal,
): Promise<CompleteResult> {
  const { state } = await openAt(openPlace(service, { signal }), true);
  const lower = start.toLowerCase();
  const found = [...state.models.keys()].filter(
    (id) => id.toLowerCase().startsWith(lower) && state.models.get(id)?.status !== 'deleted',
  );
  const values = found.slice(0, MOST_SUGGESTED);
  return { completion: { values, total: found.length, hasMore: found.length > values.length } };
}
