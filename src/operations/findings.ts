/** Says of findings where they belong, beyond the line: to which model and which declaration. */
import { basename, resolve as resolvePath } from 'node:path';
import { findDiagnosticInfo } from '../domain/catalogue.js';
import { BY_FILE, entriesWith } from '../domain/entry-index.js';
import { limitsOf } from '../domain/limits.js';
import { groupBy } from '../domain/lists.js';
import type { FileDiagnostic, Summary } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { decodeText, readSource } from '../read.js';
import type { Finding } from './generated/shapes.js';
import { resolveSourcePath, type Workplace } from './workplace.js';

/** A finding, and its model if that is known. */
export type FoundInModel = FileDiagnostic & { readonly modelId?: string | null };

/** What is needed to find out where findings belong. */
export interface FindingContext {
  readonly place: Pick<Workplace, 'options' | 'env' | 'store'>;
  /** The models in a file, registered or to be registered. */
  readonly modelsIn: (path: string) => readonly string[];
  /** The bytes of specs that are not read from their files, by their absolute paths. */
  readonly given?: ReadonlyMap<string, Uint8Array>;
}

/** Returns the findings of a run with what to do about each, and where it belongs. */
export async function describeRun(summary: Summary, place: Workplace): Promise<Finding[]> {
  const { state } = await place.store.load();
  const registered = findModelsIn(state.models, place);
  const added = groupBy(summary.models, (it) => resolvePath(place.env.cwd, it.file_path));
  const modelsIn = (path: string): string[] => {
    const ids = added.get(path)?.map((it) => it.model_id) ?? [];
    return [...new Set([...registered(path), ...ids])];
  };
  return describeFindings(summary.diagnostics.list, { place, modelsIn });
}

/** Returns a function that finds the models of a registry that are in a file. */
export function findModelsIn(
  models: Models,
  { env }: Pick<Workplace, 'env'>,
): FindingContext['modelsIn'] {
  return (path) =>
    [...entriesWith(models, BY_FILE, basename(path))]
      .filter((it) => it.status !== 'deleted' && resolvePath(env.cwd, it.file_path) === path)
      .map((it) => it.model_id);
}

/** Returns findings with what to do about each, and where it belongs. */
export async function describeFindings(
  list: readonly FoundInModel[],
  context: FindingContext,
): Promise<Finding[]> {
  const byFile = groupBy(list, ({ file }) => file);
  const described: Finding[] = [];
  for (const [file, found] of byFile) {
    context.place.env.signal?.throwIfAborted();
    const owner = findOwner(file, context);
    const declarationAt = await readDeclarations(file, context);
    described.push(
      ...found.map(({ modelId, code, severity, message, line, column }) => ({
        code,
        severity,
        message,
        remedy: findDiagnosticInfo(code)?.remedy ?? '',
        file,
        line,
        column,
        model_id: modelId ?? owner,
        declaration: declarationAt(line),
      })),
    );
  }
  return described;
}

/** The only model of a file; null if it has none or several. */
function findOwner(file: string, { modelsIn, place }: FindingContext): string | null {
  const [id, ...others] = modelsIn(resolvePath(place.env.cwd, file));
  return id === undefined || others.length > 0 ? null : id;
}

const nowhere = (): null => null;

/** Larger files are not read again, since nothing guards the parser here. */
const MAX_BYTES = 256 * 1024;

async function readDeclarations(
  file: string,
  { place, given }: FindingContext,
): Promise<(line: number) => string | null> {
  const path = resolveSourcePath(file, place);
  const bytes = given?.get(path.resolvedPath);
  const source = await readSource({ ...path, ...(bytes && { given: bytes }) }, MAX_BYTES);
  const text = 'code' in source ? undefined : decodeText(source.bytes);
  if (text === undefined) return nowhere;
  const { parseSpec } = await import('../gnn/index.js');
  const { findDeclarations } = await import('../gnn/declaration-at.js');
  return findDeclarations(parseSpec(text, limitsOf(place.options.settings)));
}
