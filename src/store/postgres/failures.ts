/** Says in one line what a database refused, and what to do about it. Pure: no message has a password. */
import { RegistryError, errorCode, type RegistryErrorCode } from '../../domain/errors.js';
import { operation, option, wording, type Wording } from '../../domain/wording.js';

/** What was being done when the database failed: of a change, it is to be said that nothing is changed. */
export type Doing = 'read' | 'write';

/** A code of the registry's errors, what is wrong, and what to do. */
type Failure = readonly [code: RegistryErrorCode, problem: string, hint: Wording];

const ADDRESS = wording`Check ${option('database')}.`;
const START = wording`Start the server, or check the host and port in ${option('database')}.`;
const CLEAR: Wording = 'Nothing was changed. Free space on the server, and run again.';
const WRITABLE: Wording =
  'Nothing was changed. Name the primary server, not a standby, or end its read-only mode.';
const BUSY = wording`Run again, or wait longer with ${option('lock_timeout')}.`;
const LOGIN = wording`Check the user and the password in ${option('database')}, in PGPASSWORD, or in ~/.pgpass, and the server's pg_hba.conf.`;
const RIGHTS: Wording =
  "Grant this user the rights that docs/database.md lists for the service, or name the tables' owner.";
const MIGRATE = wording`Run ${operation('db migrate')} once, as a user who may create tables.`;
const FILES = wording`Correct sslrootcert, sslcert or sslkey in ${option('database')}.`;
const NAME = wording`Name the host in ${option('database')} as the certificate does.`;
const RENEW: Wording = 'Give the server a new certificate.';
const UNTRUSTED: Failure = [
  'registry-unreadable',
  'nobody who is trusted has issued the certificate of the server',
  wording`Add sslrootcert=FILE to ${option('database')}, with the certificate of its issuer.`,
];
const LATER: Wording = 'Run again when it is up.';

/** By the code of the system or of PostgreSQL (SQLSTATE), or the class of that. */
const FAILURES: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: ['registry-unreadable', 'nothing answers there', START],
  ENOENT: ['registry-unreadable', 'there is no such socket', START],
  ENOTFOUND: ['registry-unreadable', 'there is no such host', ADDRESS],
  EAI_AGAIN: ['registry-unreadable', 'the name of the host cannot be resolved now', ADDRESS],
  ETIMEDOUT: ['registry-unreadable', 'it does not answer in time', START],
  EHOSTUNREACH: ['registry-unreadable', 'there is no way to the host', START],
  ECONNRESET: ['registry-unreadable', 'the connection was cut', LATER],
  EPIPE: ['registry-unreadable', 'the connection was cut', LATER],
  'ENOENT open': ['registry-unreadable', 'a file that its URL names is not there', FILES],
  'EACCES open': ['registry-unreadable', 'a file that its URL names cannot be read', FILES],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'registry-unreadable',
    'the certificate of the server is for another name',
    NAME,
  ],
  CERT_HAS_EXPIRED: ['registry-unreadable', 'the certificate of the server has expired', RENEW],
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  '08': ['registry-unreadable', 'the connection was cut', LATER],
  '28': ['registry-unreadable', 'it refuses the login', LOGIN],
  '3D000': ['registry-unreadable', 'there is no such database', ADDRESS],
  '3F000': ['registry-missing', 'it has no tables for registries', MIGRATE],
  '42P01': ['registry-missing', 'it has no tables for registries', MIGRATE],
  '42703': ['registry-unreadable', 'its tables have another form', MIGRATE],
  '42501': ['output-unwritable', 'its user lacks a right', RIGHTS],
  '25006': ['output-unwritable', 'it is read-only', WRITABLE],
  '53100': ['output-unwritable', 'its disk is full', CLEAR],
  '53200': ['output-unwritable', 'it is out of memory', CLEAR],
  '53300': ['lock-busy', 'it has no connection left', BUSY],
  '55P03': ['lock-busy', 'another process is changing the registry', BUSY],
  '57P01': ['registry-unreadable', 'it was shut down', LATER],
  '57P02': ['registry-unreadable', 'it crashed and is being restarted', LATER],
  '57P03': ['registry-unreadable', 'it is being started or stopped', LATER],
  '57014': ['lock-busy', 'it cancelled the request', BUSY],
  '25P03': ['lock-busy', 'this process paused for too long in the middle of a change', BUSY],
  '58': ['output-unwritable', 'its files cannot be read or written', CLEAR],
  XX001: ['registry-corrupt', 'its data is damaged', 'Restore it from a backup.'],
  XX002: ['registry-corrupt', 'an index of it is damaged', 'Run REINDEX DATABASE on the server.'],
};

/** How the package says what has no code. */
const BY_TEXT: readonly (readonly [RegExp, Failure])[] = [
  [
    /timeout exceeded when trying to connect|timeout expired/,
    ['lock-busy', 'no connection became free in time', BUSY],
  ],
  [/Connection terminated|connection error|Client was closed/i, FAILURES['08'] ?? never()],
  [/SASL|password/i, FAILURES['28'] ?? never()],
  [
    /SSL/,
    [
      'registry-unreadable',
      'it does not agree on encryption',
      wording`Check sslmode in ${option('database')}.`,
    ],
  ],
];

/** Codes after which the same change may succeed at once, on what is there then. */
const RETRIED: readonly (string | undefined)[] = ['40001', '40P01', '25P03'];

/** Whether two changes were in each other's way, and nothing of this one is kept. */
export function isCollision(error: unknown): boolean {
  return RETRIED.includes(errorCode(error));
}

/** Whether the connection ended, so that nothing is known of what was sent last. */
export function isConnectionLost(error: unknown): boolean {
  const failure = findFailure(error);
  const [, problem] = failure ?? [];
  const lost = [FAILURES['08'], FAILURES['57P01'], FAILURES['57P02']].map((it) => it?.[1]);
  return problem !== undefined && lost.includes(problem);
}

/** Whether a request failed only because one before it did. */
export function isConsequence(error: unknown): boolean {
  return errorCode(error) === '25P02';
}

/** What a server says that is starting, or that has no connection left: it may take one in a moment. */
const PASSING: readonly (string | undefined)[] = ['57P03', '53300'];

/** Whether a server may take a connection in a moment. */
export function isPassing(error: unknown): boolean {
  return PASSING.includes(errorCode(error));
}

/**
 * Turns what a database refused into an error of the registry. What is no failure of the database is
 * returned as it is.
 */
export function describeFailure(error: unknown, name: string, doing: Doing): unknown {
  if (error instanceof RegistryError) return error;
  const failure = findFailure(error);
  if (failure !== undefined) {
    const [code, problem, hint] = failure;
    const isOfReading = code === 'output-unwritable' && doing === 'read';
    const told = isOfReading ? 'registry-unreadable' : code;
    return new RegistryError(told, `The registry ${name} cannot be used: ${problem}.`, hint, {
      cause: error,
    });
  }
  if (!isOfDatabase(error)) return error;
  const verb = doing === 'read' ? 'read' : 'changed';
  return new RegistryError(
    doing === 'read' ? 'registry-unreadable' : 'output-unwritable',
    `The registry ${name} cannot be ${verb}: PostgreSQL says ${error.message} (${errorCode(error)}).`,
    'Nothing was changed. Look for that code in the manual of PostgreSQL, and in the log of the server.',
    { cause: error },
  );
}

function findFailure(error: unknown): Failure | undefined {
  const causes = error instanceof AggregateError ? error.errors : [error];
  for (const cause of causes) {
    const code = errorCode(cause) ?? '';
    const found =
      FAILURES[`${code} ${syscallOf(cause)}`] ??
      FAILURES[code] ??
      (isState(code) ? FAILURES[code.slice(0, 2)] : undefined);
    if (found !== undefined) return found;
    const text = cause instanceof Error ? cause.message : '';
    const told = code === '' ? BY_TEXT.find(([pattern]) => pattern.test(text)) : undefined;
    if (told !== undefined) return told[1];
  }
  return undefined;
}

/** What was asked of the system: a file is read before a socket is opened. */
function syscallOf(error: unknown): string {
  return error instanceof Error && 'syscall' in error ? String(error.syscall) : '';
}

/** Whether a code is one of PostgreSQL (SQLSTATE), not of the system. */
function isState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /^[0-9XPF]/.test(code);
}

function isOfDatabase(error: unknown): error is Error {
  return error instanceof Error && isState(errorCode(error) ?? '');
}

function never(): never {
  throw new TypeError('a failure that others are like is missing');
}
