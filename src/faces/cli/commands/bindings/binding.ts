import { readBindingConfig } from '../../../../operations/binding-config.js';
import { BINDING_STATUSES } from '../../../../domain/generated/values.js';
import type { BindingValues } from '../../../../operations/mutations/binding-values.js';
import type { Bound } from '../../../../operations/mutations/bindings.js';
import {
  addBinding,
  bindingsOf,
  removeBinding,
  updateBinding,
} from '../../../../operations/mutations/bindings.js';
import { commitChange } from '../../../../operations/mutations/change.js';
import { listHeld } from '../../../../operations/mutations/version-items.js';
import { workplaceOf, type Workplace } from '../../../../operations/operation.js';
import { usageError } from '../../arguments.js';
import type { Call } from '../../command.js';
import { escapeControls } from '../../render/escape.js';
import { renderBindings } from '../../render/bindings.js';
import { answer, type Answer } from '../answer.js';
import { needed } from '../needed.js';

const PROVIDER = '--provider NAME';

/** `binding add REF --provider NAME --model-id NAME` */
export async function addBindingCommand(call: Call): Promise<number> {
  const { flags } = call;
  const provider = needed(call, flags.provider, PROVIDER);
  const modelId = needed(call, flags.model_id, '--model-id NAME, that of the model there');
  return answer(call, async ({ options, env }) => {
    const place = workplaceOf(options, env);
    const { result, changed } = await commitChange(place, addBinding, {
      ...choiceOf(call),
      ...(await valuesOf(call, place)),
      provider,
      modelId,
    });
    return told(result, changed, (name) => `${name}${changed ? '' : ' already'}`);
  });
}

/** `binding update REF --provider NAME` */
export async function updateBindingCommand(call: Call): Promise<number> {
  const provider = needed(call, call.flags.provider, PROVIDER);
  if (!SAID.some((key) => call.flags[key] !== undefined)) {
    throw usageError(
      'binding update needs what is to be changed: --status, --success-rate, --average-latency-ms, --cost-per-1000, --endpoint, --region or --config',
    );
  }
  return answer(call, async ({ options, env }) => {
    const place = workplaceOf(options, env);
    const { result, changed } = await commitChange(place, updateBinding, {
      ...choiceOf(call),
      ...(await valuesOf(call, place)),
      provider,
    });
    return told(result, changed, (name) => `${name}: ${changed ? 'updated' : 'as it was'}`);
  });
}

/** `binding rm REF --provider NAME` */
export async function removeBindingCommand(call: Call): Promise<number> {
  const provider = needed(call, call.flags.provider, PROVIDER);
  return answer(call, async ({ options, env }) => {
    const command = { ...choiceOf(call), provider };
    const place = workplaceOf(options, env);
    const { result, changed } = await commitChange(place, removeBinding, command);
    return told(result, changed, (name) => `${name} no more`);
  });
}

/** `binding list [REF]` */
export function listBindingsCommand(call: Call): Promise<number> {
  const { provider, status, region } = call.flags;
  return answer(call, async ({ open }) => {
    const { state } = await open();
    const rows = listHeld(state.models, call.words[0], 'bindings', bindingsOf)
      .filter(
        ({ thing }) =>
          (provider ?? thing.provider) === thing.provider &&
          (status ?? thing.status) === thing.status &&
          (region ?? thing.region) === thing.region,
      )
      .map(({ entry, version, thing }) => ({ id: entry.model_id, version, thing }))
      .map(({ id, version, thing: { provider, model_id, ...rest } }) => ({
        model_id: id,
        version: version.version,
        provider,
        provider_model_id: model_id,
        ...rest,
      }));
    return {
      data: { bindings: rows },
      ids: () => rows.map((it) => `${it.model_id}@${it.version}`),
      rows: () => rows,
      text: (view) => renderBindings(rows, view),
    };
  });
}

const SAID = [
  'status',
  'success_rate',
  'average_latency_ms',
  'cost_per_1000',
  'endpoint',
  'region',
  'binding_config',
] as const;

function choiceOf({ words, flags }: Call) {
  return { reference: words[0] ?? '', modelId: flags.model_id, reason: flags.reason ?? null };
}

async function valuesOf({ flags }: Call, place: Workplace): Promise<BindingValues> {
  const status = BINDING_STATUSES.find((it) => it === flags.status);
  const { success_rate, average_latency_ms, cost_per_1000, endpoint, region } = flags;
  const written = flags.binding_config;
  const config = written === undefined ? undefined : await readBindingConfig(place, written);
  return {
    ...(status && { status }),
    ...(success_rate !== undefined && { success_rate }),
    ...(average_latency_ms !== undefined && { average_latency_ms }),
    ...(cost_per_1000 !== undefined && { cost_per_1000 }),
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(config && { config }),
  };
}

function told(
  { entry, version, binding }: Bound,
  changed: boolean,
  line: (name: string) => string,
): Answer {
  const name = `${binding.provider} runs ${entry.model_id}@${version.version} as ${escapeControls(binding.model_id)}`;
  return {
    data: { model_id: entry.model_id, version: version.version, binding, changed },
    ids: () => [entry.model_id],
    text: () => [line(name)],
  };
}
