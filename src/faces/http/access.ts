/** Who may do what: roles, and the checks of where a request comes from. Pure. */
import type { Operation } from '../../operations/operation.js';
import type { OperationName } from '../../operations/table.js';
import { ServiceError } from './problems.js';

/** What a caller may do; each role also may do what those before it may. */
export const ROLES = ['reader', 'writer', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Caller {
  /** The name of its token, for the audit log; undefined if none is needed. */
  readonly name: string | undefined;
  readonly role: Role;
}

/** Decides who asks. */
export interface Access {
  /**
   * @param authorization - the header of the request
   * @throws ServiceError `unauthorized`
   */
  readonly identify: (authorization: string | undefined) => Promise<Caller>;
  /** Whether callers need a token. */
  readonly needsToken: boolean;
}

/** Who needs no token may do everything: whoever reaches the service is on its machine. */
export const OPEN_ACCESS: Access = {
  needsToken: false,
  identify: async () => ({ name: undefined, role: 'admin' }),
};

/** Operations that only an administrator may ask for, besides those that destroy something. */
const OF_ADMIN: readonly OperationName[] = [
  'run',
  'rebuild',
  'verify',
  'import',
  'merge',
  'generation restore',
  'audit accept',
];

/** The role that an operation needs. */
export function roleFor(name: OperationName, { kind }: Pick<Operation, 'kind'>): Role {
  if (kind === 'destroy' || OF_ADMIN.includes(name)) return 'admin';
  return kind === 'query' || name === 'parse' ? 'reader' : 'writer';
}

/** @throws ServiceError `forbidden` */
export function assertRole({ role }: Caller, needed: Role): void {
  if (ROLES.indexOf(role) >= ROLES.indexOf(needed)) return;
  throw new ServiceError(
    'forbidden',
    `this needs the role ${needed}, and the token has the role ${role}`,
    'Ask the operator for a token with that role.',
  );
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** Whether an address can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

/** What a browser says of where a request comes from and goes to. */
export interface Provenance {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/**
 * Refuses what a page of another site sends: it could otherwise reach the service by a name that leads to
 * the loopback, or with the credentials that a browser keeps.
 *
 * @param isLocal - the service listens on the loopback alone
 * @param origins - those that are allowed
 * @throws ServiceError `host-refused`, `origin-refused`
 */
export function assertProvenance(
  { host, origin }: Provenance,
  isLocal: boolean,
  origins: readonly string[],
): void {
  if (isLocal && !LOOPBACK.test(host ?? '')) {
    throw new ServiceError(
      'host-refused',
      'the service listens on this machine alone, and the request names another host',
      'Use http://127.0.0.1 or http://localhost with its port.',
    );
  }
  if (origin === undefined || origins.includes(origin) || isSameHost(origin, host)) return;
  throw new ServiceError(
    'origin-refused',
    'the request comes from a page of another site',
    'The operator can allow that site with `--cors`.',
  );
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
