import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, openWorkshop } from '../support/registry-workshop.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '../../dist/gnn-registry.js');
const MODELS = 400;

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
  await shop.writeModels(MODELS);
});
afterEach(() => shop.remove());

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Runs the built program, and sends signals to it once it looks at the specs. */
async function interrupt(signals: readonly NodeJS.Signals[], after: number): Promise<Ended> {
  const args = [BIN, '--target-dir', 'in', '--output-dir', 'out', '--quiet'];
  const child = spawn(execPath, args, { cwd: shop.cwd });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  await Promise.race([sleep(after), ended]);
  for (const signal of signals) child.kill(signal);
  return ended;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a run with %i, the lock is free, and nothing is half', async (name, exit) => {
  const codes = new Set<number | null>();
  for (const after of [250, 320, 400, 500, 650, 1000, 1500, 2500]) {
    const { code, signal, stderr } = await interrupt([name], after);
    codes.add(code);
    // A run that had ended before the signal came is no fault, nor one that had not begun.
    if (code !== exit && signal !== name) expect([0, 2]).toContain(code);
    if (code === exit && stderr !== '') expect(stderr).toContain(`ended by ${name}`);
    expect(existsSync(join(shop.cwd, `${STEP}/model_registry.json.lock`))).toBe(false);
  }
  expect(codes).toContain(exit);
  expect((await shop.run()).total_models).toBe(MODELS);
  const left = await readdir(join(shop.cwd, STEP), { recursive: true });
  expect(left.filter((it) => it.endsWith('.tmp'))).toEqual([]);
});

test('a second signal ends it at once, and the next run finds everything whole', async () => {
  const { code, signal } = await interrupt(['SIGTERM', 'SIGTERM'], 400);
  // Both may come as one, or too late.
  expect(signal === 'SIGTERM' || [143, 0, 2].includes(code ?? -1)).toBe(true);
  expect((await shop.run({ lockTimeout: 30 })).total_models).toBe(MODELS);
});
