/**
 * The stages that only changed specs go through: text → spec → verdict. Loaded on demand, so that a
 * run that finds nothing changed loads no Markdown parser, no YAML parser and no schema validator.
 */
import { sha256 } from '../domain/canonical.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel, Assessment, ParsedFile, Source, Spec } from '../domain/model.js';
import { parseSpec } from '../gnn/index.js';
import { decodeText } from '../read.js';
import type { ValidationOptions } from '../validate/index.js';
import { validateSpec } from '../validate/index.js';
import { semanticHash } from '../version/semantic-form.js';

/** Parses and validates a spec file; anything that can be wrong with it becomes a result. */
export function assessSource(source: Source, options: ValidationOptions): Assessment {
  const text = decodeText(source.bytes);
  if (text === undefined) {
    const message =
      'the file is not UTF-8 text; save it as UTF-8, or give a binary file another ending';
    return refusal(source, [diagnostic('GNN-E010', START, message)]);
  }
  const file = parseSpec(text);
  if (!file.isSpec) return { state: 'skipped', source: pathOf(source) };
  const verdicts = file.specs.map((spec) => ({ spec, verdict: validateSpec(spec, options) }));
  if (file.diagnostics.some((it) => it.severity === 'error')) {
    const found = verdicts.flatMap(({ verdict }) => verdict.diagnostics);
    return refusal(source, [...file.diagnostics, ...found]);
  }
  const accepted = verdicts.filter(({ verdict }) => verdict.accepted);
  const refused = verdicts.filter(({ verdict }) => !verdict.accepted);
  const refusedBy = refused.flatMap(({ verdict }) => verdict.diagnostics);
  if (accepted.length === 0) return refusal(source, refusedBy);
  return {
    state: 'accepted',
    source: pathOf(source),
    models: accepted.map(({ spec, verdict }) =>
      acceptedModel(source, file, spec, verdict.diagnostics),
    ),
    refused: refusedBy,
  };
}

const START = { line: 1, column: 1 };

function refusal(source: Source, refused: Diagnostic[]): Assessment {
  return { state: 'refused', source: pathOf(source), refused };
}

/** The path without the bytes, which need not be kept for every file of a run. */
function pathOf({ filePath, relativePath, resolvedPath }: Source): AcceptedModel['source'] {
  return { filePath, relativePath, resolvedPath };
}

function acceptedModel(
  source: Source,
  file: ParsedFile,
  spec: Spec,
  diagnostics: Diagnostic[],
): AcceptedModel {
  const of = file.specs.length;
  const bytes = of === 1 ? source.bytes : partBytes(source.bytes, file, spec);
  return {
    source: pathOf(source),
    bytes,
    hash: of === 1 ? source.hash : sha256(bytes),
    semanticHash: semanticHash(spec.model),
    fileHash: of === 1 ? null : source.hash,
    part: { index: file.specs.indexOf(spec), of },
    model: spec.model,
    diagnostics,
  };
}

/** The front matter and the model's own lines, byte for byte as they stand in the file. */
function partBytes(bytes: Uint8Array, file: ParsedFile, spec: Spec): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const { from, to } = spec.lines;
  return Buffer.from(
    lines.slice(0, file.frontMatterLines).join('') + lines.slice(from - 1, to - 1).join(''),
  );
}
