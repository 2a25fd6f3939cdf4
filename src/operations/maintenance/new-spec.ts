/** Writes the first spec of a model, for a person to complete. No registry takes part. */
import { isAbsolute, join, posix, resolve } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { own } from '../../domain/json.js';
import { truncate } from '../../domain/lists.js';
import { didYouMean } from '../../domain/nearest.js';
import { defaultOptions } from '../../domain/options.js';
import { STANDARD_STREAM, withSlashes } from '../../domain/paths.js';
import { operation, option, wording, type Wording } from '../../domain/wording.js';
import { isSpecOf, saveCopy } from '../../files/write-source.js';
import { parseSpec } from '../../gnn/index.js';
import {
  resolveSizes,
  SKELETONS,
  writeSkeleton,
  type SkeletonKind,
} from '../../skeletons/index.js';
import { isOwnPath } from '../../store/own-paths.js';
import { validateSpec } from '../../validate/index.js';
import { toModelId } from '../../version/model-id.js';
import type { NewInput, NewOutput } from '../generated/shapes.js';
import { defineRun } from '../operation.js';
import type { Workplace } from '../workplace.js';

type Asked = Pick<NewInput, 'kind' | 'name' | 'states' | 'observations' | 'actions'>;

/** A spec that is not written yet. */
type Composed = Pick<NewOutput, 'kind' | 'model_name' | 'sizes' | 'text'>;

/**
 * Composes a spec.
 *
 * @throws RegistryError `value-refused` for a kind that there is not, or a size that it does not have;
 *   `name-refused` for a name that the notation cannot hold
 */
export function composeSpec({ kind, name, states, observations, actions }: Asked): Composed {
  assertKind(kind);
  const modelName = name.trim();
  assertName(modelName);
  const sizes = resolveSizes(kind, {
    ...(states !== undefined && { states }),
    ...(observations !== undefined && { observations }),
    ...(actions !== undefined && { actions }),
  });
  return { kind, model_name: modelName, sizes, text: writeSkeleton(kind, modelName, sizes) };
}

function assertKind(kind: string): asserts kind is SkeletonKind {
  if (own(SKELETONS, kind) !== undefined) return;
  const kinds = Object.keys(SKELETONS);
  throw new RegistryError(
    'value-refused',
    `there is no kind ${JSON.stringify(truncate(kind, 60))}${didYouMean(kind, kinds)}`,
    `Give one of ${kinds.join(', ')}.`,
  );
}

/** Refuses a name that would be read as something else, such as one that opens a section. */
function assertName(name: string): void {
  if (name.length <= MOST_CHARACTERS && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name) && isReadAs(name))
    return;
  throw new RegistryError(
    'name-refused',
    `a spec cannot hold the name ${JSON.stringify(truncate(name, 60))}`,
    `Give one line of at most ${MOST_CHARACTERS} characters that begins with a letter or a digit.`,
  );
}

/** Whether a spec with a name is read with this name, and without a finding. */
function isReadAs(name: string): boolean {
  const { specs, diagnostics } = parseSpec(writeSkeleton('hmm', name));
  const [spec] = specs;
  if (spec === undefined || specs.length > 1 || diagnostics.length > 0) return false;
  const verdict = validateSpec(spec, { profile: 'research' });
  return spec.model.model_name === name && verdict.diagnostics.length === 0;
}

const MOST_CHARACTERS = 200;

/** A spec that was written, and what to do with it next. */
export interface NewSpec {
  readonly spec: NewOutput;
  readonly next: readonly NextStep[];
}

/** Something to do next. */
export interface NextStep {
  readonly call: Wording;
  readonly meaning: string;
}

/**
 * Composes a spec, and writes it to a file unless that is not wanted.
 *
 * @throws RegistryError as {@link composeSpec}; `output-exists` for a file with other content, unless it is
 *   to be replaced; `file-refused` for a file of the registry, and for what is no file
 */
export async function writeNewSpec(place: Workplace, input: NewInput): Promise<NewSpec> {
  const { options, env } = place;
  const composed = composeSpec(input);
  if (input.output === STANDARD_STREAM) {
    return { spec: { ...composed, file_path: null, in_target: false }, next: [] };
  }
  const shown = input.output ?? join(options.targetDir, `${toModelId(composed.model_name)}.md`);
  const path = resolve(env.cwd, shown);
  if (isOwnPath({ ...options, cwd: env.cwd }, path)) {
    throw new RegistryError(
      'file-refused',
      `${shown} is one of the registry's own files`,
      'Name another file.',
    );
  }
  await saveCopy(path, Buffer.from(composed.text), { overwrite: input.force === true });
  const file = isAbsolute(shown) ? withSlashes(shown) : posix.normalize(withSlashes(shown));
  const inTarget = isSpecOf(resolve(env.cwd, options.targetDir), path);
  return {
    spec: { ...composed, file_path: file, in_target: inTarget },
    next: [
      { call: wording`${operation('parse', file)}`, meaning: 'show what is read in it' },
      ...(inTarget ? [nextRun(options.targetDir)] : []),
    ],
  };
}

/**
 * The run that registers the specs of a folder.
 *
 * @param usual - the folder of a run that names none
 */
export function nextRun(targetDir: string, usual = defaultOptions(1).targetDir): NextStep {
  const target = targetDir === usual ? [] : [option('target_dir', targetDir)];
  return {
    call: wording`${operation('run', ...target)}`,
    meaning: `register the specs in ${targetDir}`,
  };
}

export { toModelId };

export const NEW = defineRun({
  run: writeNewSpec,
  present: ({ spec }): NewOutput => spec,
  notices: ({ spec: { file_path: file, in_target: inTarget } }): readonly Wording[] =>
    file === null || inTarget
      ? []
      : [`a run does not register ${file}: it is no spec of the target folder`],
});
