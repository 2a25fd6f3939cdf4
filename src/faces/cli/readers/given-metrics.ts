/** Metrics as people and files give them → numbers by their names. */
import { resolve as resolvePath } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { BOUNDS } from '../../../domain/generated/values.js';
import { isObject, parseJson } from '../../../domain/json.js';
import { DEFAULT_SIZE_LIMIT, decodeText, readSource } from '../../../read.js';

/** Where the names of an object in an object meet. */
const JOINT = '.';
const LONGEST = BOUNDS.metricName;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

type Given = readonly (readonly [name: string, value: number])[];

/**
 * Reads `name=number` pairs.
 *
 * @throws RegistryError `value-refused` for another form, a text that is no finite number, or a name
 *   that stands twice
 */
export function readPairs(pairs: readonly string[]): Record<string, number> {
  return collect(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) {
        throw refuse(`${JSON.stringify(pair)} is no metric`, 'Write name=number.');
      }
      const [name, text] = [pair.slice(0, at), pair.slice(at + 1).trim()];
      const value = NUMBER.test(text) ? Number(text) : Number.NaN;
      if (!Number.isFinite(value)) throw describeNoNumber(name, text);
      return [name, value];
    }),
  );
}

/**
 * Reads metrics from a JSON file: an object of numbers, or of such objects, whose names are joined
 * by dots.
 *
 * @param file - from the working directory or absolute
 * @throws RegistryError `value-refused`, naming the file, and the value where one is refused
 */
export async function readMetricsFile(file: string, cwd: string): Promise<Record<string, number>> {
  const resolvedPath = resolvePath(cwd, file);
  const source = await readSource(
    { filePath: file, relativePath: file, resolvedPath },
    DEFAULT_SIZE_LIMIT,
  );
  if ('code' in source) {
    // A spec was found before it is read; this file was only named.
    const why = source.message.replace('no longer exists', 'does not exist');
    throw refuse(`${file}: ${why}`, 'Name a file of JSON.');
  }
  const json = parseJson(decodeText(source.bytes) ?? '');
  if (!isObject(json)) {
    throw refuse(
      `${file} holds no JSON object`,
      'Write {"name": number}; objects may hold others.',
    );
  }
  return collect(flatten(json, '', file));
}

function flatten(object: object, prefix: string, file: string): Given {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]): Given => {
    const name = prefix === '' ? key : `${prefix}${JOINT}${key}`;
    // Before what is nested too deeply is followed to its end.
    if (name.length > LONGEST)
      throw refuse(`${file}: a name is too long`, `Write ${LONGEST} at most.`);
    if (isObject(value)) return flatten(value, name, file);
    if (typeof value === 'number' && Number.isFinite(value)) return [[name, value]];
    throw describeNoNumber(name, shown(value), file);
  });
}

/** Two ways of writing may lead to one name: `{"a": {"b": 1}, "a.b": 2}`. */
function collect(given: Given): Record<string, number> {
  const metrics = new Map<string, number>();
  for (const [name, value] of given) {
    if (metrics.has(name)) throw refuse(`the metric ${name} is given twice`, 'Give it once.');
    metrics.set(name, value);
  }
  return Object.fromEntries(metrics);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.parse makes it of a number that is too large.
  if (typeof value === 'number') return String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function describeNoNumber(name: string, text: string, file?: string): RegistryError {
  return refuse(
    `${file === undefined ? '' : `${file}: `}the metric ${name} is no finite number: ${text === '' ? 'it is empty' : text}`,
    'Give a number such as 0.93, -12 or 1e-6.',
  );
}

function refuse(message: string, hint: string): RegistryError {
  return new RegistryError('value-refused', message, hint);
}
