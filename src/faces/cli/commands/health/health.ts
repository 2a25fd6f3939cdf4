import type { Entry } from '../../../../domain/model.js';
import { commitChange } from '../../../../operations/mutations/change.js';
import { setHealth } from '../../../../operations/mutations/health.js';
import { workplaceOf } from '../../../../operations/operation.js';
import { registryHealth } from '../../../../operations/registry-health.js';
import { resolveReference } from '../../../../operations/versions.js';
import type { Call } from '../../command.js';
import { escapeControls } from '../../render/escape.js';
import { renderHealth, renderRegistryHealth } from '../../render/health.js';
import { answer, type Work } from '../answer.js';

/** `health [REF]` */
export function healthCommand(call: Call): Promise<number> {
  const [reference] = call.words;
  return answer(call, (work) =>
    reference === undefined ? answerOfAll(work) : answerOf(work, reference),
  );
}

async function answerOf({ open }: Work, reference: string) {
  const { state } = await open();
  const { entry } = resolveReference(state.models, reference);
  return {
    data: { model_id: entry.model_id, version: entry.version, health: entry.health },
    ids: () => [entry.model_id],
    rows: () => [rowOf(entry)],
    text: (view: Parameters<typeof renderHealth>[1]) => renderHealth(entry, view),
  };
}

async function answerOfAll({ open }: Work) {
  const { state } = await open();
  const models = [...state.models.values()].filter(({ status }) => status !== 'deleted');
  const health = registryHealth(models);
  const ailing = models.filter((it) => it.health.status !== 'healthy');
  return {
    data: { ...health, not_healthy: ailing.map(rowOf) },
    ids: () => ailing.map((it) => it.model_id),
    rows: () => models.map(rowOf),
    text: (view: Parameters<typeof renderHealth>[1]) => renderRegistryHealth(health, ailing, view),
  };
}

function rowOf({ model_id, version, health }: Entry) {
  const { message = null, ...checked } = health;
  return { model_id, version, ...checked, message };
}

/** `health set REF STATUS` */
export function setHealthCommand(call: Call): Promise<number> {
  const [reference = '', status = ''] = call.words;
  return answer(call, async ({ options, env }) => {
    const { message = null, reason = null } = call.flags;
    const command = { reference, status, message, reason };
    const done = await commitChange(workplaceOf(options, env), setHealth, command);
    const { model_id, health } = done.result;
    const why = health.message === undefined ? '' : `: ${escapeControls(health.message)}`;
    return {
      data: { model_id, health, changed: done.changed },
      ids: () => [model_id],
      text: () => [`${model_id} is ${health.status}${done.changed ? '' : ' already'}${why}`],
    };
  });
}
