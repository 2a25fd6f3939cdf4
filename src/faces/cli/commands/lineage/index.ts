import { LINEAGE_KINDS } from '../../../../domain/generated/values.js';
import type { Command } from '../../command.js';
import { stepFlags } from '../../options.js';
import { CHANGING, REASON, REFERENCE, SHOWN, WHERE, ownFlag } from '../flags.js';

const CHILD = { name: 'CHILD', description: 'a model of the registry' };

/** Where models come from. */
export const LINEAGE: readonly Command[] = [
  {
    name: 'link',
    positionals: [
      CHILD,
      { name: 'PARENT', description: 'the model that it comes from, or a version of it' },
    ],
    summary: 'say that a model comes from another one; `parent` in the front matter says the same',
    flags: [
      ...CHANGING,
      REASON,
      ownFlag({
        name: 'kind',
        type: 'text',
        choices: LINEAGE_KINDS,
        description: 'how it comes from it',
        default: 'derived',
      }),
    ],
    examples: [
      ['link lamp agent', 'the lamp was derived from the agent'],
      ['link lamp agent@1.0.0 --kind fine-tuned', 'from this version of it'],
    ],
    load: async () => (await import('./link.js')).linkCommand,
  },
  {
    name: 'unlink',
    positionals: [
      CHILD,
      { name: 'PARENT', description: 'a model, there or not; with @VERSION the links to that one' },
    ],
    summary: 'take a link back; what a spec declares stands there',
    flags: [...CHANGING, REASON],
    examples: [['unlink lamp agent', 'whatever its kind']],
    load: async () => (await import('./link.js')).unlinkCommand,
  },
  {
    name: 'lineage',
    positionals: [REFERENCE],
    summary: 'show what a model comes from, what comes from it, and what it needs',
    flags: stepFlags([...WHERE, ...SHOWN], {
      format: { choices: ['text', 'json', 'mermaid', 'dot'] },
    }),
    examples: [
      ['lineage agent', 'both ways, as trees'],
      ['lineage agent --format mermaid', 'as a diagram for Markdown; dot is for Graphviz'],
    ],
    load: async () => (await import('./lineage.js')).lineageCommand,
  },
];
