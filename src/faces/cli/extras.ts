/** What only the shell has of an operation: it says what becomes of an answer. */
import type { Executed } from '../../operations/execute.js';
import type { OperationName } from '../../operations/table.js';
import type { Call, Command } from './command.js';
import type { Flag, Output } from './options.js';

/** What the shell adds to an operation. */
export interface Extras {
  readonly flags?: readonly Flag[];
  /** Forms of the answer besides text, JSON and, for lists, NDJSON and CSV. */
  readonly formats?: readonly Output['format'][];
  readonly examples?: Command['examples'];
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
export type Delivery = (done: Executed, call: Call) => Executed | Promise<Executed>;

const EXTRAS: Partial<Readonly<Record<OperationName, Extras>>> = {
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
  health: {
    formats: ['ndjson', 'csv'],
    examples: [['health -q', 'the models that are not healthy, for scripts']],
  },
  delete: {
    examples: [['delete lamp --purge --yes', 'for good, without a question']],
  },
};

/** What the shell adds to an operation; nothing for most. */
export function extrasOf(name: string): Extras {
  return Object.entries(EXTRAS).find(([it]) => it === name)?.[1] ?? {};
}
