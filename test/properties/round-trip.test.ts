import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { declaredVersion, describeModel } from '../../src/domain/describe.js';
import type { GnnModel } from '../../src/domain/model.js';
import type { Spec } from '../../src/domain/spec.js';
import { BLOCKS } from '../../src/domain/spec.js';
import { parseSpec } from '../../src/gnn/index.js';
import { validateSpec } from '../../src/validate/index.js';
import type { PlainChain, PlainModel, PlainParameter } from '../support/arbitrary-model.js';
import { arbitraryModel, spellings } from '../support/arbitrary-model.js';
import type { PrintedSpec } from '../support/print-spec/index.js';
import {
  pickBy,
  plainName,
  printSpec,
  printSpecAndFindings,
  shapeOf,
} from '../support/print-spec/index.js';
import { allDiagnostics } from '../support/spec-text.js';
import { lostLines, splitLines } from '../support/structured-lines.js';
import { holds } from '../support/property.js';

/** What is compared, made from the model that was written. */
function expected(model: PlainModel): Record<string, unknown> {
  const { frontMatter, version } = model;
  return {
    title: model.title,
    front_matter: frontMatter && withoutVersion(withTexts(frontMatter), version !== null),
    version: version === null ? null : completed(version),
    description: expectedDescription(model),
    gnn_section: model.gnnSection === '' ? null : model.gnnSection,
    gnn_version: model.gnnVersion,
    flags: model.flags,
    model_name: model.modelName,
    annotation: model.annotation,
    variables: [undefined, ...BLOCKS].flatMap((block) =>
      model.variables
        .filter((it) => it.block === block)
        .map((it) => ({
          name: it.name,
          declared: it.declared,
          sizes: it.declared.map((size) => (/^\d+$/.test(size) ? Number(size) : 'reference')),
          type: it.type ?? 'float',
          hint: it.hint,
          description: it.description,
          block,
          terms: model.ontology.filter(([name]) => name === it.name).map(([, term]) => term),
        })),
    ),
    connections: model.chains.flatMap(hopsOf),
    parameters: model.parameters.map(expectedParameter),
    equations: model.equations,
    time: model.time,
    ontology: model.ontology.map(([name, term, note = null]) => [name, term, note]),
    model_parameters: model.modelParameters.map(([key, value, note = null]) => [key, value, note]),
    footer: model.footer,
    signature: model.signature,
    extensions: model.extensions,
  };
}

function expectedParameter({ name, value, text, slices }: PlainParameter) {
  if (slices !== undefined) {
    const written = slices.map((slice) => name + slice).join('\n');
    return { name, value: written, shape: null, symbolic: true };
  }
  if (text !== undefined) return { name, value: text.written, shape: text.shape, symbolic: true };
  return { name, value, shape: shapeOf(value), symbolic: false };
}

/** Keys of front matter whose values are text even where they look like numbers. */
const TEXT_KEYS = ['author', 'date', 'license'];

type FrontMatter = Readonly<Record<string, unknown>>;

function withTexts(data: FrontMatter): FrontMatter {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      TEXT_KEYS.includes(key) && typeof value === 'number' ? String(value) : value,
    ]),
  );
}

/** Null if the version was all that there was. */
function withoutVersion({ version: _version, ...data }: FrontMatter, declared: boolean) {
  return declared && Object.keys(data).length === 0 ? null : data;
}

/** A version with three numbers. */
function completed(version: string): string {
  return /^\d+$/.test(version) ? `${version}.0.0` : version.replace(/^(\d+\.\d+)$/, '$1.0');
}

/** What front matter says of the model, or else Signature. */
function expectedDescription({ frontMatter, signature, annotation }: PlainModel) {
  const find = (key: string): unknown => {
    const field = signature?.find(([name]) => name.toLowerCase() === key)?.[1];
    return frontMatter?.[key] ?? field ?? null;
  };
  const date = find('date');
  const lines = signature?.filter(([name]) => name.toLowerCase() === 'tags') ?? [];
  const tags = frontMatter?.['tags'] ?? new Set(lines.flatMap(([, value]) => value.split(', ')));
  return {
    description: find('description') ?? annotation?.replaceAll('\n', ' ') ?? null,
    author: find('author'),
    license: find('license'),
    date: date === null ? null : String(date),
    tags: tags instanceof Set ? [...tags] : tags,
  };
}

function hopsOf(chain: PlainChain): unknown[] {
  return chain.operators.map((operator, hop) => {
    const [left = [], right = []] = chain.groups.slice(hop, hop + 2);
    const reversed = operator === '|' || operator === '<-' || operator === '←';
    return {
      sources: reversed ? right : left,
      targets: reversed ? left : right,
      operator,
      directed: !['-', '<->', '↔', '~'].includes(operator),
      label: chain.label,
      constraint: chain.constraint,
      description: chain.description,
    };
  });
}

/** The same of a model that was read. */
function received(model: GnnModel): Record<string, unknown> {
  const { time, front_matter, signature } = model;
  const version = declaredVersion(model);
  const { description, author, license, date, tags } = describeModel(model);
  return {
    title: model.title,
    front_matter: front_matter && withoutVersion(front_matter, version !== null),
    version,
    description: { description, author, license, date, tags },
    gnn_section: model.gnn_section,
    gnn_version: model.gnn_version,
    flags: model.flags.map((it) => [it.name, it.value]),
    model_name: model.model_name,
    annotation: model.annotation,
    variables: model.variables.map((it) => ({
      name: plainName(it.name),
      declared: it.declared.map(plainName),
      sizes: it.declared.map((size, at) => (/^\d+$/.test(size) ? it.dimensions[at] : 'reference')),
      type: it.type,
      hint: it.default,
      description: it.description,
      block: it.block,
      terms: it.ontology_terms ?? (it.ontology_term === null ? [] : [it.ontology_term]),
    })),
    connections: model.connections.map(({ line: _line, column: _column, ...rest }) => ({
      ...rest,
      sources: rest.sources.map(plainName),
      targets: rest.targets.map(plainName),
    })),
    parameters: model.parameters.map((it) => ({
      name: plainName(it.name),
      value: it.symbolic && typeof it.value === 'string' ? plainName(it.value) : it.value,
      shape: it.shape,
      symbolic: it.symbolic,
    })),
    equations: model.equations.map((it) => it.text),
    time: time && {
      mode: time.mode,
      discretization: time.discretization,
      variable: time.variable && plainName(time.variable),
      horizon: time.horizon,
      settings: time.settings.map((it) => [it.name, it.value]),
    },
    ontology: model.ontology.map((it) => [plainName(it.variable), it.term, it.description]),
    model_parameters: model.model_parameters.map((it) => [it.name, it.value, it.description]),
    footer: model.footer,
    signature: signature && signature.fields.flatMap((it) => plainField(it.name, it.value)),
    extensions: model.extensions.map((it) => [it.name, it.text]),
  };
}

/** A field of Signature without what may be around its value; none for the version. */
function plainField(written: string, value: string): [string, string][] {
  const name = written.charAt(0).toUpperCase() + written.slice(1).toLowerCase();
  if (name === 'Version') return [];
  return [[name, name === 'Tags' ? value.replaceAll(/[[\]"]/g, '') : value]];
}

/** Whether text that stands for numbers is a warning depends on what is declared. */
function plainCode(code: string): string {
  return code === 'GNN-W027' ? 'GNN-I006' : code;
}

/** Everything that has a name stands where the reader says. */
function checkPositions({ model }: Spec, lines: readonly string[]): void {
  const { variables, parameters, ontology, model_parameters } = model;
  const named = [
    ...[...variables, ...parameters, ...model_parameters].map((it) => ({ ...it, text: it.name })),
    ...ontology.map((it) => ({ ...it, text: it.variable })),
  ];
  for (const { line, column, text } of named) {
    const rest = Array.from(lines[line - 1] ?? '').slice(column - 1);
    expect(rest.join('').slice(0, text.length)).toBe(text);
  }
}

/** Fails unless a model is read back as it was written, with the findings of its spellings. */
function checkReadBack(model: PlainModel, { text, findings }: PrintedSpec): void {
  const file = parseSpec(text);
  expect(file.specs).toHaveLength(1);
  const [spec] = file.specs;
  if (spec === undefined) return;
  expect(received(spec.model)).toEqual(expected(model));
  const codes = allDiagnostics(file).map((it) => plainCode(it.code));
  expect(codes.toSorted()).toEqual(findings.toSorted());
  expect(lostLines(text, file)).toEqual([]);
  checkPositions(spec, splitLines(text));
  expect(() => validateSpec(spec)).not.toThrow();
}

test('what is written in any spelling is read back', async () => {
  await holds(
    fc.property(arbitraryModel, spellings, fc.context(), (model, numbers, context) => {
      const printed = printSpecAndFindings(model, pickBy(numbers));
      context.log(printed.text);
      checkReadBack(model, printed);
    }),
    { short: 14, full: 500 },
  );
});

test('spelling does not change the hashes of values', async () => {
  await holds(
    fc.property(arbitraryModel, spellings, spellings, fc.context(), (model, one, two, context) => {
      // The text of slices that are no whole has the name in it, as it is spelt.
      const parameters = model.parameters.filter((it) => it.slices === undefined);
      const hashes = [one, two].map((numbers) => {
        const text = printSpec({ ...model, parameters }, pickBy(numbers));
        context.log(text);
        return parseSpec(text).specs[0]?.model.parameters.map((it) => [it.value_hash, it.shape]);
      });
      expect(hashes[0]).toEqual(hashes[1]);
    }),
    { short: 10, full: 300 },
  );
});
