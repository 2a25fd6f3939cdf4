import fc from 'fast-check';
import gt from 'semver/functions/gt.js';
import valid from 'semver/functions/valid.js';
import { expect, test } from 'vitest';
import type { NextVersionInput } from '../../src/version/next-version.js';
import { nextVersion, remarkOn, validVersion } from '../../src/version/next-version.js';

function next(parts: Partial<NextVersionInput>) {
  const current = parts.current === undefined ? '1.0.0' : parts.current;
  const used = new Set(current === null ? [] : [current]);
  return nextVersion({ current, used, declared: null, bump: 'auto', autoVersion: true, ...parts });
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

test('a new model gets its first number also without automatic versions', () => {
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

test('a higher declared number is taken', () => {
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
  'the declared number %s is not higher, which is said',
  (declared) => {
    const found = next({ current: '1.2.3', declared });
    expect(found).toEqual({ version: '1.2.4', bump: 'patch' });
    const remark = remarkOn(declared, { version: '1.2.4', bump: 'patch' });
    expect(remark).toContain(declared);
    expect(remark).toContain('1.2.4');
  },
);

test('a version that was taken over, or is the first, needs no remark', () => {
  expect(remarkOn('1.2.4', { version: '1.2.4', bump: 'declared' })).toBeNull();
  expect(remarkOn('9.0', { version: '1.0.0', bump: 'initial' })).toBeNull();
  expect(remarkOn('9.0', { version: '1.0.1', bump: 'patch' })).toBeNull();
  expect(remarkOn(null, { version: '1.0.1', bump: 'patch' })).toBeNull();
  expect(remarkOn('1.0.0', { version: '1.0', bump: null })).toBeNull();
});

test('no remark where nothing valid is declared', () => {
  expect(next({ declared: 'v9.0.0' })).toEqual({ version: '1.0.1', bump: 'patch' });
  expect(next({ declared: '9.0' })).toEqual({ version: '1.0.1', bump: 'patch' });
});

test('without automatic versions changed content needs a higher declared number', () => {
  for (const declared of [null, '1.0.0', '0.9.0', '1.1', 'v2.0.0']) {
    const found = next({ declared, autoVersion: false });
    expect(found).toHaveProperty('refused', expect.stringContaining('1.0.0'));
    expect(found).not.toHaveProperty('version');
  }
});

test('numbers that were used are never given again', () => {
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
])('after the foreign number %j comes %s', (current, version) => {
  expect(next({ current })).toEqual({ version, bump: 'patch' });
});

test('prereleases: the number that they lead to comes next', () => {
  expect(next({ current: '1.0.0-alpha' })).toMatchObject({ version: '1.0.0' });
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

test('the next number is valid, unused and higher than the current one', () => {
  fc.assert(
    fc.property(
      numbers,
      fc.array(numbers, { maxLength: 40 }),
      fc.option(numbers),
      fc.constantFrom('auto' as const, 'major' as const, 'minor' as const, 'patch' as const),
      (current, others, declared, bump) => {
        const used = new Set([current, ...others]);
        const found = nextVersion({ current, used, declared, bump, autoVersion: true });
        if ('refused' in found) throw new Error(found.refused);
        expect(valid(found.version)).toBe(found.version);
        expect(used.has(found.version)).toBe(false);
        expect(gt(found.version, current)).toBe(true);
      },
    ),
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
])('%j is no version as the standard writes it', (text) => {
  expect(validVersion(text)).toBeNull();
});
