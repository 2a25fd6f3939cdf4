/** The commands of the shell: every operation, and what only a shell needs. */
import type { Operation } from '../../../operations/operation.js';
import { OPERATIONS } from '../../../operations/table.js';
import type { Command } from '../command.js';
import { SHELLS } from '../completion/shells.js';
import { createCommand, WHERE } from '../operation-command.js';
import type { Flag } from '../flag.js';
import { FLAGS, PLAIN_FORMATS, stepFlags } from '../options.js';
import { listToolsets } from '../../mcp/toolsets.js';
import { createProgram, type Program } from '../program.js';
import { servingFlags } from './serving-flags.js';
import { SERVICE_COMMANDS } from './service-commands.js';
import { DATABASE } from './database.js';

/** The step: it shows its progress, and its exit code depends on what it finds. */
function asStep(command: Command): Command {
  return {
    ...command,
    flags: FLAGS,
    // The step needs no command name.
    examples: command.examples.map(([call, meaning]) => [call.replace(/^run ?/, ''), meaning]),
    load: async () => (await import('./run-step.js')).runStepCommand,
  };
}

/** The check, which can be repeated whenever specs change. */
function asCheck(command: Command, operation: Operation): Command {
  return {
    ...command,
    exitCodes:
      '0 nothing was found, or infos; 2 other findings, or no spec; 1 a spec is refused, a version is too small, or --fail-on names a finding.',
    load: async () => {
      const { checkCommand } = await import('./check.js');
      return (call) => checkCommand(call, operation);
    },
  };
}

/** What makes the shell complete commands, flags and ids. */
const COMPLETION: Command = {
  name: 'completion',
  topic: 'Exchange',
  positionals: [
    {
      name: 'SHELL',
      description: 'bash, zsh or fish; default: that of $SHELL, else bash',
      choices: SHELLS,
      optional: true,
    },
  ],
  summary: 'print a script that completes commands, flags and the ids of models',
  flags: stepFlags(['format', 'json', 'help', 'version'], PLAIN_FORMATS),
  examples: [
    ['completion bash', 'for: eval "$(gnn-registry completion bash)" in ~/.bashrc'],
    ['completion zsh', 'for: eval "$(gnn-registry completion zsh)" in ~/.zshrc'],
    ['completion fish', 'for: gnn-registry completion fish | source in config.fish'],
  ],
  load: async () => (await import('./completion.js')).completionCommand,
};

/** What makes a folder ready for a first run. */
const INIT: Command = {
  name: 'init',
  topic: 'Start',
  positionals: [
    { name: 'NAME', description: 'the name of the first model; default: agent', optional: true },
  ],
  summary: 'write a settings file, a first spec and what git is to know; nothing is replaced',
  flags: stepFlags(
    ['target-dir', 'output-dir', 'dry-run', 'format', 'json', 'quiet', 'help', 'version'],
    { ...PLAIN_FORMATS, 'dry-run': { description: 'write nothing; list what would be written' } },
  ),
  examples: [
    ['init', 'in the folder of a project'],
    ['init "Two-room T-maze" --target-dir models', 'name the first model, and use another folder'],
    ['init --dry-run', 'lists what would be written'],
  ],
  load: async () => (await import('./init.js')).initCommand,
};

/** What makes git call `merge`: the command line of this program, in the configuration of a clone. */
const GIT_SETUP: Command = {
  name: 'git setup',
  topic: 'Exchange',
  positionals: [],
  summary: 'make git merge the registry and its audit log by model and by field',
  flags: [
    {
      name: 'remove',
      type: 'boolean',
      group: 'Run',
      description: 'undo it',
      commandLineOnly: true,
    },
    ...stepFlags(
      ['output-dir', 'registry-path', 'format', 'json', 'quiet', 'config', 'help', 'version'],
      PLAIN_FORMATS,
    ),
  ],
  examples: [
    ['git setup', 'once in every clone, and in CI'],
    ['git setup --remove', 'git merges the files as any others again'],
  ],
  load: async () => (await import('./git-setup.js')).gitSetupCommand,
};

function createSwitch(name: string, description: string): Flag {
  return { name, type: 'boolean', group: 'Run', description, commandLineOnly: true };
}

/** The page, which a browser opens from a file. */
const SITE: Command = {
  name: 'site',
  topic: 'Exchange',
  positionals: [],
  summary: 'write a page that shows the registry in a browser, without a server',
  flags: [
    {
      name: 'out',
      short: 'o',
      type: 'text',
      group: 'Output',
      placeholder: 'DIR',
      description: 'the folder of the page; default: site',
      commandLineOnly: true,
    },
    ...stepFlags([...WHERE, 'format', 'json', 'quiet', 'help', 'version'], PLAIN_FORMATS),
  ],
  examples: [
    ['site', 'open site/index.html in a browser'],
    ['site -o public', 'for a static host, such as GitHub Pages'],
  ],
  load: async () => (await import('./site.js')).siteCommand,
};

/** What speaks to editors. */
const LSP: Command = {
  name: 'lsp',
  topic: 'Exchange',
  positionals: [],
  summary:
    'serve an editor with findings, fixes, completion, rename and versions (language server)',
  flags: [
    createSwitch('stdio', 'speak on standard input and output, which it always does'),
    ...stepFlags(
      ['target-dir', ...WHERE, 'profile', 'format', 'json', 'help', 'version'],
      PLAIN_FORMATS,
    ),
  ],
  examples: [
    ['lsp', 'an editor starts it; see docs/editors.md for its settings'],
    ['lsp --profile strict', 'checks as a run with that profile does'],
  ],
  load: async () => (await import('./lsp.js')).lspCommand,
};

/** What makes a pipeline written in Python call this program. */
const INTEGRATE: Command = {
  name: 'integrate',
  topic: 'Exchange',
  positionals: [{ name: 'DIR', description: 'the folder of the pipeline, with src/main.py in it' }],
  summary: 'make this program step 4 of a pipeline written in Python, with its module',
  flags: [
    createSwitch('dry-run', 'write nothing; show what would be written'),
    createSwitch('remove', 'undo it: put back what was there before'),
    createSwitch('force', 'replace our files even if a person changed them'),
    ...stepFlags(['format', 'json', 'quiet', 'config', 'help', 'version'], PLAIN_FORMATS),
  ],
  examples: [
    ['integrate pipeline --dry-run', 'shows what it would write'],
    ['integrate pipeline', 'what it replaces is kept in .gnn-registry'],
    ['integrate pipeline --remove', 'as it was before'],
  ],
  load: async () => (await import('./integrate.js')).integrateCommand,
};

/** What makes AI clients use the registry. */
const MCP: Command = {
  name: 'mcp',
  topic: 'Exchange',
  positionals: [
    { name: 'PORT', description: 'the port for --http; default: 8931', optional: true },
  ],
  summary: 'serve AI clients by the Model Context Protocol, over standard input and output or HTTP',
  flags: [
    createSwitch('http', 'listen on 127.0.0.1 instead, as streamable HTTP'),
    {
      name: 'toolset',
      type: 'text',
      group: 'Run',
      placeholder: 'NAME,…',
      description: `also offer these tools: ${listToolsets().join(', ')} or all`,
      commandLineOnly: true,
    },
    createSwitch('read-only', 'offer only tools that change nothing'),
    createSwitch('allow-destructive', 'also offer tools that destroy something; clients ask first'),
    createSwitch('compat', "also answer to the names of the field's own server"),
    {
      name: 'max-tokens',
      type: 'integer',
      group: 'Output',
      placeholder: 'N',
      range: [100, 200_000],
      description: 'the most tokens of an answer, unless a call says otherwise',
      default: '4000',
      commandLineOnly: true,
    },
    ...servingFlags('a client'),
  ],
  examples: [
    ['mcp', 'a client starts it, and talks to it over standard input and output'],
    ['mcp --read-only --toolset find-and-look,versions', 'for questions alone'],
    ['mcp --http 8931', 'for clients on this machine that connect to a port'],
  ],
  load: async () => (await import('./mcp.js')).mcpCommand,
};

/** Every command; the first one runs if none is named. */
export const COMMANDS: readonly Command[] = [
  ...Object.entries(OPERATIONS).flatMap(([name, operation]) => {
    const command = createCommand(name, operation);
    if (name === 'check') return asCheck(command, operation);
    if (name === 'run') return asStep(command);
    return name === 'new' ? [INIT, command] : command;
  }),
  SITE,
  ...DATABASE,
  GIT_SETUP,
  INTEGRATE,
  MCP,
  ...SERVICE_COMMANDS,
  LSP,
  COMPLETION,
];

/** The installed program. */
export const PROGRAM: Program = createProgram(COMMANDS);
