/** Reads metrics from pairs of the command line and from files, as numbers by name. */
import { RegistryError } from '../../../domain/errors.js';
import { BOUNDS } from '../../../domain/generated/values.js';
import { isObject, parseJson } from '../../../domain/json.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { truncate, unquote } from '../../../domain/lists.js';
import { usageError } from '../arguments.js';
import type { Reader } from '../extras.js';
import { quoteWord } from '../wording.js';
import { readTextFile } from './text-file.js';

/** Joins the names of nested objects. */
const SEPARATOR = '.';
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

type NamedNumbers = readonly (readonly [name: string, value: number])[];

/** Reads `metrics set REF KEY=VALUE… --from FILE`: the pairs override the file. */
export const readMetrics: Reader = async ({ words, values, io }, given) => {
  const [, ...pairs] = words;
  const { from: file } = values;
  if (pairs.length === 0 && file === undefined) {
    throw usageError('metrics set needs KEY=VALUE or --from FILE');
  }
  const inFile = typeof file === 'string' ? await readMetricsFile(file, io.cwd) : {};
  return { ...given, metrics: { ...inFile, ...readPairs(pairs) } };
};

/**
 * Reads `name=number` pairs.
 *
 * @throws RegistryError `value-refused` for any other form, a value that is not a finite number, or a
 *   name that appears twice
 */
export function readPairs(pairs: readonly string[]): Record<string, number> {
  return collect(
    pairs.map((pair, index) => {
      // A name with an `=` in it is quoted.
      const [, written = '', number = ''] = /^("[^"]+"|[^=]+)=(.*)$/su.exec(pair) ?? [];
      if (written === '') {
        throw describeNoPair(pair, pairs[index + 1]);
      }
      const [name, text] = [unquote(written), number.trim()];
      const value = NUMBER.test(text) ? Number(text) : Number.NaN;
      if (!Number.isFinite(value)) throw describeNotANumber(name, text);
      return [name, value];
    }),
  );
}

/** A number that follows a name is likely its value. */
function describeNoPair(name: string, next = ''): RegistryError {
  const near = NUMBER.test(next) ? `; did you mean ${quoteWord(`${name}=${next}`)}?` : '';
  return createRefusal(`${JSON.stringify(name)} is not a metric${near}`, 'Write name=number.');
}

const METRICS_FILE = { limit: 16 * MEGABYTE, hint: 'Name a JSON file.' };

/**
 * Reads metrics from a JSON file: an object of numbers or of nested such objects, whose names are
 * joined by dots.
 *
 * @param file - absolute, or relative to the working directory
 * @throws RegistryError `value-refused`, which names the file and any refused value
 */
export async function readMetricsFile(file: string, cwd: string): Promise<Record<string, number>> {
  const json = parseJson(await readTextFile(file, cwd, METRICS_FILE));
  if (!isObject(json)) {
    throw createRefusal(
      `${file} does not contain a JSON object`,
      'Write {"name": number}; objects may be nested.',
    );
  }
  return collect(flatten(json, '', file));
}

function flatten(object: object, prefix: string, file: string): NamedNumbers {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]): NamedNumbers => {
    const name = prefix === '' ? key : `${prefix}${SEPARATOR}${key}`;
    // Checked first, so that recursion into deeply nested objects stops.
    if (name.length > BOUNDS.metricName)
      throw createRefusal(
        `${file}: a name is too long`,
        `Write at most ${BOUNDS.metricName} characters.`,
      );
    if (isObject(value)) return flatten(value, name, file);
    if (typeof value === 'number' && Number.isFinite(value)) return [[name, value]];
    throw describeNotANumber(name, formatValue(value), file);
  });
}

/** The same name can be written in two ways: `{"a": {"b": 1}, "a.b": 2}`. */
function collect(given: NamedNumbers): Record<string, number> {
  const metrics = new Map<string, number>();
  for (const [name, value] of given) {
    if (metrics.has(name))
      throw createRefusal(`the metric ${name} is given twice`, 'Give it once.');
    metrics.set(name, value);
  }
  return Object.fromEntries(metrics);
}

function formatValue(value: unknown): string {
  // JSON.parse returns Infinity for a number that is too large, which JSON cannot write.
  return typeof value === 'number' ? String(value) : truncate(JSON.stringify(value), 40);
}

function describeNotANumber(name: string, text: string, file?: string): RegistryError {
  return createRefusal(
    `${file === undefined ? '' : `${file}: `}the metric ${name} is not a finite number: ${text === '' ? 'it is empty' : text}`,
    'Give a number such as 0.93, -12 or 1e-6.',
  );
}

function createRefusal(message: string, hint: string): RegistryError {
  return new RegistryError('value-refused', message, hint);
}
