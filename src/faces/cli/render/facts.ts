import type { VersionFacts } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import type { Referred } from '../../../operations/queries/versions.js';
import type { Renderers } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatName } from './format.js';
import { renderListing } from './table.js';

export const FACTS: Renderers<'facts set' | 'facts rm' | 'version list'> = {
  'facts set': {
    ids: ({ result }) => [formatName(result)],
    text: ({ result, changed }) => [
      `${formatName(result)} ${changed ? 'has' : 'already has'} ${formatFacts(result)}`,
    ],
  },
  'facts rm': {
    ids: ({ result }) => [formatName(result)],
    text: ({ result }, { names }) => [
      `${formatName(result)}: ${plural(new Set(names).size, 'fact')} removed`,
    ],
  },
  'version list': {
    ids: (list) => list.versions.map((it) => `${it.model_id}@${it.version}`),
    rows: ({ versions }) =>
      versions.map(({ facts, ...row }) => ({ ...row, ...NO_FACTS, ...facts })),
    columns: () => [...PLAIN, ...Object.keys(NO_FACTS)],
    text: ({ versions, total }, _, view) => {
      if (versions.length === 0) return ['no versions'];
      const rows = versions.map(({ facts, ...row }) => [
        row.model_id,
        `${row.version}${row.is_current ? ' *' : ''}`,
        row.status,
        row.bump ?? '-',
        ...Object.values({ ...NO_FACTS, ...facts }).map((it) => formatFact(it)),
      ]);
      const rest = versions.length === total ? [] : [`${versions.length} of ${total} versions`];
      return [...renderListing(COLUMNS, rows, view), ...rest.map(view.colours.dim)];
    },
  },
};

const PLAIN = 'model_id version is_current status bump created_at hash tags'.split(' ');
const COLUMNS =
  'model version status bump score cost/1000 latency region objective as endpoint'.split(' ');

const NO_FACTS: Readonly<Record<keyof VersionFacts, null>> = {
  score: null,
  cost_per_1000_tokens: null,
  latency_ms: null,
  region: null,
  objective_met: null,
  provider_model_id: null,
  endpoint: null,
};

function formatFact(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'met' : 'missed';
  return String(value ?? '-');
}

function formatFacts({ version: { facts = {} } }: Referred): string {
  const all = Object.entries(facts).map(([name, it]) => `${name} ${escapeControls(String(it))}`);
  return all.join(', ') || 'no facts';
}
