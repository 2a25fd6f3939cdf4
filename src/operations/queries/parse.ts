/** Shows what is read in a spec, for people who ask why. No registry takes part. */
import { limitsOf } from '../../domain/limits.js';
import { RegistryError } from '../../domain/errors.js';
import type { Spec } from '../../domain/spec.js';
import { operation, wording } from '../../domain/wording.js';
import { parseSpec } from '../../gnn/index.js';
import { getFields } from '../../pipeline/check-fingerprint.js';
import { reportNoText } from '../../pipeline/parse.js';
import { decodeText, isFolder, readSource } from '../../read.js';
import { validateSpec } from '../../validate/index.js';
import type { ParseInput, ParseModel, ParseOutput } from '../generated/shapes.js';
import { defineRun } from '../operation.js';
import type { Workplace } from '../workplace.js';
import { assertPresent, describeRefusal, resolveSourcePath } from '../workplace.js';

/**
 * Reads a file as a run does, and keeps what a run would refuse or skip.
 *
 * @throws RegistryError `spec-refused` if the file cannot be read, or is not text
 */
async function parseFile(place: Workplace, { file }: ParseInput): Promise<ParseOutput> {
  const { profile, settings } = place.options;
  const path = resolveSourcePath(file, place);
  assertPresent(path, file);
  if (isFolder(path.resolvedPath)) {
    throw new RegistryError(
      'spec-refused',
      `${file} is a folder, and one file is read at a time`,
      wording`Name a file in it; ${operation('check', file)} checks all specs of a folder.`,
    );
  }
  const source = await readSource(path, settings.max_file_size);
  if ('code' in source) throw describeRefusal(file, [source]);
  const text = decodeText(source.bytes);
  if (text === undefined) throw describeRefusal(file, [reportNoText()]);
  const { isSpec, specs, diagnostics } = parseSpec(text, limitsOf(settings));
  const isRefused = diagnostics.some(({ severity }) => severity === 'error');
  const options = { profile, fields: getFields(place.options) };
  const models = specs.map((spec): ParseModel => {
    const verdict = validateSpec(spec, options);
    return {
      accepted: verdict.accepted && !isRefused,
      from_line: spec.lines.from,
      to_line: Math.max(spec.lines.from, spec.lines.to - 1),
      sections: listSections(spec),
      model: spec.model,
      diagnostics: verdict.diagnostics,
    };
  });
  return { file_path: path.filePath, is_spec: isSpec, models, diagnostics: [...diagnostics] };
}

function listSections({ sections }: Spec): ParseModel['sections'] {
  return Array.from(sections, ([name, { line }]) => ({ name, line })).sort(
    (a, b) => a.line - b.line,
  );
}

export const PARSE = defineRun({
  run: parseFile,
  present: (read): ParseOutput => read,
  isWarning: ({ is_spec: isSpec, models }) => !isSpec || models.some((it) => !it.accepted),
});
