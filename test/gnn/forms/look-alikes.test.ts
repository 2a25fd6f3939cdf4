import { expect, test } from 'vitest';
import { messagesOf, onlySpec, soundSpec } from '../../support/spec-text.js';
import { validateSpec } from '../../../src/validate/index.js';

const MICRO = '\u00b5';
const MU = '\u03bc';
const codesOf = (declared: string, used: string) =>
  validateSpec(
    onlySpec(
      soundSpec({
        StateSpaceBlock: `${declared}[2]\nx[1]`,
        Connections: `x>${used}`,
        InitialParameterization: `${used}={(0.5, 0.5)}`,
        ActInfOntologyAnnotation: `${used}=HiddenState`,
      }),
    ),
  ).diagnostics.map((it) => it.code);

const NOTHING = { InitialParameterization: '', ActInfOntologyAnnotation: '' };

test.each([
  [MICRO, MU],
  [MU, MICRO],
  [`${MICRO}_dot`, `${MU}_dot`],
  [`s_${MICRO}`, `s_${MU}`],
])('%j and %j are the same name', (declared, used) => {
  expect(codesOf(declared, used)).toEqual([]);
});

test('and are declared only once', () => {
  const text = `## StateSpaceBlock\n${MICRO}[1]\n${MU}[1]\n`;
  expect(onlySpec(text).diagnostics.map((it) => it.code)).toEqual(['GNN-E004']);
  expect(onlySpec(text).model.variables[0]?.name).toBe(MICRO);
});

test.each([
  ['π', 'pi'],
  ['pi', 'π'],
  ['Σ_x', 'Sigma_x'],
  ['ε_o', 'epsilon_o'],
  ['φ', 'ϕ'],
  ['\\mu', MU],
  ['mu', '\\mu'],
  ['A_m0', 'A_{m0}'],
  ['s', 'S'],
  [MICRO, 'mu'],
])('%j beside %j is named', (used, declared) => {
  const [message] = messagesOf(
    soundSpec({ StateSpaceBlock: `${declared}[2]\nx[1]`, Connections: `x>${used}`, ...NOTHING }),
  );
  expect(message).toContain(`did you mean ${declared}, declared on line`);
});

test.each([
  ['π', 'pi'],
  ['s', 'S'],
  [MU, 'mu'],
  [MU, 'm'],
  ['\\pi', 'pi'],
  ['φ', 'ϕ'],
])('%j and %j stay different names', (declared, used) => {
  // One finding: at the declaration where several lines agree on the other name.
  const found = codesOf(declared, used).filter((code) => ['GNN-W001', 'GNN-W002'].includes(code));
  expect(found).not.toEqual([]);
});
