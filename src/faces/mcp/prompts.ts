/** Prompts: what a person may ask a client to do with the registry, with what it needs to know for it. */
import {
  ProtocolError,
  ProtocolErrorCode,
  type GetPromptResult,
  type Prompt,
} from '@modelcontextprotocol/server';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import type { Operation } from '../../operations/operation.js';
import { OPERATIONS } from '../../operations/table.js';
import { readArguments } from './arguments.js';
import { executeFor } from '../../operations/resident.js';
import type { Service } from './service.js';
import { createTool } from './tools.js';

type Given = Readonly<Record<string, string>>;
/** Runs an operation, and returns what it answers. */
type Ask = (name: keyof typeof OPERATIONS, input: object) => Promise<unknown>;

/** A prompt, and how it is written. */
interface PromptRow extends Omit<Prompt, 'name'> {
  readonly write: (given: Given, ask: Ask) => Promise<string>;
}

const PROMPTS: Readonly<Record<string, PromptRow>> = {
  write_spec: {
    title: 'Write a spec',
    description: 'Write the GNN spec of a new model for a purpose, check it, and register it.',
    arguments: [
      { name: 'purpose', description: 'what the model is to do', required: true },
      { name: 'kind', description: 'such as pomdp, hmm, mdp or bandit; default: pomdp' },
    ],
    write: async ({ purpose = '', kind = 'pomdp' }, ask) => {
      const { text, model_name: name } = toRecord(
        await ask('new', { kind, name: 'New model', output: '-' }),
      );
      return [
        `Write a GNN (Generalized Notation Notation) spec of an Active Inference model for this purpose: ${purpose}`,
        'Search the registry first: a model for it may be there, to be used or to be extended.',
        'Begin with the spec below, which is sound. Give the model a name, the states, observations and actions that the purpose needs, with their sizes in every dimension, and values of these sizes. Each distribution sums to 1. Say in comments what each index means.',
        'Check the text with `check`, mend every finding, and register it with `register` once a person has agreed.',
        fence(text, `the spec of ${JSON.stringify(name)}`),
      ].join('\n\n');
    },
  },
  explain_model: {
    title: 'Explain a model',
    description: 'Explain what a registered model does, and how.',
    arguments: [{ name: 'reference', description: 'a model or a version of it', required: true }],
    write: async ({ reference = '' }, ask) => {
      const described = await ask('describe', { reference });
      const { source } = toRecord(await ask('show', { reference, source: true }));
      return [
        'Explain this Active Inference model to somebody who knows the field and not the model: what it is for, what its hidden states, observations and actions are, how they depend on each other, what it prefers and believes at the start, and what is unusual in it. Name variables as the spec does. Say what the spec leaves open, and invent nothing.',
        `What it is made of:\n${JSON.stringify(described, null, 2)}`,
        fence(source, 'its spec'),
      ].join('\n\n');
    },
  },
  mend_findings: {
    title: 'Mend findings',
    description: 'Mend everything that a check finds in a spec.',
    arguments: [{ name: 'file', description: 'the spec', required: true }],
    write: async ({ file = '' }, ask) => {
      const { findings: all, models } = toRecord(await ask('check', { paths: [file] }));
      const findings = listToMend(all);
      if (findings.length === 0) return `The GNN spec ${file} has nothing to mend: say so.`;
      return [
        `Mend the findings below in the GNN spec ${file}. Each says what to do about it. Change only what a finding needs: whoever uses the model relies on the rest. If a finding can be mended in several ways that mean different things, ask.`,
        'Check the new text with `check`, giving the file as `stdin_path`, until it finds neither errors nor warnings, and then say what the changes do to the version.',
        `Findings:\n${JSON.stringify(findings, null, 2)}`,
        `What a run would do now:\n${JSON.stringify(models, null, 2)}`,
      ].join('\n\n');
    },
  },
};

/** The findings that ask for a change: an info tells something, and stays. */
function listToMend(findings: unknown): readonly unknown[] {
  return Array.isArray(findings)
    ? findings.filter((it) => !isObject(it) || toRecord(it)['severity'] !== 'info')
    : [];
}

/** A text between fences that are longer than any in it. */
function fence(text: unknown, what: string): string {
  const content = typeof text === 'string' ? text : '';
  const longest = Math.max(2, ...[...content.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${what}:\n${ticks}markdown\n${content}\n${ticks}`;
}

function toRecord(data: unknown): Readonly<Record<string, unknown>> {
  return isObject(data) ? Object.fromEntries(Object.entries(data)) : {};
}

export function listPrompts(): Prompt[] {
  return Object.entries(PROMPTS).map(([name, { title, description, arguments: given = [] }]) => ({
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    arguments: given,
  }));
}

/**
 * Writes a prompt.
 *
 * @throws ProtocolError for an unknown prompt, or one without what it needs; RegistryError
 */
export async function writePrompt(
  service: Service,
  name: string,
  given: Given,
  signal: AbortSignal,
): Promise<GetPromptResult> {
  const prompt = Object.hasOwn(PROMPTS, name) ? PROMPTS[name] : undefined;
  if (prompt === undefined) {
    throw refuse(`there is no prompt ${JSON.stringify(name)}: ${Object.keys(PROMPTS).join(', ')}`);
  }
  const missing = prompt.arguments?.find((it) => it.required === true && !given[it.name]);
  if (missing !== undefined) throw refuse(`${name} needs ${missing.name}: ${missing.description}`);
  const text = await prompt.write(given, async (operationName, input) => {
    const operation: Operation = OPERATIONS[operationName];
    const tool = createTool(operationName, operation);
    const checked = readFor(name, () => readArguments(tool, input, service.env.cwd));
    const { data } = await executeFor(service, operation, checked.input, { signal });
    return data;
  });
  const { description } = prompt;
  return {
    ...(description !== undefined && { description }),
    messages: [{ role: 'user', content: { type: 'text', text } }],
  };
}

/** Reads the input of a tool for a prompt, whose arguments the error names instead of those of the tool. */
function readFor<Read>(name: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code === 'file-refused') throw error;
    const given = PROMPTS[name]?.arguments?.map((it) => it.name) ?? [];
    throw new RegistryError(
      error.code,
      error.wording.message,
      `The prompt ${name} takes ${given.join(', ')}.`,
    );
  }
}

function refuse(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
