import { LOWER_IS_BETTER } from '../../../../domain/metric-direction.js';
import type { Command } from '../../command.js';
import { stepFlags } from '../../options.js';
import { CHANGING, LISTING, REASON, REFERENCE, SHOWN, WHERE, ownFlag } from '../flags.js';

/** What was measured of versions, and versions side by side. */
export const METRICS: readonly Command[] = [
  {
    name: 'metrics set',
    positionals: [
      REFERENCE,
      {
        name: 'KEY=VALUE',
        description: 'a metric and its number, such as accuracy=0.93',
        optional: true,
        many: true,
      },
    ],
    summary: 'set metrics of a version, beside those that it has; of a model, of its current one',
    flags: [
      ...CHANGING,
      REASON,
      ownFlag({
        name: 'from',
        type: 'text',
        placeholder: 'FILE',
        description:
          'also those of a JSON file; names in nested objects are joined by dots, and KEY=VALUE beats them',
      }),
    ],
    examples: [
      ['metrics set agent accuracy=0.93 val_loss=0.21', 'of the current version'],
      ['metrics set agent@1.0.0 accuracy=0.88', 'of this version'],
    ],
    load: async () => (await import('./metrics.js')).setMetricsCommand,
  },
  {
    name: 'metrics rm',
    positionals: [REFERENCE, { name: 'KEY', description: 'a metric that it has', many: true }],
    summary: 'remove metrics of a version',
    flags: [...CHANGING, REASON],
    examples: [['metrics rm agent accuracy', 'of the current version']],
    load: async () => (await import('./metrics.js')).removeMetricsCommand,
  },
  {
    name: 'metrics list',
    positionals: [REFERENCE],
    summary: 'list the metrics of a version',
    flags: LISTING,
    examples: [
      ['metrics list agent', 'of the current version'],
      ['metrics list agent@1.0.0 --format csv', 'for a spreadsheet'],
    ],
    load: async () => (await import('./metrics.js')).listMetricsCommand,
  },
  {
    name: 'compare',
    positionals: [{ ...REFERENCE, many: true }],
    summary: 'show versions side by side, with the best value of each metric marked by *',
    flags: [
      ...stepFlags([...WHERE, ...SHOWN], { format: { choices: ['text', 'json', 'markdown'] } }),
      ownFlag({
        name: 'metrics',
        type: 'text',
        placeholder: 'A,B',
        group: 'Output',
        description: `of the metrics these alone; the lowest value is best where a word of the name is ${listOf(LOWER_IS_BETTER)}, else the highest`,
      }),
      ownFlag({
        name: 'only-differences',
        type: 'boolean',
        group: 'Output',
        description: 'leave out what is the same everywhere',
      }),
    ],
    examples: [
      ['compare agent@1.0.0 agent lamp', 'two versions and another model'],
      ['compare agent lamp --only-differences --format markdown', 'for a report'],
    ],
    load: async () => (await import('./compare.js')).compareCommand,
  },
];

function listOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
