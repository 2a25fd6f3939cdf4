/** Recognises callers by their tokens. */
import { timingSafeEqual } from 'node:crypto';
import { lookAt } from '../../../files/look.js';
import { OPEN_ACCESS, type Access, type Caller } from '../access.js';
import type { TokenEntry } from '../generated/shapes.js';
import { ServiceError } from '../problems.js';
import { hashToken, readTokens, type TokenPlace } from './file.js';

/**
 * Opens the access that a file of tokens gives. It is read again when it has changed, so that a token that is
 * removed is refused at once.
 *
 * @returns access for everybody if there is no token
 * @throws RegistryError `config-invalid`
 */
export async function openAccess(place: TokenPlace, now: () => Date): Promise<Access> {
  const first = await readTokens(place);
  if (first.length === 0) return OPEN_ACCESS;
  let tokens = first;
  let look = lookAt(place.path)?.look;
  const refresh = async (): Promise<void> => {
    const current = lookAt(place.path)?.look;
    if (current === look) return;
    tokens = await readTokens(place);
    look = current;
  };
  return {
    needsToken: true,
    identify: async (authorization) => {
      await refresh();
      const given = readToken(authorization);
      const found = given === undefined ? undefined : findToken(tokens, given);
      if (found === undefined) throw describeMissing(given !== undefined);
      if (found.expires_at !== null && Date.parse(found.expires_at) <= now().getTime()) {
        throw describeExpired(found.expires_at);
      }
      return toCaller(found);
    },
  };
}

function toCaller({ name, role }: TokenEntry): Caller {
  return { name, role };
}

/** Compares with every token, so that the time tells nothing. */
function findToken(tokens: readonly TokenEntry[], given: string): TokenEntry | undefined {
  const hash = hashToken(given);
  let found: TokenEntry | undefined;
  for (const token of tokens) {
    if (timingSafeEqual(hash, Buffer.from(token.sha256, 'hex'))) found = token;
  }
  return found;
}

/** Reads a bearer token, or the password that a browser asks a person for. */
function readToken(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (authorization ?? '').split(/ +/, 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="gnn-registry", Basic realm="gnn-registry"' };

function describeMissing(isGiven: boolean): ServiceError {
  return new ServiceError(
    'unauthorized',
    isGiven ? 'the token is not one of this service' : 'the request has no token',
    'Send `Authorization: Bearer TOKEN`; in a browser, the token is the password.',
    CHALLENGE,
  );
}

function describeExpired(at: string): ServiceError {
  return new ServiceError(
    'unauthorized',
    `the token expired at ${at}`,
    'Ask the operator for a new one.',
    CHALLENGE,
  );
}
