/** Where a registry in a database is: its URL, its name there, and how people read both. Pure. */
import { RegistryError } from '../../domain/errors.js';
import { option, wording } from '../../domain/wording.js';

/** A registry in a database. */
export interface Address {
  /** As it was given: it may have a password, so it is never shown. */
  readonly url: string;
  /** The name of the registry in the database. */
  readonly registry: string;
  /** For people: without the user and the password. */
  readonly name: string;
  /** How many connections a process has at most. */
  readonly poolSize: number;
}

/** The parameter of the URL that is ours. */
const POOL_SIZE = 'pool_size';
const POOL_SIZES = { least: 1, usual: 10, most: 40 };
const PROTOCOLS = ['postgres:', 'postgresql:'];

/**
 * Reads the URL of a database.
 *
 * @param registry - the name of the registry in it
 * @throws RegistryError `usage`, without the URL, which may have a password
 */
export function parseAddress(url: string, registry: string): Address {
  // A user without a host means the socket of this machine, which URLs of the web do not know.
  const whole = url.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?#]|$)/, '$1localhost');
  const parsed = URL.canParse(whole) ? new URL(whole) : undefined;
  if (parsed === undefined || !PROTOCOLS.includes(parsed.protocol)) throw describeWrongUrl();
  const poolSize = readPoolSize(parsed.searchParams.get(POOL_SIZE));
  const host = parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname);
  const port = parsed.port === '' ? '' : `:${parsed.port}`;
  const database = decodeURIComponent(parsed.pathname);
  return {
    url: url.replace(/([?&])pool_size=\w*&?/, '$1').replace(/[?&]$/, ''),
    registry,
    name: `postgresql://${host}${port}${database}#${registry}`,
    poolSize,
  };
}

function readPoolSize(given: string | null): number {
  if (given === null) return POOL_SIZES.usual;
  const size = Number(given);
  const { least, most } = POOL_SIZES;
  if (Number.isInteger(size) && size >= least && size <= most) return size;
  throw new RegistryError(
    'usage',
    `the ${POOL_SIZE} of the database's URL must be an integer from ${least} to ${most}`,
    `Correct it, or leave it out for ${POOL_SIZES.usual}.`,
  );
}

function describeWrongUrl(): RegistryError {
  return new RegistryError(
    'usage',
    'the database is not given as a URL of PostgreSQL',
    wording`Write ${option('database', 'postgres://USER@HOST/DATABASE')}; a special character of a password has to be percent-encoded.`,
  );
}
