/** The file of tokens: names, roles and hashes, but no token. */
import { createHash, randomBytes } from 'node:crypto';
import { DAY } from '../../../domain/clock.js';
import { RegistryError } from '../../../domain/errors.js';
import { isObject, parseJson } from '../../../domain/json.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { didYouMean } from '../../../domain/nearest.js';
import { describeUnwritable, writeAtomic } from '../../../files/atomic.js';
import { readUpTo } from '../../../files/hash-file.js';
import { lookAt } from '../../../files/look.js';
import { withLock } from '../../../store/lock.js';
import { ROLES, type Role } from '../access.js';
import type { TokenEntry, TokenFile } from '../generated/shapes.js';

/** The start of every token, by which scanners for secrets find one that was published. */
const PREFIX = 'gnn_';
const SECRET_BYTES = 32;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,99}$/u;

/** Where the file is, absolute, and its name for people. */
export interface TokenPlace {
  readonly path: string;
  readonly shown: string;
}

/**
 * Reads the tokens; none if there is no file.
 *
 * @throws RegistryError `config-invalid` for a file of anything else
 */
export async function readTokens({ path, shown }: TokenPlace): Promise<readonly TokenEntry[]> {
  if (lookAt(path) === undefined) return [];
  const bytes = await readUpTo(path, shown, MEGABYTE);
  if (bytes === undefined) return [];
  const file = parseJson(Buffer.from(bytes).toString('utf8'));
  if (isTokenFile(file)) return file.tokens;
  throw new RegistryError(
    'config-invalid',
    `${shown} is not a file of tokens`,
    'Restore it, or remove it and make the tokens again with `gnn-registry token add`.',
  );
}

function isTokenFile(file: unknown): file is TokenFile {
  return isObject(file) && Array.isArray(file['tokens']) && file['tokens'].every(isToken);
}

function isToken(it: unknown): boolean {
  return (
    isObject(it) &&
    typeof it['name'] === 'string' &&
    isRole(it['role']) &&
    typeof it['sha256'] === 'string' &&
    /^[0-9a-f]{64}$/.test(it['sha256']) &&
    typeof it['created_at'] === 'string' &&
    (it['expires_at'] === null ||
      (typeof it['expires_at'] === 'string' && Number.isFinite(Date.parse(it['expires_at']))))
  );
}

function isRole(role: unknown): role is Role {
  return ROLES.some((it) => it === role);
}

/** What a new token is to be. */
export interface TokenRequest {
  readonly name: string;
  readonly role: Role;
  /** After how many days it is refused; undefined for never. */
  readonly days: number | undefined;
}

/**
 * Makes a token.
 *
 * @returns the token, which is stored nowhere
 * @throws RegistryError `name-refused`, `config-invalid`, `output-unwritable`, `lock-busy`
 */
export async function addToken(
  place: TokenPlace,
  { name, role, days }: TokenRequest,
  now: Date,
): Promise<{ readonly token: string; readonly entry: TokenEntry }> {
  if (!NAME.test(name)) {
    throw new RegistryError(
      'name-refused',
      `${JSON.stringify(name)} cannot be the name of a token`,
      'Use letters, digits, dots, dashes, underscores and @, 100 at most, a letter or digit first.',
    );
  }
  const token = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const entry: TokenEntry = {
    name,
    role,
    sha256: hashToken(token).toString('hex'),
    created_at: now.toISOString(),
    expires_at: days === undefined ? null : new Date(now.getTime() + days * DAY).toISOString(),
  };
  await change(place, (tokens) => {
    if (!tokens.some((it) => it.name === name)) return [...tokens, entry];
    throw new RegistryError(
      'name-refused',
      `there is a token ${name} already`,
      `Use another name, or remove it first: gnn-registry token rm ${name}.`,
    );
  });
  return { token, entry };
}

/**
 * Removes a token: a running service refuses it within a second.
 *
 * @throws RegistryError `name-unknown`, `config-invalid`, `output-unwritable`, `lock-busy`
 */
export async function removeToken(place: TokenPlace, name: string): Promise<TokenEntry> {
  const find = (tokens: readonly TokenEntry[]): TokenEntry => {
    const found = tokens.find((it) => it.name === name);
    if (found !== undefined) return found;
    const names = tokens.map((it) => it.name);
    throw new RegistryError(
      'name-unknown',
      `there is no token ${JSON.stringify(name)}${didYouMean(name, names)}`,
      names.length === 0 ? 'There are none.' : `There are ${names.join(', ')}.`,
    );
  };
  const before = await change(place, (tokens) => {
    const found = find(tokens);
    return tokens.filter((it) => it !== found);
  });
  return find(before);
}

const LOCK = { enabled: true, timeoutMs: 30_000 };

/** Changes the tokens as they are then: nobody else does meanwhile. @returns those before */
async function change(
  place: TokenPlace,
  next: (tokens: readonly TokenEntry[]) => readonly TokenEntry[],
): Promise<readonly TokenEntry[]> {
  // Report a bad file before making anything beside it.
  await readTokens(place);
  try {
    return await withLock(`${place.path}.lock`, LOCK, async () => {
      const tokens = await readTokens(place);
      await writeTokens(place, next(tokens));
      return tokens;
    });
  } catch (error) {
    throw error instanceof RegistryError ? error : describeUnwritable(place.shown, error);
  }
}

/** The hash of a token. It has enough chance in it that a slow hash would add nothing. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function writeTokens(place: TokenPlace, tokens: readonly TokenEntry[]): Promise<void> {
  const file: TokenFile = { tokens };
  try {
    await writeAtomic(place.path, `${JSON.stringify(file, null, 2)}\n`, {
      durable: true,
      isNamed: true,
      // A new file is for its owner alone; another keeps its permissions.
      ...(lookAt(place.path) === undefined && { given: { mode: 0o600, umask: 0 } }),
    });
  } catch (error) {
    throw describeUnwritable(place.shown, error);
  }
}
