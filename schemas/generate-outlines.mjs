// Generates the outlines of what the operations answer: what an AI client is told of an answer, in few
// words. Every answer that fits its schema fits its outline.
import { inline, toOperationName } from './generate-operations.mjs';

/**
 * @param documents - of `readOperationSchemas`
 * @param persisted - the schemas of what is written to disk
 * @returns the text of the module, and its path
 */
export function generateOutlines(documents, persisted, banner) {
  const all = [...documents.map(({ schema }) => schema), ...persisted];
  const entries = documents
    .filter(({ schema }) => schema.$defs.output !== undefined)
    .map(({ file, schema }) => {
      const outline = outlineOf(inline(schema.$defs.output, schema, all));
      return `  ${JSON.stringify(toOperationName(file))}: ${JSON.stringify(outline)},`;
    });
  return [
    'src/faces/mcp/generated/outlines.ts',
    `${banner}import type { OperationName } from '../../../operations/table.js';
import type { Outline } from '../tool.js';

/** What each operation answers, in few words. A list that is the whole answer is under \`items\`. */
export const OUTLINES: Readonly<Record<OperationName, Outline>> = {
${entries.join('\n')}
};
`,
  ];
}

function outlineOf({ type, properties, required, anyOf }) {
  if (type === 'array') return outlineOf({ properties: { items: { type } }, required: ['items'] });
  if (anyOf !== undefined || properties === undefined) return { type: 'object' };
  const brief = Object.entries(properties).map(([key, { type }]) => [
    key,
    type === undefined ? {} : { type },
  ]);
  return { type: 'object', properties: Object.fromEntries(brief), required };
}
