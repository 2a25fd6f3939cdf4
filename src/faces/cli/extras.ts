/** What only the shell adds to operations: flags, formats, and what happens to an answer. */
import type { ExecutionResult } from '../../operations/execute.js';
import type { MergeInput } from '../../operations/generated/shapes.js';
import type { OperationName } from '../../operations/table.js';
import type { Workplace } from '../../operations/workplace.js';
import type { Call, Command } from './command.js';
import type { Flag } from './flag.js';
import type { Output } from './options.js';
import { REPORT_FORMATS } from './render/reports/index.js';

/** What the shell adds to an operation. */
export interface Extras {
  readonly flags?: readonly Flag[];
  /** Formats besides text, JSON and, for lists, NDJSON and CSV. */
  readonly formats?: readonly Output['format'][];
  readonly examples?: Command['examples'];
  /** Its answer has nothing to name, so that there is no `--quiet`. */
  readonly isNeverQuiet?: true;
  /** Descriptions of inputs that the shell reads in its own way, by their keys. */
  readonly descriptions?: Readonly<Record<string, string>>;
  /** The keys of inputs that the shell sets by other flags. */
  readonly withoutFlags?: readonly string[];
  /** The keys of words that the reader parses itself; they may be left out. */
  readonly ownWords?: readonly string[];
  /** Loads the function that completes the input, for instance from a file. */
  readonly loadReader?: () => Promise<Reader>;
  /** Loads the function that processes the answer. */
  readonly loadDelivery?: () => Promise<Delivery>;
  /** Loads the cleanup for a failed command, including one whose arguments were refused. */
  readonly loadCleanup?: () => Promise<Cleanup>;
}

/** Cleans up after an error. */
export type Cleanup<Input extends object = object> = Cleaner<Input>['clean'];

interface Cleaner<Input extends object> {
  // A method, so that cleanups of specific inputs are assignable.
  clean(input: Input, cwd: string): Promise<void>;
}

/** Completes the input of an operation from flags that only the shell has. */
export type Reader = (call: Call, given: object) => object | Promise<object>;

/** Processes what an operation returned, before it is rendered. */
export type Delivery<Result = unknown> = Deliverer<Result>['deliver'];

interface Deliverer<Result> {
  // A method, so that deliveries of specific results are assignable.
  deliver(
    done: ExecutionResult<Result>,
    call: Call,
    place: Pick<Workplace, 'options'>,
  ): ExecutionResult | Promise<ExecutionResult>;
}

/** A flag that a settings file cannot set. */
function createShellFlag(flag: Omit<Flag, 'group' | 'commandLineOnly'>): Flag {
  return { group: 'Output', ...flag, commandLineOnly: true };
}

/** The flags of what is written to a file. */
function createFileFlags(description: string, short?: string): readonly Flag[] {
  return [
    createShellFlag({
      name: 'output',
      type: 'text',
      placeholder: 'FILE',
      description,
      ...(short !== undefined && { short }),
    }),
    createShellFlag({
      name: 'force',
      type: 'boolean',
      description: 'replace a file that holds something else',
    }),
  ];
}

const CONFIG_DESCRIPTION = 'its configuration: a JSON object, or @FILE to read one';

const EXTRAS: Partial<Readonly<Record<OperationName, Extras>>> = {
  run: {
    examples: [
      ['run --target-dir models --output-dir out', 'use other folders'],
      ['run --query-ontology HiddenState --quiet', 'list the models bound to a term'],
      ['run --dry-run --json | jq .data.models', 'show what a run would do, for programs'],
    ],
  },
  ontology: {
    examples: [['ontology --format csv', 'write CSV for a spreadsheet']],
  },
  versions: {
    examples: [['versions agent --json | jq .data.versions', 'list them for programs']],
  },
  graph: {
    isNeverQuiet: true,
    flags: createFileFlags('write the picture to a file; its ending says the format', 'o'),
    examples: [
      ['graph agent -o agent.svg', 'write it to a file'],
      ['graph agent --matrices -o agent.png', 'an image of pixels, for slides'],
    ],
    loadReader: async () => (await import('./extras/graph.js')).readGraph,
    loadDelivery: async () => (await import('./extras/graph.js')).savePicture,
  },
  show: {
    isNeverQuiet: true,
    flags: createFileFlags('write the archived bytes to a file'),
    examples: [['show agent@^1 --output agent-1.md', 'write the source to a file']],
    loadReader: async () => (await import('./extras/show.js')).readShow,
    loadDelivery: async () => (await import('./extras/show.js')).saveSource,
  },
  check: {
    flags: [
      {
        name: 'watch',
        type: 'boolean',
        group: 'Run',
        description: 'check again whenever specs change, until it is interrupted',
        commandLineOnly: true,
      },
    ],
    formats: REPORT_FORMATS,
    examples: [
      ['check input/gnn_files --format github', 'annotate a pull request on GitHub'],
      [
        'check - --stdin-path input/gnn_files/agent.md',
        'for editors: a text that is not saved yet',
      ],
    ],
  },
  verify: {
    formats: REPORT_FORMATS,
  },
  diff: {
    flags: [
      createShellFlag({
        name: 'exit-code',
        type: 'boolean',
        description: 'exit with 2 if they differ, 0 if not',
      }),
    ],
    formats: [...REPORT_FORMATS, 'svg', 'html'],
    withoutFlags: ['picture'],
    examples: [
      ['diff agent@^1 agent@^2 --format markdown', 'write Markdown for a pull request'],
      ['diff agent@^1 agent@^2 --format html > changes.html', 'draw it, for a browser'],
    ],
    loadReader: async () => (await import('./extras/diff.js')).readDiff,
    loadDelivery: async () => (await import('./extras/diff.js')).exitByDifference,
  },
  report: {
    isNeverQuiet: true,
    formats: ['markdown', 'html'],
    examples: [['report --format html > report.html', 'write a page that needs no other file']],
  },
  changelog: {
    isNeverQuiet: true,
    examples: [['changelog agent > CHANGES.md', 'write it to a file']],
  },
  bump: {
    flags: [createShellFlag({ name: 'explain', type: 'boolean', description: 'also say why' })],
    examples: [['bump --explain input/gnn_files/agent.md', 'list every reason']],
  },
  variables: {
    examples: [['variables agent --format csv', 'write CSV for a spreadsheet']],
  },
  lineage: {
    formats: ['mermaid', 'dot'],
    examples: [
      ['lineage agent --format mermaid', 'draw a diagram for Markdown; dot is for Graphviz'],
    ],
  },
  list: {
    formats: ['markdown', 'openai'],
    examples: [
      ['list --format markdown', 'write a table for a report'],
      ['list --format openai', 'list them in the format of the OpenAI API'],
    ],
  },
  'metrics set': {
    flags: [
      {
        name: 'from',
        type: 'text',
        group: 'Run',
        placeholder: 'FILE',
        description:
          'also read a JSON file; names in nested objects are joined by dots; KEY=VALUE takes precedence',
        commandLineOnly: true,
      },
    ],
    ownWords: ['metrics'],
    loadReader: async () => (await import('./readers/metrics.js')).readMetrics,
  },
  'metrics list': {
    formats: ['ndjson', 'csv'],
    examples: [['metrics list agent@1.0.0 --format csv', 'write CSV for a spreadsheet']],
  },
  compare: {
    isNeverQuiet: true,
    formats: ['markdown'],
    examples: [
      ['compare agent lamp --only-differences --format markdown', 'write Markdown for a report'],
    ],
  },
  'binding add': {
    descriptions: { config: CONFIG_DESCRIPTION },
    loadReader: async () => (await import('./readers/binding-config.js')).readConfig,
  },
  'binding update': {
    descriptions: { config: CONFIG_DESCRIPTION },
    loadReader: async () => (await import('./readers/binding-config.js')).readBindingUpdate,
  },
  health: {
    formats: ['ndjson', 'csv'],
    examples: [['health -q', 'list the unhealthy models for scripts']],
  },
  new: {
    loadDelivery: async () => (await import('./extras/new.js')).withNextRun,
  },
  update: {
    descriptions: {
      fields: 'description, author, license or any other field; KEY= unsets it',
    },
  },
  parse: { isNeverQuiet: true },
  stats: { isNeverQuiet: true },
  'retention stats': { isNeverQuiet: true },
  'retention apply': {
    examples: [
      ['retention apply --delete-archived-after 365 --yes', 'also delete, without asking'],
    ],
  },
  merge: {
    loadCleanup: async () => {
      const { markFailed } = await import('../../operations/maintenance/merge/index.js');
      return (input: MergeInput, cwd) => markFailed(cwd, input);
    },
  },
  gc: {
    examples: [['gc --yes', 'remove it without asking']],
  },
  delete: {
    examples: [['delete lamp --purge --yes', 'delete it permanently, without asking']],
  },
};

/** What the shell adds to an operation; empty for most. */
export function getExtras(name: string): Extras {
  return Object.entries(EXTRAS).find(([operation]) => operation === name)?.[1] ?? {};
}
