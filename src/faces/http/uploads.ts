/** Specs that are sent as they are: as a text, or as a file of a form. */
import type { FastifyRequest } from 'fastify';
import { isObject } from '../../domain/json.js';
import { decodeText } from '../../read.js';
import { ServiceError } from './problems.js';
import type { Input } from './read-input.js';
import type { Route } from './routes.js';

/** The media types of a spec. */
export const SPEC_TYPES = ['text/markdown', 'text/plain', 'application/x-gnn'] as const;

/** Marks the text of a spec, which no body of JSON can do. */
const TEXT = Symbol('the text of a spec');

interface UploadedText {
  readonly [TEXT]: string;
}

/** Reads a body that is a spec. @throws ServiceError `request-invalid` if it is not UTF-8 */
export async function parseUpload(_: unknown, body: string | Buffer): Promise<UploadedText> {
  return { [TEXT]: decode(Buffer.from(body)) };
}

/**
 * Makes the inputs of `register` of an upload: the query names the file that it is written to, or the form
 * does.
 *
 * @param folder - that of the specs, for a file whose name has no folder
 * @returns undefined if the request has a body of JSON
 * @throws ServiceError `media-type-refused` for any other operation
 */
export async function readUpload(
  { name }: Route,
  request: FastifyRequest,
  folder: string,
): Promise<Input | undefined> {
  const text = isUpload(request.body) ? request.body[TEXT] : undefined;
  const isForm = request.isMultipart();
  if (text === undefined && !isForm) return undefined;
  if (name !== 'register') {
    throw new ServiceError(
      'media-type-refused',
      'only a spec can be sent like this',
      'Send application/json.',
    );
  }
  const query = isObject(request.query) ? request.query : {};
  if (text !== undefined) return { ...readQuery(query), text };
  return readForm(request, folder);
}

function isUpload(body: unknown): body is UploadedText {
  return isObject(body) && TEXT in body;
}

function readQuery(query: Input): Input {
  return Object.fromEntries(Object.entries(query).map(([key, value]) => [key, readValue(value)]));
}

function readValue(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

async function readForm(request: FastifyRequest, folder: string): Promise<Input> {
  const input: Record<string, unknown> = {};
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      input[part.fieldname] = readValue(part.value);
      continue;
    }
    const { filename } = part;
    input['text'] = decode(await part.toBuffer());
    // What a browser sends as the name of a file has no folder.
    input['file'] ??= `${folder}/${filename.split(/[\\/]/).at(-1) ?? ''}`;
  }
  return input;
}

function decode(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  if (text !== undefined) return text;
  throw new ServiceError('request-invalid', 'the spec is not UTF-8', 'Save it as UTF-8.');
}
