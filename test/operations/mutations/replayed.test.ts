import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLog, replayLog } from '../../../src/audit/replay.js';
import type { AuditEvent } from '../../../src/domain/model.js';
import { updateModelMetadata } from '../../../src/operations/mutations/annotations.js';
import {
  addBinding,
  removeBinding,
  updateBinding,
} from '../../../src/operations/mutations/bindings.js';
import { addExportFormat, removeExport } from '../../../src/operations/mutations/exports.js';
import { setHealth } from '../../../src/operations/mutations/health.js';
import { recordUse } from '../../../src/operations/mutations/use.js';
import { measureExport } from '../../../src/operations/mutations/export-file.js';
import {
  importRegistry,
  readOtherRegistry,
} from '../../../src/operations/mutations/import-registry.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { STEP } from '../../support/registry-workshop.js';
import { commitMutation, BASE, MAJOR, expectSchemas, openBench } from '../harness.js';
import type { Bench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const isEvent = (value: unknown): value is AuditEvent =>
  typeof value === 'object' && value !== null && 'action' in value;

test('the events of every change here lead to the registry', async () => {
  await bench.register(BASE, MAJOR);
  const place = bench.place();
  const reference = 'agent';
  const models = { bee: { name: 'Bee', versions: { '1.0': {} } } };
  await bench.write('peer.json', JSON.stringify({ models }));
  await bench.write('a.onnx', 'bytes');
  const onnx = await measureExport(place, { reference, format: 'onnx', path: './a.onnx' });
  const aws = { reference: 'agent@1.0.0', provider: 'aws', model_id: 'prod' };
  await commitMutation(place, addExportFormat, onnx);
  await commitMutation(place, addExportFormat, { ...onnx, format: 'pymdp' });
  await commitMutation(place, removeExport, { reference, format: 'onnx' });
  await commitMutation(place, addBinding, { ...aws, config: { deep: [{ er: 1 }] } });
  await commitMutation(place, updateBinding, { ...aws, status: 'failed', config: null });
  await commitMutation(place, addBinding, { ...aws, model_id: 'test' });
  await commitMutation(place, removeBinding, { ...aws, model_id: 'test' });
  await commitMutation(place, setHealth, { reference, status: 'loading', message: 'a "b"' });
  await commitMutation(place, setHealth, { reference, status: 'healthy', reason: 'it runs' });
  await commitMutation(place, recordUse, { reference });
  for (const author of ['Ada', null]) {
    const input = { id: reference, fields: { author, 'a/b~c': author, note: 'kept' } };
    await commitOperation(place, updateModelMetadata(place, input));
  }
  const peer = await readOtherRegistry(place, 'peer.json');
  await commitOperation(place, importRegistry(place, peer), true);

  const registry = await bench.registry();
  const replayed = replayLog(readLog(await bench.text(`${STEP}/audit_log.jsonl`), isEvent));
  expect(replayed.problems).toEqual([]);
  expect(Object.fromEntries(replayed.models)).toEqual(registry.models);
  expect(replayed.head).toEqual(registry.audit);
  await expectSchemas(bench);
});
