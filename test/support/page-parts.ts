/** The parts of the pages that are made from the code: tables of commands, flags, settings, methods, findings. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listTools } from '../../src/faces/mcp/tools.js';
import { listToolsets, toToolset } from '../../src/faces/mcp/toolsets.js';
import type { Command, Positional } from '../../src/faces/cli/command.js';
import { COMMANDS } from '../../src/faces/cli/commands/index.js';
import type { Flag } from '../../src/faces/cli/flag.js';
import { FLAGS } from '../../src/faces/cli/options.js';
import { WHERE } from '../../src/faces/cli/operation-command.js';
import { CATALOGUE } from '../../src/domain/catalogue.js';
import { OPERATIONS, type Operations } from '../../src/operations/table.js';
import { SETTINGS } from '../../src/operations/generated/schemas.js';
import type { Property } from '../../src/operations/schema.js';
import { renderFindings } from './diagnostic-examples/render.js';
import { toCamelCase } from '../../src/faces/library/names.js';
import { ROOT } from './pages.js';

function line(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A table of Markdown. */
export function table(head: string[], rows: string[][]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A word of a command, as its help shows it. */
function wordOf({ name, optional, many }: Positional): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

function callOf({ name, positionals }: Command): string {
  return [name, ...positionals.map(wordOf)].join(' ');
}

/** What almost every command takes; the page says so once. */
const COMMON: ReadonlySet<string> = new Set([
  ...WHERE,
  'json',
  'verbose',
  'quiet',
  'help',
  'version',
  'lock-timeout',
  'actor',
  'yes',
]);

function flagsTable(flags: readonly Flag[]): string {
  return table(
    ['flag', 'default', ''],
    flags.map((flag) => {
      const value = flag.choices?.join('|') ?? flag.placeholder;
      const name = `\`--${flag.name}${value === undefined ? '' : ` ${value}`}\``;
      return [name, `${flag.default ?? ''}`, flag.description];
    }),
  );
}

/** What only this command has, or has in another way. */
function ownFlags({ name, flags }: Command): readonly Flag[] {
  if (name === 'run') return [];
  return flags.filter(({ name: flag, choices }) =>
    flag === 'format' ? choices?.join() !== 'text,json' : !COMMON.has(flag),
  );
}

function renderCommand(command: Command): string[] {
  const { summary, positionals, examples } = command;
  const words = positionals.map((it) => `- \`${wordOf(it)}\`: ${it.description}`);
  const flags = ownFlags(command);
  const calls = examples.map(([call]) => `gnn-registry ${call}`.trim());
  const width = Math.max(...calls.map((call) => call.length));
  return [
    `### ${command.name}`,
    '',
    `\`gnn-registry ${callOf(command)}\`: ${summary}.`,
    '',
    ...(words.length === 0 ? [] : [...words, '']),
    ...(command.name === 'run' ? ['Its flags are in [settings](settings.md).', ''] : []),
    ...(flags.length === 0 ? [] : [flagsTable(flags), '']),
    '```sh',
    ...calls.map((call, at) => `${call.padEnd(width)}  # ${examples[at]?.[1] ?? ''}`),
    '```',
    '',
  ];
}

/** Every command under its topic: its words, its own flags, its examples. */
export function renderCommands(commands: readonly Command[] = COMMANDS): string {
  const topics = [...new Set(commands.map(({ topic }) => topic))];
  return topics
    .flatMap((topic) => [
      `## ${topic}`,
      '',
      ...commands.filter((it) => it.topic === topic).flatMap(renderCommand),
    ])
    .join('\n');
}

function renderSettings(): string {
  const settings: Readonly<Record<string, Property>> = SETTINGS;
  return table(
    ['setting', 'default', ''],
    Object.entries(settings)
      .filter(([, { description }]) => description !== undefined)
      .map(([key, { default: value, description = '' }]) => [
        `\`${key}\``,
        value === undefined ? '' : `\`${value}\``,
        description,
      ]),
  );
}

/** What the schema of an operation says of its method. */
interface OfLibrary {
  readonly does?: string;
  readonly type?: string;
  readonly if?: Readonly<Record<string, { readonly type: string }>>;
}

function readLibraryWords(name: string): OfLibrary {
  const path = join(ROOT, 'schemas/operations', `${name.replaceAll(' ', '-')}.schema.json`);
  const schema = JSON.parse(readFileSync(path, 'utf8'));
  return schema.$defs.output['x-library'] ?? { type: `${schema.title}Output` };
}

function renderMethods(): string {
  const operations: Operations = OPERATIONS;
  return table(
    ['method', 'returns', 'command', ''],
    Object.entries(operations).flatMap(([name, { library, input, summary }]) => {
      if (!('method' in library)) return [];
      const { method, parameters = input['x-words'] ?? [], sync } = library;
      const { does = summary, type = '', if: given = {} } = readLibraryWords(name);
      const types = [type, ...Object.values(given).map((it) => it.type)].join(' | ');
      const returned = (sync === true ? types : `Promise<${types}>`).replaceAll('readonly ', '');
      const call = `${method}(${parameters.map(toCamelCase).join(', ')})`;
      return [[`\`${call}\``, `\`${returned}\``, `\`${name}\``, does]];
    }),
  );
}

/** Every finding, with a link to its section. */
/** The codes of errors, with what each means. */
function renderCodes(): string {
  const text = readFileSync(join(ROOT, 'src/domain/errors.ts'), 'utf8');
  const [, union = ''] = /type RegistryErrorCode =([^;]*);/u.exec(text) ?? [];
  return Array.from(union.matchAll(/'([^']+)'/g), ([, code]) => `\`${code}\``).join(', ');
}

function renderDiagnostics(): string {
  return table(
    ['code', 'severity', 'meaning'],
    Object.entries(CATALOGUE).map(([code, { severity, title }]) => [
      `[\`${code}\`](#${code.toLowerCase()})`,
      severity,
      title,
    ]),
  );
}

/** What is between `<!-- NAME -->` and `<!-- /NAME -->` in any page, by its name. */
export const PARTS: Readonly<Record<string, () => string>> = {
  commands: () => renderCommands(),
  flags: () => flagsTable(FLAGS),
  settings: renderSettings,
  methods: renderMethods,
  codes: () => `The codes: ${renderCodes()}.`,
  diagnostics: renderDiagnostics,
  errors: () => renderFindings('error'),
  warnings: () => renderFindings('warning'),
  infos: () => renderFindings('info'),
  tools: renderTools,
  toolsets: renderToolsets,
};

/** What an AI client is offered. */
const NO_TOOLSETS = { toolsets: [], readOnly: false, allowDestructive: false };

function renderTools(): string {
  const rows = Array.from(listTools(NO_TOOLSETS).values(), ({ name, description, annotations }) => [
    `\`${name}\``,
    description,
    annotations.readOnlyHint === true ? 'reads' : 'changes',
  ]);
  return table(['tool', 'what it does', 'the registry'], rows);
}

function renderToolsets(): string {
  const all = { ...NO_TOOLSETS, toolsets: ['all'], allowDestructive: true };
  const tools = [...listTools(all).values()];
  const rows = listToolsets().map((set) => [
    `\`${set}\``,
    tools
      .filter(({ operation }) => toToolset(operation) === set)
      .map(({ name }) => `\`${name}\``)
      .join(' '),
  ]);
  return table(['toolset', 'tools'], rows);
}
