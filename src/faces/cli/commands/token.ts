/** `token add`, `token list` and `token rm`: who may use the service. */
import { resolve } from 'node:path';
import { plural } from '../../../domain/plural.js';
import { addToken, readTokens, removeToken, type TokenPlace } from '../../http/tokens/file.js';
import type { TokenEntry } from '../../http/generated/shapes.js';
import type { Call } from '../command.js';
import { resolveOutput } from '../options.js';
import { renderListing } from '../render/table.js';
import { chooseColours } from '../render/colours.js';
import { renderJson } from '../render/json.js';
import { reportError } from '../report-error.js';
import { DEFAULT_TOKENS } from './token-file.js';

/** What a command answers: for programs, and as text. */
interface TokenAnswer {
  readonly data: unknown;
  readonly text: string;
}

type TokenWork = (call: Call, place: TokenPlace) => Promise<TokenAnswer>;

const WORK: Readonly<Record<string, TokenWork>> = {
  'token add': async ({ words, flags, io }, place) => {
    const [name = ''] = words;
    const { role = 'reader', expires: days } = flags;
    const { token, entry } = await addToken(place, { name, role, days }, io.now());
    const until = entry.expires_at === null ? '' : `, until ${entry.expires_at}`;
    io.stderr.write(`note: ${name} is a ${role}${until}; the token is shown this once\n`);
    return { data: { ...withoutHash(entry), token }, text: `${token}\n` };
  },
  'token list': async ({ io }, place) => {
    const tokens = (await readTokens(place)).map(withoutHash);
    const view = { colours: chooseColours(io.stdout, io.env), columns: io.stdout.columns };
    const rows = tokens.map((it) => [it.name, it.role, it.created_at, it.expires_at ?? 'never']);
    const text =
      rows.length === 0
        ? `there are no tokens in ${place.shown}\n`
        : renderListing(['NAME', 'ROLE', 'CREATED', 'EXPIRES'], rows, view)
            .map((line) => `${line}\n`)
            .join('');
    return { data: { tokens, total: tokens.length }, text };
  },
  'token rm': async ({ words }, place) => {
    const [name = ''] = words;
    const removed = await removeToken(place, name);
    const left = (await readTokens(place)).length;
    return {
      data: { removed: withoutHash(removed), left },
      text: `removed ${name}; ${plural(left, 'token')} left\n`,
    };
  },
};

function withoutHash(entry: TokenEntry): Omit<TokenEntry, 'sha256'> {
  const { sha256: _, ...told } = entry;
  return told;
}

export async function tokenCommand(call: Call): Promise<number> {
  const { flags, io, command } = call;
  const output = resolveOutput(flags, {});
  try {
    const shown = flags.tokens ?? (io.env['GNN_REGISTRY_TOKENS'] || DEFAULT_TOKENS);
    const work = WORK[command.name];
    const answer = await work?.(call, { path: resolve(io.cwd, shown), shown });
    if (answer === undefined) return 1;
    const { data, text } = answer;
    io.stdout.write(output.format === 'json' ? renderJson(call, 'success', data) : text);
    return 0;
  } catch (error) {
    return reportError(error, output, call);
  }
}
