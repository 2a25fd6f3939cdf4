import { expect, test } from 'vitest';
import { draftDifferences } from '../../../src/audit/draft.js';
import { NO_EVENTS } from '../../../src/audit/replay.js';
import { sealEvents } from '../../../src/audit/seal.js';
import { keepNextEvents, noteEvents, takeEvents } from '../../../src/store/file/sealed-last.js';
import { createLayout } from '../../../src/store/file/layout.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

const SIGNATURE = { actor: 'ada', at: '2026-01-01T00:00:00.000Z' };
const { models } = stateWith(entryWith('a'));
const drafts = draftDifferences(new Map(), models, { action: 'register' });
const events = sealEvents(drafts, undefined, SIGNATURE);

test('events are kept for who asked for them, and handed over once', () => {
  const layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });
  noteEvents(layout, events);
  expect(takeEvents(layout)).toBe(NO_EVENTS);
  keepNextEvents(layout);
  noteEvents(layout, events);
  expect(takeEvents(layout)).toBe(events);
  expect(takeEvents(layout)).toBe(NO_EVENTS);
  noteEvents(layout, events);
  expect(takeEvents(layout)).toBe(NO_EVENTS);
});
