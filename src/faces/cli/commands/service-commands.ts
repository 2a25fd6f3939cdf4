/** The commands of the service: the service itself, and the tokens of its callers. */
import type { Command } from '../command.js';
import type { Flag } from '../flag.js';
import { PLAIN_FORMATS, stepFlags } from '../options.js';
import { servingFlags } from './serving-flags.js';

const ROLES = ['reader', 'writer', 'admin'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const TOKENS: Flag = {
  name: 'tokens',
  type: 'text',
  group: 'Registry',
  placeholder: 'FILE',
  description: 'the file of tokens',
  default: 'gnn-registry.tokens.json',
  commandLineOnly: true,
};

const SERVE: Command = {
  name: 'serve',
  topic: 'Exchange',
  positionals: [],
  summary: 'serve the registry over HTTP: every operation, events, figures and the page',
  flags: [
    {
      name: 'host',
      type: 'text',
      group: 'Run',
      placeholder: 'ADDRESS',
      description: 'the address to listen on; any but the loopback needs tokens',
      default: '127.0.0.1',
      commandLineOnly: true,
    },
    {
      name: 'port',
      type: 'integer',
      group: 'Run',
      placeholder: 'N',
      range: [0, 65_535],
      description: 'the port; 0 takes one that is free',
      default: '8003',
      commandLineOnly: true,
    },
    TOKENS,
    {
      name: 'cors',
      type: 'text',
      group: 'Run',
      placeholder: 'ORIGIN,…',
      description: 'other sites whose pages may call the service',
      default: 'none',
      commandLineOnly: true,
    },
    {
      name: 'rate-limit',
      type: 'integer',
      group: 'Run',
      placeholder: 'N',
      range: [0, 1_000_000],
      description: 'requests a minute for each token, or address without one; 0 for any number',
      default: '0',
      commandLineOnly: true,
    },
    {
      name: 'body-limit',
      type: 'integer',
      group: 'Run',
      placeholder: 'MB',
      range: [1, 1024],
      description: 'the largest body of a request',
      default: '20',
      commandLineOnly: true,
    },
    {
      name: 'weights',
      type: 'text',
      group: 'Input',
      placeholder: 'DIR,…',
      description: 'folders of weights, which are registered as they appear, change or move',
      default: 'none',
      commandLineOnly: true,
    },
    {
      name: 'log-level',
      type: 'text',
      group: 'Run',
      choices: LOG_LEVELS,
      description: 'the least severe messages to log, as JSON lines on standard error',
      default: 'info',
      commandLineOnly: true,
    },
    ...servingFlags('a caller'),
  ],
  examples: [
    ['serve', 'for this machine alone, on http://127.0.0.1:8003/'],
    ['serve --port 0 --log-level warn', 'on a free port, with few messages'],
    ['serve --tokens tokens.json --rate-limit 600', 'with limits for those who have tokens'],
    ['serve --weights weights', 'new weights are registered, and served at /v1/models'],
  ],
  load: async () => (await import('./serve.js')).serveCommand,
};

const NAME = { name: 'NAME', description: 'whose token it is: the actor in the audit log' };

function createTokenCommand(
  given: Pick<Command, 'name' | 'positionals' | 'summary' | 'examples'>,
  flags: readonly Flag[] = [],
): Command {
  return {
    ...given,
    topic: 'Exchange',
    flags: [...flags, TOKENS, ...stepFlags(['format', 'json', 'help', 'version'], PLAIN_FORMATS)],
    load: async () => (await import('./token.js')).tokenCommand,
  };
}

/** The commands of the service. */
export const SERVICE_COMMANDS: readonly Command[] = [
  SERVE,
  createTokenCommand(
    {
      name: 'token add',
      positionals: [NAME],
      summary: 'make a token for a caller of the service, and show it this once',
      examples: [
        ['token add alice --role writer', 'for a person'],
        ['token add gateway --role reader --expires 90', 'for a program, for three months'],
      ],
    },
    [
      {
        name: 'role',
        type: 'text',
        group: 'Run',
        choices: ROLES,
        description: 'reader reads, writer also changes, admin also destroys and maintains',
        default: 'reader',
        commandLineOnly: true,
      },
      {
        name: 'expires',
        type: 'integer',
        group: 'Run',
        placeholder: 'DAYS',
        range: [0, 36_500],
        description: 'refuse it after this many days',
        default: 'never',
        commandLineOnly: true,
      },
    ],
  ),
  createTokenCommand({
    name: 'token list',
    positionals: [],
    summary: 'list the tokens of the service by name, without the tokens themselves',
    examples: [['token list', 'with roles and the ends of their lives']],
  }),
  createTokenCommand({
    name: 'token rm',
    positionals: [NAME],
    summary: 'remove a token: a running service refuses it at once',
    examples: [['token rm alice', 'whoever has it']],
  }),
];
