import { COLUMNS, rowOf } from '../../../../operations/queries/columns.js';
import { listModels, readColumns, type ListQuery } from '../../../../operations/queries/list.js';
import { toOpenAiList } from '../../../../operations/queries/openai.js';
import type { OpenedRegistry } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import type { Flags } from '../../options.js';
import { renderModels } from '../../render/queries/models.js';
import { escapeJson } from '../../render/escape.js';
import { answer } from '../answer.js';

const SHOWN = 'id,version,kind,status,health,use,tags,name';

/** `list` */
export function listCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const { columns } = call.flags;
    const shown = readColumns(columns ?? SHOWN);
    const query = queryOf(call.flags);
    const registry = await open();
    const termsOf = query.ontology === undefined ? undefined : await termsIn(registry);
    const { models, total } = listModels(registry.state.models, query, termsOf);
    const rows = () => models.map((it) => rowOf(it, columns === undefined ? COLUMNS : shown));
    return {
      data: { models: rows(), total },
      ids: () => models.map((it) => it.model_id),
      rows,
      forms: { openai: () => `${escapeJson(JSON.stringify(toOpenAiList(models), null, 2))}\n` },
      text: (view) => renderModels(models, total, shown, view),
      exitCode: total === 0 ? 2 : 0,
    };
  });
}

function queryOf(flags: Flags): ListQuery {
  const { status, tag, kind, health, ontology, author, backend, metrics, sort, limit } = flags;
  const given = { status, tag, kind, health, ontology, author, backend, metrics, sort };
  const texts = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(texts), ...(limit !== undefined && { limit }) };
}

/** The index of the searches knows the terms of all models. */
async function termsIn(registry: OpenedRegistry): Promise<(id: string) => readonly string[]> {
  const { openSearch } = await import('../../../../search/index.js');
  const { models } = await openSearch(registry);
  return (id) => models.get(id)?.texts().terms ?? [];
}
