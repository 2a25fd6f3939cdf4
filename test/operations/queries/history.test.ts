import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findField } from '../../../src/operations/queries/field.js';
import {
  filterEvents,
  listPastModels,
  readHistory,
  rebuildState,
} from '../../../src/operations/queries/history.js';
import { JOIN, MV } from '../../../src/operations/mutations/rename.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { soundSpec } from '../../support/spec-text.js';
import { addTag, promote } from '../../../src/operations/mutations/tags.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';
import { commitMutation, BASE, MINOR, openBench } from '../harness.js';
import type { Bench } from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(() => bench.remove());

test('every event tells a time at which the registry was what it was', async () => {
  await bench.register(BASE, MINOR);
  await commitMutation(bench.place(), promote, { reference: 'agent@1.0.0', tag: 'production' });
  await commitMutation(bench.place(), promote, { reference: 'agent', tag: 'production' });
  await commitMutation(bench.place(), addTag, { reference: 'agent', tag: 'lab' });
  const history = await readHistory(await bench.open());
  const { events, total } = filterEvents(history, 'agent', 3);
  expect(total).toBe(5);
  expect(events.map(({ action }) => action)).toEqual(['promote', 'promote', 'add_tag']);
  const then = (at = ''): unknown =>
    listPastModels(rebuildState(history, at), history, { id: 'agent' })[0]?.version_tags;
  expect(events.map(({ at }) => then(at))).toEqual([
    { production: ['1.0.0'] },
    { production: ['1.1.0'] },
    { production: ['1.1.0'] },
  ]);
  const now = (await bench.open()).state.models.get('agent');
  expect(rebuildState(history, '2999-01-01').models.get('agent')).toEqual(now);
  const none = listPastModels(rebuildState(history, '2999-01-01'), history, { tag: 'nobody' });
  expect(none).toEqual([]);
});

const mv = (id: string, new_id: string) =>
  commitOperation(bench.place(), MV.plan(bench.place(), { id, new_id }));
const told = async (id: string): Promise<string[]> =>
  filterEvents(await readHistory(await bench.open()), id).events.map(
    ({ model_id, action }) => `${model_id} ${action}`,
  );

describe('of a renamed model', () => {
  test('its events under all of its ids are told, in order, and no others', async () => {
    await bench.register(BASE, MINOR);
    await commitMutation(bench.place(), addTag, { reference: 'agent', tag: 'lab' });
    await mv('agent', 'kettle');
    const before = ['agent register', 'agent add_version', 'agent add_tag', 'agent rename'];
    expect(await told('kettle')).toEqual([...before, 'kettle rename']);
    // There and back again, and another model with an id that it had.
    await mv('kettle', 'agent');
    await mv('agent', 'pot');
    await bench.write('elsewhere/agent.md', soundSpec({ ModelName: 'Another agent' }));
    await bench.run({ targetDir: 'elsewhere' });
    await commitMutation(bench.place(), addTag, { reference: 'agent', tag: 'other' });
    expect(await told('pot')).toEqual([
      ...before,
      'kettle rename',
      'kettle rename',
      'agent rename',
      'agent rename',
      'pot rename',
    ]);
    await mv('agent', 'cup');
    expect(await told('cup')).toEqual([
      'agent register',
      'agent add_tag',
      'agent rename',
      'cup rename',
    ]);
  });

  test('the events of a model that was joined to it are told', async () => {
    await bench.register(BASE);
    await rm(join(bench.cwd, 'in/agent.md'));
    await bench.write('in/pot.md', MINOR);
    await bench.run();
    const place = bench.place();
    await commitOperation(place, JOIN.plan(place, { id: 'pot', into: 'agent' }));
    expect(await told('agent')).toEqual([
      'agent register',
      'pot register',
      'pot join',
      'agent join',
    ]);
    expect(await told('pot')).toEqual(['pot register', 'pot join']);
  });

  test('it is found at a time at which it had another id', async () => {
    await bench.register(BASE);
    await mv('agent', 'kettle');
    const history = await readHistory(await bench.open());
    const then = rebuildState(history, history.events[0]?.at ?? '');
    expect(listPastModels(then, history, { id: 'kettle' })).toMatchObject([{ model_id: 'agent' }]);
  });
});

test('before the first event nothing is known', async () => {
  await bench.register(BASE);
  const history = await readHistory(await bench.open());
  expect(() => rebuildState(history, '2020-01-01')).toThrow(
    /the audit log does not cover 2020-01-01/,
  );
  expect(() => filterEvents(history, 'nobody')).toThrow(
    expect.objectContaining({ code: 'model-unknown' }),
  );
});

test.each(['soon', '2026-13-01', '2026-02-30', '2026-01-01T25:00:00Z', '2026-01-01T10:00:00'])(
  '%s is not a time',
  async (at) => {
    await bench.register(BASE);
    const history = await readHistory(await bench.open());
    expect(() => rebuildState(history, at)).toThrow(/is not a time/);
  },
);

const { models } = stateWith(entryWith('agent', { tags: ['a/b'] }));

test.each([
  ['agent', 'versions.1.0.0.version', '1.0.0'],
  ['agent', '/versions/1.0.0/version', '1.0.0'],
  ['agent', 'tags.0', 'a/b'],
  ['agent', 'tags', ['a/b']],
  ['agent@1.0.0', 'bump', 'initial'],
  ['agent', 'model.name', 'agent'],
  ['agent', 'metadata.author', null],
])('of %s, the field %s', (reference, path, value) => {
  expect(findField(models, reference, path).value).toEqual(value);
});

test.each([
  ['helth', 'did you mean health?'],
  ['health.stat', 'did you mean status?'],
  ['/versions/2.0.0', 'there is no field'],
  ['name.length', 'there is no field'],
  ['constructor', 'there is no field'],
])('there is no field %s', (path, problem) => {
  expect(() => findField(models, 'agent', path)).toThrow(problem);
});
