/** What is published of a document that changes while its registry is asked. */
import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { RegistryError } from '../../../src/domain/errors.js';
import type { OpenDocument } from '../../../src/faces/lsp/documents.js';
import { createPublisher } from '../../../src/faces/lsp/publisher.js';

test('an unreadable registry is reported although the document has changed meanwhile', async () => {
  const warned: string[] = [];
  const published: number[] = [];
  const registry = new EventEmitter();
  const planned = once(registry, 'planned').then(() => undefined);
  let version = 1;
  const document: Partial<OpenDocument> = {
    get version() {
      return version;
    },
    analysis: () => ({}) as ReturnType<OpenDocument['analysis']>,
    findings: () => [],
    cost: () => 0,
    plan: () => planned,
  };
  const publisher = createPublisher({
    publish: (it) => published.push(it.version),
    refresh: () => {},
    warn: ({ message }) => warned.push(message),
    notify: () => {},
    fail: () => {},
  });
  publisher.schedule(document as OpenDocument);
  await expect.poll(() => published).toEqual([1]);
  version = 2;
  registry.emit('error', new RegistryError('registry-unreadable', 'it is damaged', 'Mend it.'));
  await expect.poll(() => warned).toEqual(['it is damaged']);
  // What the registry says of the text before is not published.
  expect(published).toEqual([1]);
});
