/** Random sequences of changes on every kind of store: the same answers, whatever keeps them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { validate as isAuditEvent } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent, Entry } from '../../src/domain/model.js';
import { defaultOptions } from '../../src/domain/options.js';
import { ModelRegistry } from '../../src/index.js';
import { collectGarbage } from '../../src/operations/maintenance/gc.js';
import type { Workplace } from '../../src/operations/workplace.js';
import { createWorkplace } from '../../src/operations/workplace.js';
import { rebuildRegistry } from '../../src/operations/maintenance/rebuild/index.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import type { StoreOptions } from '../../src/store/port.js';
import { createMemoryPlace } from '../support/memory-store.js';
import {
  FIRST_VERSIONS,
  expectSeen,
  freshOracle,
  step,
  takeSteps,
} from '../support/operation-steps.js';
import { holds } from '../support/property.js';
import { PROGRAMS, startServer, type TestServer } from '../support/postgres-server.js';
import { openWorkshop } from '../support/registry-workshop.js';
import type { Workshop } from '../support/registry-workshop.js';
import * as opening from '../../src/store/open.js';

/** Places in memory, by the output folders that stand for them; all others are files. */
const places = new Map([['memory', createMemoryPlace()]]);

/** Where a server is at hand, and time for it. */
const isWithServer = inject('isFull') && PROGRAMS !== undefined;
const KINDS = ['files', 'memory', ...(isWithServer ? ['database'] : [])];
let server: TestServer | undefined;
let database: string | null = null;

const isEvent = (value: unknown): value is AuditEvent => isAuditEvent(value);
let shop: Workshop;

beforeAll(async () => {
  shop = await openWorkshop();
  if (isWithServer) {
    server = await startServer();
    database = await server.create();
  }
  const { openStore } = opening;
  vi.spyOn(opening, 'openStore').mockImplementation(
    (options, env) => places.get(options.outputDir)?.open(env) ?? openStore(options, env),
  );
  for (const [day, specs] of FIRST_VERSIONS.entries()) {
    const now = (): Date => new Date(Date.UTC(2026, 0, 1 + day));
    for (const { path, text } of specs) await shop.write(path, text);
    for (const outputDir of KINDS) {
      const options = { outputDir, now, database: databaseOf(outputDir) };
      const { refused_files, successful_registrations } = await shop.run(options);
      expect([refused_files, successful_registrations]).toEqual([[], 3]);
    }
  }
});
afterAll(async () => {
  vi.restoreAllMocks();
  await shop.remove();
  await server?.remove();
});

function databaseOf(kind: string): string | null {
  return kind === 'database' ? database : null;
}

/** Stores ask the clock as often as they like. */
function stillClock(): Date {
  return new Date(Date.UTC(2027, 0, 1));
}

function open(outputDir: string): Promise<ModelRegistry> {
  return ModelRegistry.open({
    outputDir,
    database: databaseOf(outputDir),
    cwd: shop.cwd,
    now: stillClock,
    actor: 'the tests',
  });
}

/** What a store keeps: every entry with its bytes, and a log that leads there. */
async function keptIn(outputDir: string): Promise<Map<string, Entry>> {
  const options: StoreOptions = {
    ...defaultOptions(2),
    outputDir,
    database: databaseOf(outputDir),
  };
  const store = opening.openStore(options, { cwd: shop.cwd, now: () => new Date(0) });
  const { state } = await store.load();
  for (const entry of state.models.values()) {
    for (const version of Object.values(entry.versions)) {
      const { source } = version;
      if (source === null) throw new Error(`${entry.model_id} has lost bytes`);
      expect((await store.archive({ ...version, source })).length).toBeGreaterThan(0);
    }
  }
  const log = replayLog(readLog(await store.events(state.audit), isEvent));
  expect(log.problems).toEqual([]);
  expect(log.head).toEqual(state.audit);
  expect(log.models).toEqual(new Map(state.models));
  return new Map(state.models);
}

describe.each(KINDS)('%s', (kind) => {
  test('sequences of changes do what an oracle says', async () => {
    await holds(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
        async (steps) => {
          const oracle = freshOracle();
          const registry = await open(kind);
          await takeSteps(registry, oracle, steps);
          expectSeen(registry, oracle);
        },
      ),
      { short: 5, full: 60 },
    );
  });
});

test('a store that cannot look after itself says so', async () => {
  const place = createWorkplace(
    { ...defaultOptions(2), outputDir: 'memory' },
    { cwd: shop.cwd, now: () => new Date(0), elapsed: () => 0 },
  );
  for (const ask of [collectGarbage, verifyPlace, (it: Workplace) => rebuildRegistry(it, true)]) {
    await expect(ask(place)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(place.store.name),
    });
  }
});

test('what is saved is the same in every store', async () => {
  const all = fc.sample(fc.array(step, { minLength: 40, maxLength: 40, size: 'max' }), {
    numRuns: 2,
    seed: inject('seed'),
  });
  const oracle = freshOracle();
  const registries = await Promise.all(KINDS.map(open));
  for (const steps of all) {
    for (const [at, registry] of registries.entries()) {
      const isLast = at === registries.length - 1;
      const known = isLast ? oracle : structuredClone(oracle);
      await takeSteps(registry, known, steps);
      expectSeen(registry, known);
      await registry.save();
    }
  }
  const [files, ...others] = await Promise.all(KINDS.map(keptIn));
  for (const other of others) expect(other).toEqual(files);
});
