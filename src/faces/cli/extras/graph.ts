/** `--output FILE`: writes a picture to a file, in the format that its name says. */
import { RegistryError } from '../../../domain/errors.js';
import type { GraphInput, GraphOutput } from '../../../operations/generated/shapes.js';
import { usageError } from '../arguments.js';
import type { Delivery, Reader } from '../extras.js';
import { findStream, saveNamed } from '../save-named.js';

const ENDINGS: Readonly<Record<string, NonNullable<GraphInput['format']>>> = {
  svg: 'svg',
  png: 'png',
  dot: 'dot',
  gv: 'dot',
  mmd: 'mermaid',
  mermaid: 'mermaid',
};

/** Reads the format from the name of the file, unless it is given. @throws RegistryError `usage` */
export const readGraph: Reader = ({ values, flags, io }, given) => {
  const { output, force } = values;
  if (output === undefined && force === true) throw usageError('--force requires --output');
  const ending = typeof output === 'string' ? (/\.(\w+)$/.exec(output)?.[1] ?? '') : '';
  const guessed = Object.hasOwn(ENDINGS, ending.toLowerCase()) && ENDINGS[ending.toLowerCase()];
  const input = guessed === false || 'format' in given ? given : { ...given, format: guessed };
  const isPng = 'format' in input && input.format === 'png';
  const goesToStdout = output === undefined || findStream(String(output)) === 'stdout';
  // Said before the work: a terminal shows bytes as garbage.
  if (isPng && goesToStdout && io.stdout.isTTY && !isJson(flags)) {
    throw new RegistryError(
      'value-refused',
      'a PNG is not text: a terminal cannot show it',
      'Write it to a file with --output FILE, or into a pipe.',
    );
  }
  return input;
};

function isJson({ json, format }: { json?: boolean; format?: string }): boolean {
  return json === true || format === 'json';
}

/** Writes the picture to the file, or its bytes to a pipe. @throws RegistryError as `saveNamed` does */
export const savePicture: Delivery<GraphOutput> = async (done, call, { options }) => {
  const { output, force } = call.values;
  const { content, encoding, file_path: spec } = done.result;
  const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  if (typeof output === 'string' && findStream(output) !== 'stdout') {
    const specs = spec === '' ? [] : [spec];
    await saveNamed({ name: output, options, specs, overwrite: force === true }, bytes, call.io);
    const { content: _, ...data } = done.result;
    return { ...done, result: { ...done.result, output }, data: { ...data, output } };
  }
  if (encoding === 'base64' && !isJson(call.flags)) call.io.stdout.writeBytes?.(bytes);
  return done;
};
