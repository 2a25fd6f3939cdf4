/** What an editor shows of real specs, in process. */
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/domain/limits.js';
import { assessSource } from '../../../src/pipeline/parse.js';
import { sha256 } from '../../../src/domain/canonical.js';
import { format } from '../../../src/faces/lsp/features/format.js';
import { placesToRename } from '../../../src/faces/lsp/features/navigation.js';
import { applyEdits } from '../../../src/faces/lsp/fixes/index.js';
import { createRenamer } from '../../../src/version/difference/renames.js';
import { readForm } from '../../../src/version/difference/unmatched.js';
import type { SemanticForm } from '../../../src/domain/semantic-form.js';
import { nameKey } from '../../../src/domain/names.js';
import { byCodeUnit } from '../../../src/domain/order.js';
import {
  semanticHash,
  toSemanticForm,
  type NamedForm,
  type TimeForm,
} from '../../../src/version/semantic-form.js';
import type { Spec } from '../../../src/domain/spec.js';
import { realSpecs } from '../../support/sample-files.js';
import { read, readingWith } from '../../support/lsp-documents.js';

const FILES = realSpecs();

test.each(FILES)('the findings of $path are those of a check', ({ path, text }) => {
  const bytes = Buffer.from(text);
  const source = {
    filePath: path,
    relativePath: path,
    resolvedPath: path,
    bytes,
    hash: sha256(bytes),
  };
  const assessment = assessSource(source, { profile: 'standard' }, DEFAULT_LIMITS);
  const found =
    assessment.state === 'accepted'
      ? [
          ...assessment.models.flatMap((it) => it.diagnostics),
          ...(assessment.refusal?.diagnostics ?? []),
        ]
      : assessment.state === 'refused'
        ? assessment.refusal.diagnostics
        : assessment.state === 'skipped'
          ? (assessment.diagnostics ?? [])
          : [];
  expect(read(text).findings.map(key).sort()).toEqual(found.map(key).sort());
});

test.each(FILES)('formatting $path keeps its models, and twice is once', ({ text: written }) => {
  const before = read(written);
  const text = applyEdits(before.source.text, format(before, readingWith()));
  const after = read(text);
  expect(hashes(after.models)).toEqual(hashes(before.models));
  expect(format(after, readingWith())).toEqual([]);
});

test.each(FILES)('renaming each variable of $path changes that name alone', ({ path, text }) => {
  const analysis = read(text);
  for (const [index, { spec, names }] of analysis.models.entries()) {
    for (const thing of names().values()) {
      if (thing.variable === undefined) continue;
      const name = `renamed_${index}`;
      const edits = placesToRename(thing, false).map((it) => ({ ...it, text: name }));
      const after = read(applyEdits(analysis.source.text, edits)).models[index];
      const wanted = renameForm(toSemanticForm(spec.model), spec, thing.key, name);
      const found = after && toSemanticForm(after.spec.model);
      expect({ ...found, kind: wanted.kind }, `${path} ${thing.name}`).toEqual(wanted);
    }
  }
});

function key(it: { code: string; line: number; column: number }): string {
  return `${it.line}:${it.column} ${it.code}`;
}

function hashes(specs: readonly { readonly spec: Spec }[]): string[] {
  return specs.map(({ spec }) => semanticHash(toSemanticForm(spec.model)));
}

function each<Form>(texts: readonly string[], rename: (it: Form) => Form): string[] {
  return texts.map((it) => JSON.stringify(rename(readForm<Form>(it)))).sort(byCodeUnit);
}

/** A model in which a variable has another name, by the renames of the structural difference. */
function renameForm(form: SemanticForm, { model }: Spec, key: string, name: string): SemanticForm {
  const declared = new Set(model.variables.map((it) => nameKey(it.name)));
  const renamer = createRenamer(new Map([[key, name]]), declared);
  const time = readForm<TimeForm | null>(form.time);
  return {
    ...form,
    variables: each(form.variables, renamer.variable),
    connections: each(form.connections, renamer.connection),
    parameters: each(form.parameters, renamer.parameter),
    ontology: each(form.ontology, renamer.ontology),
    // A key of ModelParameters with the name of a variable is that variable.
    model_parameters: each<NamedForm>(form.model_parameters, (it) =>
      nameKey(it.name) === key ? { ...it, name } : it,
    ),
    time: JSON.stringify(time && renameTime(time, key, name)),
  };
}

/** The time can be a list of variables, and a second time is kept as a setting. */
function renameTime(time: TimeForm, key: string, name: string): TimeForm {
  const rename = (text: string): string =>
    text
      .split(',')
      .map((it) => (nameKey(it.trim()) === key ? it.replace(it.trim(), name) : it))
      .join(',');
  return {
    ...time,
    variable: time.variable === null ? null : rename(time.variable),
    settings: time.settings.map((it) =>
      typeof it.value === 'string' && /^(?:Discrete|Continuous)?Time$/i.test(it.name)
        ? { ...it, value: rename(it.value) }
        : it,
    ),
  };
}
