/** The tools: every operation in a toolset or left out with a reason, and few words about each. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, describe, test } from 'vitest';
import { OUTLINES } from '../../../src/faces/mcp/generated/outlines.js';
import { listTools, showInput, type Offer } from '../../../src/faces/mcp/tools.js';
import {
  DEFAULT_TOOLS,
  LEFT_OUT,
  listToolsets,
  toToolset,
} from '../../../src/faces/mcp/toolsets.js';
import { wordForClients } from '../../../src/faces/mcp/wording.js';
import { operation, option, wording } from '../../../src/domain/wording.js';
import type { Operation } from '../../../src/operations/operation.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import { openBench } from '../../operations/harness.js';
import { connect, serviceOf } from './harness.js';

const ROWS: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);
const offer = (given: Partial<Offer> = {}): Offer => ({
  toolsets: [],
  readOnly: false,
  allowDestructive: false,
  ...given,
});
const ALL = listTools(offer({ toolsets: ['all'], allowDestructive: true }));
const toolOf = (name: string) => [...ALL.values()].find((it) => it.operationName === name);

describe.each(ROWS)('%s', (name, row) => {
  test('is a tool of its toolset, or is left out with a reason', () => {
    const reason = Object.entries(LEFT_OUT).find(([it]) => it === name)?.[1];
    if (reason !== undefined) {
      expect(reason).not.toBe('');
      return expect(toolOf(name)).toBeUndefined();
    }
    const inSet = listTools(offer({ toolsets: [toToolset(row)], allowDestructive: true }));
    expect([...inSet.values()].map((it) => it.operationName)).toContain(name);
    expect(toolOf(name)?.name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
    expect(toolOf(name)?.description).toMatch(/^[A-Z].*[.?]$/);
  });

  test('says whether it reads, changes or destroys', () => {
    const { annotations } = toolOf(name) ?? {};
    if (annotations === undefined) return;
    expect(annotations.readOnlyHint).toBe(row.kind === 'query');
    if (row.kind !== 'query')
      expect(annotations.destructiveHint).toBe(row.kind === 'destroy' || row.replaces === true);
  });

  test('names as paths the inputs that are files or folders', () => {
    for (const [key, property] of Object.entries(row.input.properties)) {
      const isFile = /^(?:FILE|DIR)$/.test(property['x-placeholder'] ?? '');
      const isOfRun = property['x-option'] === true;
      // The path of an export is only compared with what is recorded.
      if (isFile && !isOfRun && name !== 'export rm')
        expect([key, property['x-path']]).toEqual([key, true]);
    }
  });

  test('has an outline of its answer that requires only what it names', () => {
    const { properties = {}, required = [] } = OUTLINES[name as keyof typeof OUTLINES];
    expect(Object.keys(properties)).toEqual(expect.arrayContaining([...required]));
  });
});

test('eight tools are offered unless a client asks for more', () => {
  const names = [...listTools(offer()).keys()];
  expect(names.toSorted()).toEqual([
    'check',
    'diff',
    'get',
    'list',
    'promote',
    'register',
    'search',
    'versions',
  ]);
  expect(DEFAULT_TOOLS).toHaveLength(8);
});

test('a list of eight tools takes at most 2,500 tokens', async () => {
  const bench = await openBench();
  const { client, close } = await connect(serviceOf(bench));
  // Counted as GPT-4o does (o200k_base), on the JSON that a client gets.
  const { tools } = await client.listTools();
  expect(encode(JSON.stringify(tools)).length).toBeLessThanOrEqual(2500);
  expect(tools).toHaveLength(8);
  await close();
  await bench.remove();
});

test('a read-only server has only queries, and destruction is off unless it is asked for', () => {
  const read = listTools(offer({ toolsets: ['all'], readOnly: true }));
  expect(new Set(Array.from(read.values(), ({ operation: it }) => it.kind))).toEqual(
    new Set(['query']),
  );
  const usual = listTools(offer({ toolsets: ['all'] }));
  expect([...usual.keys()]).not.toContain('delete');
  expect([...usual.keys()]).not.toContain('generation_restore');
  expect(Array.from(usual.values(), ({ operation: it }) => it.kind)).not.toContain('destroy');
  expect([...ALL.keys()]).toContain('delete');
});

test('an unknown toolset is refused with those that there are', () => {
  expect(() => listTools(offer({ toolsets: ['labls'] }))).toThrow(
    'there is no toolset "labls"; did you mean labels?',
  );
  expect(listToolsets()).toContain('life-cycle');
});

test('the schema of an input has what a client needs, and no word of the shell', () => {
  for (const tool of ALL.values()) {
    const text = JSON.stringify(showInput(tool.input));
    expect(text).not.toMatch(/"x-|maxLength/);
    expect(tool.input.properties).toHaveProperty('max_tokens');
  }
  expect(ALL.get('list')?.input.properties).toHaveProperty('cursor');
});

test('texts name tools and arguments, and where a tool is that is not offered', () => {
  const word = wordForClients(listTools(offer()));
  expect(word(wording`See ${operation('versions', 'agent')}.`)).toBe(
    'See `versions` with `id: "agent"`.',
  );
  expect(word([operation('tag add', 'agent', 'x')])).toBe(
    '`tag_add` with `reference: "agent"`, `tag: "x"` (toolset labels)',
  );
  expect(word([operation('git setup')])).toBe('the command `gnn-registry git setup`');
  expect(word([option('output_dir')])).toBe('`--output-dir` of the server');
  expect(word([option('reason', 'x')])).toBe('`reason: "x"`');
});
