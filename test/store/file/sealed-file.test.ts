import { expect, test } from 'vitest';
import { seal, unseal } from '../../../src/store/file/sealed-file.js';

const [ONE, OTHER] = [Buffer.from('one\n'), Buffer.from('other')];

test('what was sealed is read again, in however many parts it was', () => {
  expect(unseal('kind 1', seal('kind 1', ONE, OTHER))?.toString()).toBe('one\nother');
  expect(unseal('kind 1', seal('kind 1'))?.length).toBe(0);
});

test('what is of another format, damaged, cut or foreign is not', () => {
  const sealed = seal('kind 1', ONE, OTHER);
  expect(unseal('kind 2', sealed)).toBeUndefined();
  expect(unseal('kind 1', sealed.subarray(0, -1))).toBeUndefined();
  expect(unseal('kind 1', Buffer.concat([sealed, ONE]))).toBeUndefined();
  expect(unseal('kind 1', Buffer.from('kind 1'))).toBeUndefined();
  expect(unseal('kind 1', Buffer.alloc(0))).toBeUndefined();
});
