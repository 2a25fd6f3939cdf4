/** What only the shell has of an operation: it says what becomes of an answer. */
import type { ExecutionResult } from '../../operations/execute.js';
import type { OperationName } from '../../operations/table.js';
import type { Call, Command } from './command.js';
import type { Flag, Output } from './options.js';

/** What the shell adds to an operation. */
export interface Extras {
  readonly flags?: readonly Flag[];
  /** Forms of the answer besides text, JSON and, for lists, NDJSON and CSV. */
  readonly formats?: readonly Output['format'][];
  readonly examples?: Command['examples'];
  /** What the shell says of inputs that it takes in a way of its own, by their keys. */
  readonly descriptions?: Readonly<Record<string, string>>;
  /** Words that the reader reads by itself; they may be left out. */
  readonly ownWords?: readonly string[];
  /** Loads what completes the input: from a file that is named, or another way of writing. */
  readonly loadReader?: () => Promise<Reader>;
  /** Loads what else becomes of the answer. */
  readonly loadDelivery?: () => Promise<Delivery>;
}

/** The input of an operation, completed from flags that only the shell has. */
export type Reader = (call: Call, given: object) => object | Promise<object>;

/** What was done, with what the shell made of it. */
export type Delivery<Result = unknown> = Delivering<Result>['deliver'];

interface Delivering<Result> {
  // A method, so that those of single operations fit.
  deliver(done: ExecutionResult<Result>, call: Call): ExecutionResult | Promise<ExecutionResult>;
}

/** A flag that no settings file has. */
function shellFlag(flag: Omit<Flag, 'group' | 'commandLineOnly'>): Flag {
  return { group: 'Output', ...flag, commandLineOnly: true };
}

const CONFIG = 'its configuration: a JSON object, or @FILE that holds one';

const EXTRAS: Partial<Readonly<Record<OperationName, Extras>>> = {
  run: {
    examples: [
      ['run --target-dir models --output-dir out', 'other folders'],
      ['run --query-ontology HiddenState --quiet', 'the models bound to a term'],
      ['run --dry-run --json | jq .data.models', 'what a run would do, for programs'],
    ],
  },
  versions: {
    examples: [['versions agent --json | jq .data.versions', 'for programs']],
  },
  show: {
    flags: [
      shellFlag({
        name: 'output',
        type: 'text',
        placeholder: 'FILE',
        description: 'write the archived bytes to a file',
      }),
      shellFlag({
        name: 'force',
        type: 'boolean',
        description: 'replace a file that holds something else',
      }),
    ],
    examples: [['show agent@^1 --output agent-1.md', 'the same into a file']],
    loadReader: async () => (await import('./extras/show.js')).readShow,
    loadDelivery: async () => (await import('./extras/show.js')).saveSource,
  },
  diff: {
    flags: [
      shellFlag({
        name: 'exit-code',
        type: 'boolean',
        description: 'exit 2 when they differ, 0 when not',
      }),
    ],
    formats: ['markdown'],
    examples: [['diff agent@^1 agent@^2 --format markdown', 'for a pull request']],
    loadDelivery: async () => (await import('./extras/diff.js')).exitByDifference,
  },
  changelog: {
    examples: [['changelog agent > CHANGES.md', 'into a file']],
  },
  bump: {
    flags: [shellFlag({ name: 'explain', type: 'boolean', description: 'tell also why' })],
    examples: [['bump --explain input/gnn_files/agent.md', 'with every reason']],
  },
  lineage: {
    formats: ['mermaid', 'dot'],
    examples: [
      ['lineage agent --format mermaid', 'as a diagram for Markdown; dot is for Graphviz'],
    ],
  },
  list: {
    formats: ['openai'],
    examples: [['list --format openai', 'for programs that know that form']],
  },
  'metrics set': {
    flags: [
      {
        name: 'from',
        type: 'text',
        group: 'Run',
        placeholder: 'FILE',
        description:
          'also those of a JSON file; names in nested objects are joined by dots, and KEY=VALUE beats them',
        commandLineOnly: true,
      },
    ],
    ownWords: ['metrics'],
    loadReader: async () => (await import('./readers/metrics.js')).readMetrics,
  },
  'metrics list': {
    formats: ['ndjson', 'csv'],
    examples: [['metrics list agent@1.0.0 --format csv', 'for a spreadsheet']],
  },
  compare: {
    formats: ['markdown'],
    examples: [['compare agent lamp --only-differences --format markdown', 'for a report']],
  },
  'binding add': {
    descriptions: { config: CONFIG },
    loadReader: async () => (await import('./readers/binding-config.js')).readConfig,
  },
  'binding update': {
    descriptions: { config: CONFIG },
    loadReader: async () => (await import('./readers/binding-config.js')).readBindingUpdate,
  },
  health: {
    formats: ['ndjson', 'csv'],
    examples: [['health -q', 'the models that are not healthy, for scripts']],
  },
  update: {
    descriptions: {
      fields: 'description, author, license or any other field; KEY= takes it back',
    },
  },
  'retention apply': {
    examples: [
      ['retention apply --delete-archived-after 365 --yes', 'asks before it deletes, or --yes'],
    ],
  },
  gc: {
    examples: [['gc --yes', 'without a question']],
  },
  delete: {
    examples: [['delete lamp --purge --yes', 'for good, without a question']],
  },
};

/** What the shell adds to an operation; nothing for most. */
export function extrasOf(name: string): Extras {
  return Object.entries(EXTRAS).find(([it]) => it === name)?.[1] ?? {};
}
