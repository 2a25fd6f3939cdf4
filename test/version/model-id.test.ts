import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getMetadataPath, resolveBelow } from '../../src/store/file/layout.js';
import { idKey } from '../../src/domain/archive-names.js';
import { toModelId } from '../../src/version/model-id.js';
import { CODE_POINT } from '../support/property.js';

const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** The rules of artifacts, section 3, implemented independently. */
function complaints(id: string): string[] {
  const found: string[] = [];
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(id)) found.push('letters');
  if (/^[.-]/.test(id)) found.push('start');
  if (id.endsWith('.')) found.push('end');
  if (id !== id.normalize('NFC')) found.push('not NFC');
  if ([...id].length > 128) found.push('too many characters');
  if (Buffer.byteLength(id) > 180) found.push('too many bytes');
  if (DEVICES.test(id)) found.push('a device');
  if (id in Object.prototype) found.push('a property of objects');
  if (/^model_registry(?:_summary)?\.json(?:$|\.)/i.test(id)) found.push('a file of the step');
  return found;
}

test.each([
  ['agent', 'agent'],
  ['Agent_1.v2-b', 'Agent_1.v2-b'],
  ['π-Modell', 'π-Modell'],
  ['日本語', '日本語'],
  ['𝒜gent', '𝒜gent'],
  ['two words', 'two_words'],
  ['a/b\\c', 'a_b_c'],
  ['.hidden', '_hidden'],
  ['-flag', '_flag'],
  ['end.', 'end_'],
  ['..', '__'],
  ['.', '_'],
  ['', '_'],
  ['../../etc', '_._.._etc'],
  ['a\u0000b\nc\u007fd', 'a_b_c_d'],
  ['a\u202eb', 'a_b'],
  ['a😀b', 'a_b'],
  ['e\u0301tat', '\u00e9tat'],
  ['\u0301tat', '_tat'],
  ['__proto__', '__proto___'],
  ['constructor', 'constructor_'],
  ['toString', 'toString_'],
  ['hasOwnProperty', 'hasOwnProperty_'],
  ['CON', 'CON_'],
  ['nul', 'nul_'],
  ['LPT1', 'LPT1_'],
  ['com¹', 'com¹_'],
  ['console', 'console'],
  ['lpt10', 'lpt10'],
])('%j becomes %j', (text, id) => {
  expect(toModelId(text)).toBe(id);
  expect(complaints(id)).toEqual([]);
});

test.each([
  'con.txt',
  'AUX.md.bak',
  'lpt1.',
  'CON ',
  'model_registry.json',
  'Model_Registry.JSON',
  'model_registry.json.bak',
  'model_registry.json.lock',
  'model_registry_summary.json',
  '.generations',
  'a'.repeat(300),
  '𝒜'.repeat(300),
  `${'日'.repeat(59)}xyz`,
  `con.${'a'.repeat(200)}`,
])('%j becomes a valid id that is stable', (text) => {
  const id = toModelId(text);
  expect(complaints(id)).toEqual([]);
  expect(toModelId(id)).toBe(id);
});

test('an id of maximum length stays; a longer one is shortened', () => {
  expect(toModelId('a'.repeat(128))).toBe('a'.repeat(128));
  expect(toModelId('日'.repeat(60))).toBe('日'.repeat(60));
  expect(toModelId('a'.repeat(129))).toMatch(/^a{119}-[0-9a-f]{8}$/);
  expect(toModelId('日'.repeat(61))).toMatch(/^日{57}-[0-9a-f]{8}$/);
});

test('long ids that differ only at their end stay different', () => {
  const start = 'x'.repeat(200);
  expect(toModelId(`${start}1`)).not.toBe(toModelId(`${start}2`));
});

const hostile = fc.oneof(
  fc.string({ unit: CODE_POINT, maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom('con', 'LPT1', 'model_registry.json', '__proto__', '..', '', 'a\u0301'),
      fc.constantFrom('', '.', '_', '.md', '/', '\u0301', ' '),
      fc.string({ maxLength: 140 }),
    )
    .map((parts) => parts.join('')),
);

test('whatever is requested, the id is valid and stays inside the output', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const id = toModelId(text);
      expect(complaints(id)).toEqual([]);
      const path = resolveBelow('/out', getMetadataPath(id));
      expect(path).toBe(`/out/${id}/${id}_metadata.json`);
      expect(Buffer.byteLength(`${id}_metadata.json`)).toBeLessThanOrEqual(255);
    }),
    { numRuns: 2000 },
  );
});

test('a valid id is not changed', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const id = toModelId(text);
      expect(toModelId(id)).toBe(id);
    }),
    { numRuns: 2000 },
  );
});

test('both normal forms of a text yield the same id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(toModelId(text.normalize('NFD'))).toBe(toModelId(text.normalize('NFC')));
    }),
  );
});

test.each([
  ['Agent', 'aGENT'],
  ['ÄRGER', 'ärger'],
  ['e\u0301', '\u00c9'],
  ['ΛΌΓΟΣ', 'λόγος'],
  ['\u00b5_dot', '\u03bc_dot'],
  ['ΟΔΟΣ-1', 'οδοσ-1'],
])('%j and %j differ only in case', (a, b) => {
  expect(idKey(a)).toBe(idKey(b));
});

test('different ids have different keys', () => {
  expect(idKey('agent')).not.toBe(idKey('agents'));
  expect(idKey('a-b')).not.toBe(idKey('a_b'));
});
