import fc from 'fast-check';
import gt from 'semver/functions/gt.js';
import inc from 'semver/functions/inc.js';
import valid from 'semver/functions/valid.js';
import { expect, test } from 'vitest';
import type { NextVersionInput } from '../../src/version/next-version.js';
import {
  findLowestVersion,
  nextVersion,
  explainUnusedVersion,
  toSemanticVersion,
  validVersion,
} from '../../src/version/next-version.js';

function next(parts: Partial<NextVersionInput>) {
  const current = parts.current === undefined ? '1.0.0' : parts.current;
  const used = new Set(current === null ? [] : [current]);
  return nextVersion({
    current,
    used,
    declared: null,
    bump: 'auto',
    importance: 'patch',
    autoVersion: true,
    ...parts,
  });
}

test.each([
  [null, '1.0.0', 'initial'],
  ['2.3.4', '2.3.4', 'declared'],
  ['0.1.0-alpha.1', '0.1.0-alpha.1', 'declared'],
  ['1.0.0+build.7', '1.0.0+build.7', 'declared'],
  ['1.0', '1.0.0', 'initial'],
  ['v1.0.0', '1.0.0', 'initial'],
  ['=2.0.0', '1.0.0', 'initial'],
  ['1.02.0', '1.0.0', 'initial'],
  ['latest', '1.0.0', 'initial'],
  ['', '1.0.0', 'initial'],
])('a new model that declares %j gets %s', (declared, version, bump) => {
  expect(next({ current: null, declared })).toEqual({ version, bump });
});

test('a new model gets its first version even without automatic versions', () => {
  expect(next({ current: null, autoVersion: false })).toEqual({
    version: '1.0.0',
    bump: 'initial',
  });
  expect(next({ current: null, autoVersion: false, bump: 'major' })).toMatchObject({
    version: '1.0.0',
  });
});

test.each([
  ['auto', '1.2.4', 'patch'],
  ['patch', '1.2.4', 'patch'],
  ['minor', '1.3.0', 'minor'],
  ['major', '2.0.0', 'major'],
] as const)('bump %s', (bump, version, level) => {
  expect(next({ current: '1.2.3', bump })).toEqual({ version, bump: level });
});

const LEVELS = ['major', 'minor', 'patch'] as const;

test.each([
  ['patch', '1.2.4'],
  ['minor', '1.3.0'],
  ['major', '2.0.0'],
] as const)('auto follows a difference of importance %s', (importance, version) => {
  expect(next({ current: '1.2.3', importance })).toEqual({ version, bump: importance });
});

test('a requested bump wins over the difference, and a declared version over both', () => {
  for (const bump of LEVELS) {
    for (const importance of LEVELS) {
      const found = next({ current: '1.2.3', bump, importance });
      expect(found).toEqual({ version: inc('1.2.3', bump), bump });
      expect(next({ current: '1.2.3', bump, importance, declared: '1.2.9' })).toEqual({
        version: '1.2.9',
        bump: 'declared',
      });
    }
  }
});

test('the difference does not affect the first version', () => {
  for (const importance of LEVELS) {
    expect(next({ current: null, importance })).toEqual({ version: '1.0.0', bump: 'initial' });
  }
});

test.each([
  // from, to, importance, the lowest sufficient version
  ['1.2.3', '1.2.4', 'patch', null],
  ['1.2.3', '1.2.4', 'minor', '1.3.0'],
  ['1.2.3', '1.3.0', 'minor', null],
  ['1.2.3', '2.0.0', 'minor', null],
  ['1.2.3', '1.2.4', 'major', '2.0.0'],
  ['1.2.3', '1.9.0', 'major', '2.0.0'],
  ['1.2.3', '2.0.0', 'major', null],
  ['1.2.3', '4.5.6', 'major', null],
  // Before 1.0.0 a minor bump may break.
  ['0.3.1', '0.3.2', 'major', '0.4.0'],
  ['0.3.1', '0.4.0', 'major', null],
  ['0.3.1', '1.0.0', 'major', null],
  ['0.3.1', '0.3.2', 'minor', '0.4.0'],
  ['0.3.1', '0.3.2', 'patch', null],
  ['0.0.1', '0.0.2', 'major', '0.1.0'],
  // A prerelease counts as the release that it leads to.
  ['1.2.3', '2.0.0-alpha', 'major', null],
  ['1.2.3', '1.3.0-rc.1', 'major', '2.0.0'],
  ['1.2.3', '1.3.0-rc.1', 'minor', null],
  ['1.2.3', '1.2.4-rc.1', 'minor', '1.3.0'],
  ['2.0.0-alpha', '2.0.0-beta', 'major', null],
  ['2.0.0-rc.1', '2.0.0', 'major', null],
  ['1.1.0-beta', '1.1.0', 'minor', null],
  ['1.1.0-beta', '1.1.0', 'major', '2.0.0'],
  // Build metadata does not affect the bump.
  ['1.2.3', '1.2.4+build.7', 'minor', '1.3.0'],
  ['1.2.3+old', '1.3.0+new', 'minor', null],
  // Numbers of other programs.
  ['1.0', '1.0.1', 'major', '2.0.0'],
  ['v3.1', '4.0.0', 'major', null],
  ['2', '2.1.0', 'minor', null],
  ['draft', '1.0.1', 'minor', '1.1.0'],
] as const)('from %s to %s, for a change that is %s: %s', (from, to, importance, least) => {
  expect(findLowestVersion(from, to, importance)).toBe(least);
});

test.each([
  ['1.2.3', '1.2.3'],
  ['1.0', '1.0.0'],
  ['v2', '2.0.0'],
  ['release 3.4', '3.4.0'],
  ['draft', '1.0.0'],
  ['', '1.0.0'],
])('%j is read as %s', (version, expected) => {
  expect(toSemanticVersion(version)).toBe(expected);
});

test('a higher declared version is used', () => {
  expect(next({ current: '1.2.3', declared: '1.10.0' })).toEqual({
    version: '1.10.0',
    bump: 'declared',
  });
  expect(next({ current: '1.2.3', declared: '2.0.0', autoVersion: false })).toEqual({
    version: '2.0.0',
    bump: 'declared',
  });
});

test.each(['1.2.3', '1.2.2', '1.2.3-rc.1', '0.9.9'])(
  'the declared version %s is not higher, which is explained',
  (declared) => {
    const found = next({ current: '1.2.3', declared });
    expect(found).toEqual({ version: '1.2.4', bump: 'patch' });
    const remark = explainUnusedVersion(declared, { version: '1.2.4', bump: 'patch' });
    expect(remark).toContain(declared);
    expect(remark).toContain('1.2.4');
  },
);

test('a version that was used, or is the first, needs no explanation', () => {
  expect(explainUnusedVersion('1.2.4', { version: '1.2.4', bump: 'declared' })).toBeNull();
  expect(explainUnusedVersion('9.0', { version: '1.0.0', bump: 'initial' })).toBeNull();
  expect(explainUnusedVersion('9.0', { version: '1.0.1', bump: 'patch' })).toBeNull();
  expect(explainUnusedVersion(null, { version: '1.0.1', bump: 'patch' })).toBeNull();
  expect(explainUnusedVersion('1.0.0', { version: '1.0', bump: null })).toBeNull();
});

test('no explanation without a valid declared version', () => {
  expect(next({ declared: 'v9.0.0' })).toEqual({ version: '1.0.1', bump: 'patch' });
  expect(next({ declared: '9.0' })).toEqual({ version: '1.0.1', bump: 'patch' });
});

test('without automatic versions, changed content needs a higher declared version', () => {
  for (const declared of [null, '1.0.0', '0.9.0', '1.1', 'v2.0.0']) {
    const found = next({ declared, autoVersion: false });
    expect(found).toHaveProperty('refused', expect.stringContaining('1.0.0'));
    expect(found).not.toHaveProperty('version');
  }
});

test('used versions are never reused', () => {
  const used = new Set(['1.0.0', '1.0.1', '1.0.2', '2.0.0']);
  expect(next({ used })).toEqual({ version: '1.0.3', bump: 'patch' });
  expect(next({ used, bump: 'major' })).toEqual({ version: '3.0.0', bump: 'major' });
  expect(next({ used, declared: '2.0.0' })).toMatchObject({ version: '1.0.3', bump: 'patch' });
  expect(next({ used, declared: '2.0.1' })).toEqual({ version: '2.0.1', bump: 'declared' });
});

test.each([
  ['1.0', '1.0.1'],
  ['2', '2.0.1'],
  ['v3.1', '3.1.1'],
  ['draft', '1.0.1'],
])('the foreign version %j is followed by %s', (current, version) => {
  expect(next({ current })).toEqual({ version, bump: 'patch' });
});

test.each([
  ['2.0.0-rc.1', 'patch', '2.0.0-rc.2'],
  ['2.0.0-rc.1', 'major', '2.0.0-rc.2'],
  ['1.0.0-alpha', 'minor', '1.0.0-alpha.0'],
  ['1.2.1-rc.1', 'patch', '1.2.1-rc.2'],
  ['1.2.1-rc.1', 'minor', '1.3.0-rc.0'],
  ['1.2.1-rc.1', 'major', '2.0.0-rc.0'],
  ['1.2.0-7', 'major', '2.0.0-0'],
] as const)(
  'the prerelease %s and a %s change are followed by %s',
  (current, importance, version) => {
    expect(next({ current, importance })).toEqual({ version, bump: importance });
  },
);

test('a prerelease becomes a release if requested', () => {
  expect(next({ current: '1.1.0-beta.2', bump: 'minor' })).toMatchObject({ version: '1.1.0' });
  expect(next({ current: '2.0.0-rc.1', bump: 'major' })).toMatchObject({ version: '2.0.0' });
  expect(next({ current: '1.0.0-alpha', declared: '1.0.0-beta' })).toMatchObject({
    version: '1.0.0-beta',
    bump: 'declared',
  });
});

const numbers = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom('', '', '-a', '-b.1'))
  .map(([major, minor, patch, tail]) => `${major}.${minor}.${patch}${tail}`);

test('the next version is valid, unused and higher than the current one', () => {
  fc.assert(
    fc.property(
      numbers,
      fc.array(numbers, { maxLength: 40 }),
      fc.option(numbers),
      fc.constantFrom('auto' as const, 'major' as const, 'minor' as const, 'patch' as const),
      (current, others, declared, bump) => {
        const used = new Set([current, ...others]);
        const found = nextVersion({
          current,
          used,
          declared,
          bump,
          importance: 'patch',
          autoVersion: true,
        });
        if ('refused' in found) throw new Error(found.refused);
        expect(valid(found.version)).toBe(found.version);
        expect(used.has(found.version)).toBe(false);
        expect(gt(found.version, current)).toBe(true);
      },
    ),
  );
});

test('the version for a difference is always high enough', () => {
  fc.assert(
    fc.property(
      numbers,
      fc.constantFrom(...LEVELS),
      fc.array(numbers),
      (current, level, others) => {
        const used = new Set([current, ...others]);
        const found = next({ current, used, importance: level });
        if ('refused' in found) throw new Error(found.refused);
        expect(findLowestVersion(current, found.version, level)).toBeNull();
      },
    ),
  );
});

test('the lowest version is sufficient, and higher', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.constantFrom(...LEVELS), (from, to, level) => {
      const least = findLowestVersion(from, to, level);
      if (least === null) return;
      expect(findLowestVersion(from, least, level)).toBeNull();
      expect(gt(least, from)).toBe(true);
      expect(gt(least, to)).toBe(true);
    }),
  );
});

test.each(['1.0.0', '0.0.0', '1.2.3-a.b-c.4+x.y', '1.0.0-0A.is.legal'])('%s is valid', (text) => {
  expect(validVersion(text)).toBe(text);
});

test.each([
  null,
  '',
  '1',
  '1.0',
  'v1.0.0',
  '1.0.0.0',
  '01.0.0',
  '1.0.0-01',
  ' 1.0.0',
  '1.0.0 ',
  '1.0.0\n',
  `1.0.0-${'a'.repeat(300)}`,
])('%j is not a version as defined by the standard', (text) => {
  expect(validVersion(text)).toBeNull();
});
