// Writes the types of inputs as TypeScript, plainly: `string`, `'lower' | 'higher'`, `readonly string[]`.

const PRIMITIVES = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' };

/** The type of any JSON value, by its public name. */
const ANY = 'FrontMatterValue';

/** @param schema - a property of an input, without references */
export function toTypeScript(schema) {
  return unionOf(listTypes(schema));
}

/** The types that a value may have. */
export function listTypes({ type, enum: words, items, additionalProperties, ...more }) {
  if (more['x-type'] !== undefined) return [more['x-type']];
  if (more['x-each'] !== undefined) return listEach(more['x-each']);
  if (words !== undefined) return words.map(toLiteral);
  const types = [type].flat();
  if (type === undefined || (types.includes('array') && types.includes('object'))) return [ANY];
  return types.map((it) => {
    if (it === 'null') return 'null';
    if (it === 'array') return `readonly ${enclose(toTypeScript(items))}[]`;
    if (it === 'object') return `Readonly<Record<string, ${toTypeScript(additionalProperties)}>>`;
    return PRIMITIVES[it];
  });
}

/** Several types, each once. */
export function unionOf(types) {
  return [...new Set(types)].join(' | ');
}

/** One of some words, or several with commas between them. */
function listEach(words) {
  const each = words.map(toLiteral);
  return [...each, `\`\${${unionOf(each)}},\${string}\``];
}

function toLiteral(word) {
  return word === null ? 'null' : `'${word}'`;
}

function enclose(type) {
  return type.includes(' | ') ? `(${type})` : type;
}
