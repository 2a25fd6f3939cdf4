/** Words errors as problem details (RFC 9457). Pure. */
import { RegistryError, type RegistryErrorCode } from '../../domain/errors.js';
import type { Wording } from '../../domain/wording.js';
import type { Problem } from './generated/shapes.js';

/** The media type of a problem. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** What only a service refuses. */
export type ServiceErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'host-refused'
  | 'origin-refused'
  | 'route-unknown'
  | 'method-refused'
  | 'request-invalid'
  | 'body-too-large'
  | 'media-type-refused'
  | 'precondition-failed'
  | 'idempotency-conflict'
  | 'rate-limited'
  | 'request-timeout'
  | 'headers-too-large'
  | 'stopping';

type Code = RegistryErrorCode | ServiceErrorCode;

type Info = readonly [status: number, title: string];

/** The status and title of each problem. */
const PROBLEMS: Readonly<Record<Code, Info>> = {
  usage: [400, 'The request has an input that is missing, unknown or wrong'],
  'config-invalid': [422, 'A setting is not valid'],
  'target-missing': [422, 'The folder of specs is missing'],
  'target-not-a-folder': [422, 'The folder of specs is not a folder'],
  'target-unreadable': [422, 'The folder of specs cannot be read'],
  'registry-unreadable': [503, 'The registry cannot be read'],
  'registry-corrupt': [503, 'The registry is damaged'],
  'registry-conflict': [503, 'The registry has an open merge conflict'],
  'registry-sound': [409, 'The registry is sound'],
  'registry-too-large': [413, 'The registry would become too large'],
  'registry-missing': [404, 'There is no registry yet'],
  'output-unwritable': [507, 'The registry cannot be written'],
  'lock-busy': [503, 'Another writer is busy'],
  'model-unknown': [404, 'There is no such model'],
  'version-unknown': [404, 'There is no such version'],
  'reference-ambiguous': [409, 'The reference means several versions'],
  'version-refused': [422, 'The version is not allowed'],
  'name-refused': [422, 'The name is not allowed'],
  'name-unknown': [404, 'There is nothing of this name'],
  'value-refused': [422, 'The value is not allowed'],
  'transition-refused': [409, 'The status does not allow this'],
  'in-use': [409, 'Something uses it'],
  protected: [409, 'It is protected'],
  cycle: [409, 'It would become its own ancestor'],
  'archive-missing': [409, 'The bytes of the version are missing'],
  'archive-damaged': [409, 'The bytes of the version are damaged'],
  'source-changed': [409, 'The spec has content that is not registered'],
  'merge-conflict': [409, 'The merge has conflicts'],
  'output-exists': [409, 'There is a file of this name already'],
  'file-refused': [422, 'The file is not allowed'],
  'file-unreadable': [422, 'The file cannot be read'],
  'spec-refused': [422, 'The spec is refused'],
  interrupted: [503, 'The work was interrupted'],
  internal: [500, 'The service failed'],
  unauthorized: [401, 'A token is needed'],
  forbidden: [403, 'The token does not allow this'],
  'host-refused': [421, 'The request is for another host'],
  'origin-refused': [403, 'The page of another site may not do this'],
  'route-unknown': [404, 'There is no such route'],
  'method-refused': [405, 'The route has no such method'],
  'request-invalid': [400, 'The request cannot be read'],
  'body-too-large': [413, 'The body is too large'],
  'media-type-refused': [415, 'The media type of the body is not supported'],
  'precondition-failed': [412, 'It was changed since'],
  'idempotency-conflict': [422, 'The key was used for another request'],
  'rate-limited': [429, 'Too many requests'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'headers-too-large': [431, 'The headers are too large'],
  stopping: [503, 'The service is stopping'],
};

/** Operations that read another registry: one that cannot be read is a wrong input, and no fault of ours. */
const READS_ANOTHER: readonly (string | undefined)[] = ['import', 'merge'];
const OF_ANOTHER: readonly Code[] = [
  'registry-unreadable',
  'registry-corrupt',
  'registry-conflict',
  'registry-missing',
];

/** The status of a problem of an operation; undefined if the request is for none. */
export function statusOf(code: Code, operation?: string): number {
  const isOfInput = READS_ANOTHER.includes(operation) && OF_ANOTHER.includes(code);
  return isOfInput ? 422 : PROBLEMS[code][0];
}

/** Something that the service itself refuses. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly hint: string;
  /** Headers that belong to the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ServiceErrorCode,
    message: string,
    hint: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.hint = hint;
    this.headers = headers;
  }
}

/** Describes an error as a problem. One that nobody foresaw says nothing of itself: it is in the log. */
export function toProblem(
  error: unknown,
  requestId: string,
  word: (words: Wording) => string,
  operation?: string,
): Problem {
  const { code, detail, hint } = explain(error, word);
  const [, title] = PROBLEMS[code];
  return {
    type: `urn:gnn-model-registry:problem:${code}`,
    title,
    status: statusOf(code, operation),
    detail,
    instance: `urn:uuid:${requestId}`,
    code,
    hint,
  };
}

interface Explained {
  readonly code: Code;
  readonly detail: string;
  readonly hint: string;
}

function explain(error: unknown, word: (words: Wording) => string): Explained {
  if (error instanceof RegistryError) {
    const { message, hint } = error.wording;
    return { code: error.code, detail: word(message), hint: word(hint) };
  }
  if (error instanceof ServiceError) {
    return { code: error.code, detail: error.message, hint: error.hint };
  }
  const known = explainFramework(error);
  return (
    known ?? {
      code: 'internal',
      detail: 'the service failed in a way that nobody foresaw',
      hint: 'Give the id of the request to the operator: the log says more.',
    }
  );
}

/** Errors of the framework, by their codes. */
const OF_FRAMEWORK: Readonly<Record<string, Omit<Explained, 'detail'>>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'body-too-large',
    hint: 'Send less at once; the operator can raise the limit.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'media-type-refused',
    hint: 'Send application/json; a spec may also be text/markdown, text/plain or multipart/form-data.',
  },
  FST_REQ_FILE_TOO_LARGE: {
    code: 'body-too-large',
    hint: 'Send a smaller spec; the operator can raise the limit.',
  },
};

function explainFramework(error: unknown): Explained | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  const known = OF_FRAMEWORK[code];
  if (known !== undefined) return { ...known, detail: error.message };
  if (!(status >= 400 && status < 500)) return undefined;
  return {
    code: 'request-invalid',
    detail: error.message,
    hint: 'Send a request as the document at /openapi.json describes it.',
  };
}
