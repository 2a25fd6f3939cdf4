import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GnnModel } from '../../src/domain/model.js';
import { parseSpec } from '../../src/gnn/index.js';
import { validateSpec } from '../../src/validate/index.js';
import type { PlainChain, PlainModel } from '../support/arbitrary-model.js';
import { arbitraryModel } from '../support/arbitrary-model.js';
import type { Pick } from '../support/print-spec.js';
import { printSpec } from '../support/print-spec.js';
import { allDiagnostics } from '../support/spec-text.js';
import { lostLines } from '../support/structured-lines.js';
import { holds } from '../support/property.js';

/** What is compared, made from the model that was written. */
function expected(model: PlainModel): Record<string, unknown> {
  return {
    title: model.title,
    front_matter: model.frontMatter === null ? null : withTextVersion(model.frontMatter),
    gnn_section: model.gnnSection,
    gnn_version: model.gnnVersion,
    flags: model.flags,
    model_name: model.modelName.replace(/\s#.*$/, ''),
    annotation: model.annotation,
    variables: model.variables.map((it) => [
      it.name,
      it.declared,
      it.type ?? 'float',
      it.hint,
      it.description,
    ]),
    connections: model.chains.flatMap(hopsOf),
    parameters: model.parameters.map((it) => [it.name, it.value]),
    equations: model.equations,
    time: model.time,
    ontology: model.ontology,
    model_parameters: model.modelParameters,
    footer: model.footer,
    signature: model.signature,
    extensions: model.extensions,
  };
}

function withTextVersion(data: NonNullable<PlainModel['frontMatter']>) {
  return typeof data['version'] === 'number' ? { ...data, version: String(data['version']) } : data;
}

function hopsOf(chain: PlainChain): unknown[] {
  return chain.operators.map((operator, hop) => {
    const [left = [], right = []] = chain.groups.slice(hop, hop + 2);
    const reversed = operator === '|' || operator === '<-' || operator === '←';
    return {
      sources: reversed ? right : left,
      targets: reversed ? left : right,
      operator,
      directed: operator !== '-' && operator !== '<->' && operator !== '↔',
      label: chain.label,
      constraint: chain.constraint,
      description: chain.description,
    };
  });
}

/** The same of a model that was read. */
function received(model: GnnModel): Record<string, unknown> {
  const { time } = model;
  return {
    title: model.title,
    front_matter: model.front_matter,
    gnn_section: model.gnn_section,
    gnn_version: model.gnn_version,
    flags: model.flags.map((it) => [it.name, it.value]),
    model_name: model.model_name,
    annotation: model.annotation,
    variables: model.variables.map((it) => [
      it.name,
      it.declared,
      it.type,
      it.default,
      it.description,
    ]),
    connections: model.connections.map(({ line: _line, column: _column, ...rest }) => rest),
    parameters: model.parameters.map((it) => [it.name, it.value]),
    equations: model.equations.map((it) => it.text),
    time: time && {
      mode: time.mode,
      discretization: time.discretization,
      variable: time.variable,
      horizon: time.horizon,
      settings: time.settings.map((it) => [it.name, it.value]),
    },
    ontology: model.ontology.map((it) => [it.variable, it.term]),
    model_parameters: model.model_parameters.map((it) => [it.name, it.value]),
    footer: model.footer,
    signature: model.signature?.fields.map((it) => [it.name, it.value]) ?? null,
    extensions: model.extensions.map((it) => [it.name, it.text]),
  };
}

/** Findings that a model of any content may have, and that say nothing of its reading. */
const EXPECTED = new Set(['GNN-I001', 'GNN-I002', 'GNN-I003']);

test('what is written in any spelling is read back', async () => {
  await holds(
    fc.property(arbitraryModel, fc.gen(), (model, draw) => {
      const pick: Pick = (...choices) => draw(fc.constantFrom, ...choices);
      const text = printSpec(model, pick);
      const file = parseSpec(text);
      expect(file.specs).toHaveLength(1);
      const [spec] = file.specs;
      expect(spec && received(spec.model)).toEqual(expected(model));
      expect(allDiagnostics(file).filter((it) => !EXPECTED.has(it.code))).toEqual([]);
      expect(lostLines(text, file)).toEqual([]);
      if (spec) expect(() => validateSpec(spec)).not.toThrow();
    }),
    { short: 40, full: 500 },
  );
});

test('spelling does not change the hashes of values', async () => {
  await holds(
    fc.property(arbitraryModel, fc.gen(), fc.gen(), (model, one, two) => {
      const hashes = [one, two].map((draw) => {
        const text = printSpec(model, (...choices) => draw(fc.constantFrom, ...choices));
        return parseSpec(text).specs[0]?.model.parameters.map((it) => [it.value_hash, it.shape]);
      });
      expect(hashes[0]).toEqual(hashes[1]);
    }),
    { short: 30, full: 300 },
  );
});
