import fc from 'fast-check';
import canonicalize from 'canonicalize';
import { describe, expect, test } from 'vitest';
import { canonicalHash, sha256 } from '../../src/domain/canonical.js';
import { chooseClock } from '../../src/domain/clock.js';
import {
  declaredVersion,
  describeModel,
  signatureField,
  textOf,
} from '../../src/domain/describe.js';
import {
  FILE_START,
  byPosition,
  countSeverity,
  diagnostic,
  quote,
} from '../../src/domain/diagnostics.js';
import { CATALOGUE } from '../../src/domain/catalogue.js';
import { RegistryError } from '../../src/domain/errors.js';
import { SECTION_NAMES } from '../../src/domain/spec.js';
import { nearestName } from '../../src/domain/nearest.js';
import { ONTOLOGY_TERMS } from '../../src/domain/ontology-terms.js';
import { byCodeUnit } from '../../src/domain/order.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

describe('nearestName', () => {
  test.each([
    ['StateSpace', 'StateSpaceBlock', true],
    ['state space block', 'StateSpaceBlock', true],
    ['Conections', 'Connections', true],
    ['connection', 'Connections', true],
    ['EQUATIONS', 'Equations', true],
    ['Tim', 'Time', true],
    ['Initial-Parametrization', 'InitialParameterization', true],
    ['References', 'Connections', false],
    ['Overview', 'Footer', false],
    ['', 'Time', false],
    [' _-', 'Time', false],
  ] as const)('%j and %s', (written, name, isNear) => {
    expect(nearestName(written, SECTION_NAMES) === name).toBe(isNear);
  });

  test('a third of the letters may differ, at least one', () => {
    expect(nearestName('abcxyz', ['abcdef'])).toBeUndefined();
    expect(nearestName('abcdxy', ['abcdef'])).toBe('abcdef');
    expect(nearestName('ax', ['ab'])).toBe('ab');
    expect(nearestName('xy', ['ab'])).toBeUndefined();
  });

  test('the nearest name wins, the first of equals; without names there is none', () => {
    expect(nearestName('profil', ['profiles', 'profile'])).toBe('profile');
    expect(nearestName('bat', ['cat', 'rat'])).toBe('cat');
    expect(nearestName('bat', [])).toBeUndefined();
  });

  test('a name is nearest to itself, ignoring case and spacing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SECTION_NAMES),
        fc.constantFrom(' ', '_', '-'),
        (name, gap) => {
          expect(nearestName(name.toUpperCase().split('').join(gap), SECTION_NAMES)).toBe(name);
        },
      ),
    );
  });
});

describe('the catalogue', () => {
  const severities = { E: 'error', W: 'warning', I: 'info' } as const;

  test.each(Object.entries(CATALOGUE))('%s', (code, { title, severity, remedy }) => {
    const [, letter] = /^GNN-([EWI])\d{3}$/.exec(code) ?? [];
    expect(letter).toBeDefined();
    expect(Object.entries(severities).find(([it]) => it === letter)?.[1]).toBe(severity);
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(remedy).toMatch(/^[A-Z`].*\.$/);
  });

  test('titles are unique', () => {
    const titles = Object.values(CATALOGUE).map((it) => it.title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('established codes keep their meaning', () => {
    expect(CATALOGUE['GNN-E001'].title).toMatch(/section is missing/);
    expect(CATALOGUE['GNN-E002'].title).toMatch(/shape differs/);
    expect(CATALOGUE['GNN-E004'].title).toMatch(/declared twice/);
    expect(CATALOGUE['GNN-E005'].title).toMatch(/connection line/);
    expect(CATALOGUE['GNN-W001'].title).toMatch(/never used/);
    expect(CATALOGUE['GNN-W002'].title).toMatch(/undeclared/);
    expect(CATALOGUE['GNN-W003'].title).toMatch(/undeclared/);
  });
});

const at = (line: number, column: number, code: keyof typeof CATALOGUE) =>
  diagnostic(code, { line, column }, 'x');

describe('diagnostics', () => {
  test('are sorted by position; errors first at the same position', () => {
    const sorted = [
      at(2, 1, 'GNN-E001'),
      at(1, 9, 'GNN-W001'),
      at(1, 2, 'GNN-W001'),
      at(1, 2, 'GNN-E001'),
    ];
    expect(sorted.toSorted(byPosition).map((it) => `${it.line}:${it.column} ${it.code}`)).toEqual([
      '1:2 GNN-E001',
      '1:2 GNN-W001',
      '1:9 GNN-W001',
      '2:1 GNN-E001',
    ]);
    expect(byPosition(at(1, 1, 'GNN-E001'), at(1, 1, 'GNN-E001'))).toBe(0);
  });

  test('are counted by severity', () => {
    const list = [at(1, 1, 'GNN-E001'), at(1, 1, 'GNN-W001'), at(1, 1, 'GNN-E002')];
    expect(countSeverity(list, 'error')).toBe(2);
    expect(countSeverity(list, 'info')).toBe(0);
  });

  test('keep the start and the end of a long message, and no half of a character', () => {
    for (const shift of ['', 'x']) {
      const name = `${shift}${'😀'.repeat(70_000)}`;
      const { message } = diagnostic('GNN-E001', FILE_START, `what: ${name}; do this`);
      expect(message).toMatch(/^what: x?😀.*…😀.*; do this$/u);
      expect(message.length).toBeLessThanOrEqual(2000);
      expect(Buffer.from(message).toString()).toBe(message);
    }
    expect(diagnostic('GNN-E001', FILE_START, 'm'.repeat(2000)).message).toBe('m'.repeat(2000));
  });

  test('quote a short excerpt on one line', () => {
    expect(quote('  a \n\t b ')).toBe('`a b`');
    expect(quote('x'.repeat(60))).toBe(`\`${'x'.repeat(60)}\``);
    expect(quote('x'.repeat(61))).toBe(`\`${'x'.repeat(57)}…\``);
  });

  test('never quote half a surrogate pair', () => {
    for (let length = 50; length < 62; length += 1) {
      const quoted = quote('x'.repeat(length) + '😀'.repeat(10));
      expect(Buffer.from(quoted).toString()).toBe(quoted);
    }
  });
});

describe('canonicalHash', () => {
  test('hashes the text of RFC 8785, section 3.2', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\\"/',
      literals: [null, true, false],
    };
    const text =
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    expect(canonicalHash(value)).toBe(`sha256:${sha256(text)}`);
    expect(canonicalize(value)).toBe(text);
  });

  test('sorts keys by code units, as in RFC 8785, section 3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };
    const text = '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}';
    expect(canonicalHash(value)).toBe(`sha256:${sha256(text)}`);
  });

  test('ignores the order of keys, but not that of lists', () => {
    expect(canonicalHash({ a: 1, b: [1, 2] })).toBe(canonicalHash({ b: [1, 2], a: 1 }));
    expect(canonicalHash([1, 2])).not.toBe(canonicalHash([2, 1]));
    expect(canonicalHash(-0)).toBe(canonicalHash(0));
    expect(canonicalHash(undefined)).toBe(canonicalHash(null));
  });

  test('sha256 has no prefix and takes text or bytes', () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(sha256('')).toBe(empty);
    expect(sha256(new Uint8Array())).toBe(empty);
    expect(sha256('ü')).toBe(sha256(Buffer.from('ü')));
  });
});

const now = (): Date => new Date(5);

describe('the clock', () => {
  test('is the given one without SOURCE_DATE_EPOCH', () => {
    expect(chooseClock(undefined, now)).toBe(now);
  });

  test.each([
    ['0', '1970-01-01T00:00:00.000Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['253402300799', '9999-12-31T23:59:59.000Z'],
  ])('%s is %s', (epoch, text) => {
    const clock = chooseClock(epoch, now);
    expect([clock().toISOString(), clock().toISOString()]).toEqual([text, text]);
  });

  test.each(['', ' ', '-1', '1.5', '1e3', '0x10', 'NaN', ' 1', '1\n', '253402300800', '٣'])(
    '%j is a usage error',
    (epoch) => {
      expect(() => chooseClock(epoch, now)).toThrowError(
        expect.objectContaining({
          code: 'usage',
          message: expect.stringContaining('SOURCE_DATE_EPOCH'),
        }),
      );
    },
  );
});

const modelOf = (front: string, changes: Parameters<typeof soundSpec>[0] = {}) =>
  onlySpec(`${front === '' ? '' : `---\n${front}\n---\n`}${soundSpec(changes)}`).model;

describe('describeModel', () => {
  test('front matter takes precedence over Signature and annotation', () => {
    const front =
      'author: Front\ndescription: Said in front\nlicense: MIT\ndate: 2026-01-02\nsource: a paper\ntags: [b, a, b]\nframework_targets: pymdp, rxinfer';
    const Signature = 'Creator: Behind\nLicense: GPL\nDate: 1999';
    expect(describeModel(modelOf(front, { Signature }))).toEqual({
      author: 'Front',
      description: 'Said in front',
      license: 'MIT',
      date: '2026-01-02',
      source: 'a paper',
      tags: ['b', 'a'],
      framework_targets: ['pymdp', 'rxinfer'],
    });
  });

  test('Signature and annotation fill in what front matter lacks', () => {
    const Signature = 'Creator: Behind\nLICENSE: GPL\nDate: 1999';
    const ModelAnnotation = 'First line,\n  second line.\n\nAnother paragraph.';
    expect(
      describeModel(modelOf('author: "  "\ntags: []', { Signature, ModelAnnotation })),
    ).toEqual({
      author: 'Behind',
      description: 'First line, second line.',
      license: 'GPL',
      date: '1999',
      source: null,
      tags: [],
      framework_targets: [],
    });
  });

  test('missing fields are null', () => {
    const model = modelOf('', { Signature: null, ModelAnnotation: null });
    expect(describeModel(model)).toMatchObject({ author: null, description: null, date: null });
    expect([declaredVersion(model), signatureField(model, 'version')]).toEqual([null, null]);
  });

  test('the declared version is not read as a number', () => {
    expect(declaredVersion(modelOf('version: 1.10'))).toBe('1.10.0');
    expect(declaredVersion(modelOf('version: 1.2.3', { Signature: 'Version: 9.9.9' }))).toBe(
      '1.2.3',
    );
    expect(declaredVersion(modelOf('', { Signature: 'VERSION: 2.0.0' }))).toBe('2.0.0');
  });

  test.each([
    ['a ', 'a'],
    ['', null],
    [['a', ' ', 3, true, null], 'a, 3, true'],
    [[], null],
    [0, '0'],
    [false, 'false'],
    [null, null],
    [undefined, null],
    [{ a: 1 }, null],
  ])('%j as text is %j', (value, text) => expect(textOf(value)).toBe(text));
});

test('the order of code units', () => {
  expect(['ä', 'b', 'B', '10', '9', '\ufb33', '😀'].toSorted(byCodeUnit)).toEqual([
    '10',
    '9',
    'B',
    'b',
    'ä',
    '😀',
    '\ufb33',
  ]);
  expect(byCodeUnit('a', 'a')).toBe(0);
});

test('known terms have unique, well-formed identifiers', () => {
  const uris = [...ONTOLOGY_TERMS.values()];
  expect(uris).toHaveLength(64);
  expect(new Set(uris).size).toBe(64);
  for (const uri of uris) expect(uri).toMatch(/^obo:(?:ACTO|TEMP)_\d{6}$/);
});

test('an error carries code, hint and cause', () => {
  const cause = new Error('below');
  const error = new RegistryError('lock-busy', 'busy', 'wait', { cause });
  expect(error).toMatchObject({
    name: 'RegistryError',
    code: 'lock-busy',
    message: 'busy',
    hint: 'wait',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});
