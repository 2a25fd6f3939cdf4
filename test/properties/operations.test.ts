/** Random sequences of changes, against an oracle that knows nothing of how a registry is kept. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { validate as isAuditEvent } from '../../src/domain/generated/audit-event.js';
import { validate as isRegistry } from '../../src/domain/generated/model-registry-explained.js';
import type { AuditEvent, Registry } from '../../src/domain/model.js';
import { completed } from '../../src/domain/persisted.js';
import { ModelRegistry } from '../../src/index.js';
import {
  FIRST_VERSIONS,
  expectSeen,
  freshOracle,
  seenOf,
  step,
  takeSteps,
} from '../support/operation-steps.js';
import type { Oracle } from '../support/registry-oracle.js';
import { openWorkshop, withDeleted } from '../support/registry-workshop.js';
import type { Workshop } from '../support/registry-workshop.js';
import { holds } from '../support/property.js';

const SEQUENCES = Number(env['GNN_SEQUENCES'] ?? 2000);
/** Every how many sequences the files are looked at, too. */
const EVERY = 8;
const STEP = 'out/4_model_registry_output';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  for (const specs of FIRST_VERSIONS) {
    for (const { path, text } of specs) await shop.write(path, text);
    await shop.run();
  }
});
afterAll(() => shop.remove());

async function copyOfRegistry(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-sequence-'));
  await cp(join(shop.cwd, 'out'), join(cwd, 'out'), { recursive: true });
  return cwd;
}

function open(cwd: string): Promise<ModelRegistry> {
  let seconds = 0;
  const now = (): Date => new Date(Date.UTC(2027, 0, 1) + 1000 * seconds++);
  return ModelRegistry.open({ outputDir: 'out', cwd, now, actor: 'the tests' });
}

const isEvent = (value: unknown): value is AuditEvent => isAuditEvent(value);

async function replayIn(cwd: string): Promise<ReturnType<typeof replayLog>> {
  const text = await readFile(join(cwd, STEP, 'audit_log.jsonl'), 'utf8');
  return replayLog(readLog(text, isEvent));
}

test('sequences of changes do what an oracle says', async () => {
  let ran = 0;
  let changes = 0;
  await holds(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
      async (steps) => {
        ran += 1;
        const looks = ran % EVERY === 0;
        const cwd = looks ? await copyOfRegistry() : shop.cwd;
        try {
          const before = (await replayIn(cwd)).events;
          const registry = await open(cwd);
          const oracle = freshOracle();
          const made = await takeSteps(registry, oracle, steps, async (index) => {
            // What is saved in the middle is what is saved at the end.
            if (looks && index === steps.length >> 1) await registry.save();
          });
          changes += made;
          expectSeen(registry, oracle);
          if (looks) await lookAtFiles(cwd, registry, oracle, before + made);
        } finally {
          if (looks) await rm(cwd, { recursive: true, force: true });
        }
      },
    ),
    { short: 14, full: SEQUENCES },
  );
  console.log(`${ran} sequences, ${changes} changes; the files of every ${EVERY}th`);
});

/** The registry, its events and its archives after a sequence. */
async function lookAtFiles(
  cwd: string,
  registry: ModelRegistry,
  oracle: Oracle,
  events: number,
): Promise<void> {
  await registry.save();
  const json: Registry = JSON.parse(await readFile(join(cwd, STEP, 'model_registry.json'), 'utf8'));
  if (!isRegistry(json)) throw new Error(JSON.stringify(isRegistry.errors?.[0]));
  const { models } = withDeleted(completed('registry', json));
  for (const [id, expected] of oracle) {
    const entry = models[id];
    if (entry === undefined) throw new Error(`${id} is lost`);
    expect(seenOf(entry)).toEqual(expected);
    for (const one of Object.values(entry.versions)) {
      const isPacked = expected.versions.get(one.version)?.isPacked === true;
      expect({ isPacked, of: one.source }).toEqual({
        isPacked,
        of: one.source?.replace(/\.md(\.gz)?$/, isPacked ? '.md.gz' : '.md'),
      });
      expect((await readFile(join(cwd, STEP, one.source ?? ''))).length).toBeGreaterThan(0);
    }
  }
  const log = await replayIn(cwd);
  expect(log.problems).toEqual([]);
  expect(log.events).toBe(events);
  expect(Object.fromEntries(log.models)).toEqual(models);
}
