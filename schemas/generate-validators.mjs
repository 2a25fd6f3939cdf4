/** Generates a validator of each schema: ajv's code as a module of its own, with its helpers bundled in. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, _, str } from 'ajv/dist/2020.js';
import { useFunc } from 'ajv/dist/compile/util.js';
import ucs2length from 'ajv/dist/runtime/ucs2length.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { AJV_OPTIONS } from './ajv-options.mjs';
import { withoutErrors } from './without-errors.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Whose faults are told to a person: these validators also say what is wrong, and where. */
const EXPLAINED = ['config', 'gnn-model', 'model-registry'];
/** Of these, nobody asks only whether a value fits. */
const ONLY_EXPLAINED = ['config', 'gnn-model'];

const TEST = `declare const validate: (value: unknown) => boolean;
export { validate };
`;
const EXPLANATION = `import type { ValidateFunction } from 'ajv';
declare const validate: ValidateFunction;
export { validate };
`;

/**
 * @param names - of the schemas' files, in the same order
 * @returns the modules and their declarations, by their paths
 */
export async function generateValidators(schemas, names, banner) {
  const outputs = new Map();
  const ajv = createAjv(schemas);
  const put = async (path, schema, explains) => {
    outputs.set(`${path}.js`, banner + (await generateValidator(ajv, schema, explains)));
    outputs.set(`${path}.d.ts`, banner + (explains ? EXPLANATION : TEST));
  };
  for (const [index, schema] of schemas.entries()) {
    const name = names[index].replace('.schema.json', '');
    const base = `src/domain/generated/${name}`;
    if (!ONLY_EXPLAINED.includes(name)) await put(base, schema, false);
    if (EXPLAINED.includes(name)) await put(`${base}-explained`, schema, true);
  }
  return outputs;
}

/**
 * The limits of a text's length. Ajv counts the characters of every text; a text cannot have more of them
 * than it has code units, nor less than half as many, so nearly none has to be counted.
 */
const LENGTH_LIMITS = {
  maxLength: {
    says: 'more',
    exceeds: (data, limit, count) => _`${data}.length > ${limit} && ${count}(${data}) > ${limit}`,
  },
  minLength: {
    says: 'fewer',
    exceeds: (data, limit, count) =>
      _`${data}.length < ${2 * limit} && (${data}.length < ${limit} || ${count}(${data}) < ${limit})`,
  },
};

function limitLength(ajv, keyword, { says, exceeds }) {
  ajv.removeKeyword(keyword);
  ajv.addKeyword({
    keyword,
    type: 'string',
    schemaType: 'number',
    error: {
      message: ({ schemaCode }) => str`must NOT have ${says} than ${schemaCode} characters`,
      params: ({ schemaCode }) => _`{limit: ${schemaCode}}`,
    },
    code(context) {
      const count = useFunc(context.gen, ucs2length.default);
      context.fail(exceeds(context.data, context.schema, count));
    },
  });
}

/** Words about a schema that say nothing of what it allows. */
const REMARKS = ['$comment', 'description', 'title'];

/** Leaves remarks out, but no property that has such a name. */
function withoutRemarks(schema) {
  if (Array.isArray(schema)) return schema.map(withoutRemarks);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(REMARKS.includes(key) && typeof value === 'string'))
      .map(([key, value]) => [key, withoutRemarks(value)]),
  );
}

function createAjv(schemas) {
  const ajv = new Ajv2020({
    ...AJV_OPTIONS,
    inlineRefs: false,
    unicodeRegExp: true,
    code: { source: true, esm: true },
  });
  for (const [keyword, limit] of Object.entries(LENGTH_LIMITS)) limitLength(ajv, keyword, limit);
  ajv.addSchema(schemas.map(withoutRemarks));
  return ajv;
}

async function generateValidator(ajv, schema, explains) {
  const explained = standaloneCode(ajv, ajv.getSchema(schema.$id));
  const code = explains ? explained : withoutErrors(explained);
  const result = await build({
    stdin: { contents: code, resolveDir: here },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    minify: true,
    legalComments: 'none',
  });
  return result.outputFiles[0].text;
}
