// Generates the Python files that stand for the registry in a pipeline, from those in src/faces/python/files
// and the table of operations.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTable } from './generate-methods.mjs';

const FOLDER = 'src/faces/python/files';
const NAMES = [
  'model_registry/__init__.py',
  'model_registry/program.py',
  'model_registry/registry.py',
  'model_registry/mcp.py',
  // Last, so that what it needs is there once it is.
  '4_model_registry.py',
];

/** @returns the text of the module with the Python files, by their paths below `src` of a pipeline */
export async function generatePython(root, banner) {
  const table = await readTable(root);
  const files = await Promise.all(
    NAMES.map(async (name) => [
      name,
      fill(await readFile(join(root, FOLDER, name), 'utf8'), table),
    ]),
  );
  return `${banner}
/** Python files by their paths; \`@VERSION@\` and \`@PROGRAM@\` are left to be filled in. */
export const PYTHON_FILES = ${JSON.stringify(Object.fromEntries(files))};
`;
}

function fill(text, table) {
  return text
    .replace('"@OPERATIONS@"', () => writeDict(describeOperations(table)))
    .replace('"@STEP_OPTIONS@"', () => writeDict(describeOptions(table.run)))
    .replace(/@SUMMARY (\w+)@/g, (_, name) => table[name].summary);
}

function isPlain({ input }) {
  return !Object.values(input.properties).some(({ type }) => type === 'object');
}

/** Operations whose inputs are texts, numbers and switches. */
function describeOperations(table) {
  return Object.entries(table)
    .filter(([name, operation]) => name !== 'run' && isPlain(operation))
    .map(([name, { input }]) => {
      const words = input['x-words'] ?? [];
      const flags = Object.keys(input.properties).filter((key) => !words.includes(key));
      return [name, { words, flags }];
    });
}

/** What the pipeline says itself. */
const SAID_BY_STEP = ['target_dir', 'recursive'];
const REGISTRY_PATH = { type: 'string', description: 'the registry file' };

function describeOptions({ input }) {
  return Object.entries({ ...input.properties, registry_path: REGISTRY_PATH })
    .filter(([key]) => !SAID_BY_STEP.includes(key))
    .map(([key, { type, enum: choices, description }]) => [
      key,
      { is_switch: type === 'boolean', choices: choices ?? [], help: description },
    ]);
}

function writeDict(pairs) {
  const lines = pairs.map(([key, value]) => `    ${writeValue(key)}: ${writeValue(value)},`);
  return ['{', ...lines, '}'].join('\n');
}

function writeValue(value) {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(writeValue).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, one]) => `"${key}": ${writeValue(one)}`);
  return `{${pairs.join(', ')}}`;
}
