/** Collects what the page shows of a model. Pure, but for the reader of sources. */
import { formatReference } from '../../domain/declared-lineage.js';
import { summarizeReasons } from '../../domain/changes.js';
import { formatBytes, formatCount } from '../../domain/format-size.js';
import type {
  Entry,
  ModelMetadata,
  Parameter,
  Value,
  VersionEntry,
  Weights,
} from '../../domain/model.js';
import { saidOf } from '../../domain/user-words.js';
import { describeServing } from '../../domain/weights-summary.js';
import { versionsOf } from '../../version/reference.js';
import type { Cell, SiteMatrix, SiteModel, SiteVersion } from './data.js';
import type { SitePictures } from './draw-pictures.js';
import { toMathMl } from './equations.js';

const MAX_TABLES = 12;
const MAX_SIDE = 24;

/** What is needed to show a model in full. */
export interface ModelInput {
  readonly entry: Entry;
  readonly metadata: ModelMetadata | undefined;
  readonly pictures: Pick<SitePictures, 'ofVersion' | 'ofStep'>;
  readonly children: SiteModel['children'];
  readonly sourceOf: (version: VersionEntry) => Promise<string | null>;
}

/** Returns all that is shown of a model. */
export async function toModel(input: ModelInput): Promise<SiteModel> {
  const { entry, metadata, pictures, children, sourceOf } = input;
  const terms = new Map((metadata?.ontology ?? []).map((it) => [it.variable, it.term]));
  const versions: SiteVersion[] = [];
  const all = versionsOf(entry);
  for (const [at, one] of all.entries()) {
    const before = all[at + 1];
    versions.push({
      ...toVersion(one),
      source: await sourceOf(one),
      picture: pictures.ofVersion(entry, one),
      step: before === undefined ? null : pictures.ofStep(entry, before, one),
    });
  }
  return {
    id: entry.model_id,
    picture: versions.find((it) => it.version === entry.version)?.picture ?? null,
    facts: [...listFacts(entry), ...listWeightsFacts(entry)],
    description: saidOf(entry).description ?? '',
    weights: metadata?.weights === undefined ? null : toWeights(metadata.weights),
    variables: (metadata?.variables ?? []).map((it) => ({
      name: it.name,
      dimensions: it.dimensions.map((size) => size ?? '?').join(' × '),
      type: it.type,
      term: terms.get(it.name) ?? '',
      description: it.description ?? '',
    })),
    matrices: (metadata?.parameters ?? []).flatMap(toMatrix),
    equations: (metadata?.equations ?? []).map(({ label, text }) => ({
      label: label ?? '',
      text,
      math: toMathMl(text),
    })),
    versions,
    parents: (entry.parents ?? []).map((it) => [it.model_id, `${it.kind}: ${formatReference(it)}`]),
    children,
    findings: (metadata?.diagnostics ?? []).map(({ code, severity, message, line }) => ({
      code,
      severity,
      message,
      line,
    })),
  };
}

function listFacts(entry: Entry): [string, string][] {
  const { author, license } = saidOf(entry);
  const facts: [string, string | null][] = [
    ['Version', entry.version],
    ['Kind', entry.kind],
    ['Section', entry.gnn_section],
    ['Status', entry.status],
    ['Health', entry.health.status],
    ['Author', author],
    ['Licence', license],
    ['File', entry.file_path],
    ['Registered', entry.registered_at.slice(0, 10)],
    ['Updated', entry.updated_at.slice(0, 10)],
    ['Uses', String(entry.use?.count ?? 0)],
    ['Hash', entry.hash?.slice(0, 12) ?? null],
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    value === null || value === '' ? [] : [[name, value]],
  );
}

const MAX_TENSORS = 500;

function toWeights({ tensors }: Weights): SiteModel['weights'] {
  return {
    tensors: tensors
      .slice(0, MAX_TENSORS)
      .map(({ name, type, shape }) => [name, type, shape.join(' × ')]),
    more: Math.max(0, tensors.length - MAX_TENSORS),
  };
}

function listWeightsFacts(entry: Entry): [string, string][] {
  const { weights } = entry.metadata;
  if (weights === undefined) return [];
  const facts: [string, string | number | null][] = [
    ['Architecture', weights.architecture],
    ['Parameters', weights.parameters === null ? null : formatCount(weights.parameters)],
    ['Quantisation', weights.quantisation],
    ['Context length', weights.context_length],
    ['Embedding length', weights.embedding_length],
    ['Vocabulary size', weights.vocabulary_size],
    ['Format', weights.format],
    ['Size', formatBytes(weights.size_bytes)],
    ['Memory to load', `at least ${formatBytes(weights.memory_bytes)}`],
    ['Served', describeServing(entry) || 'enabled'],
    ['SHA-256', weights.hash],
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, String(value)]],
  );
}

function toVersion(version: VersionEntry): Omit<SiteVersion, 'source' | 'picture' | 'step'> {
  const { changes, tags = [], metrics = {}, bindings = [] } = version;
  return {
    version: version.version,
    created: version.created_at,
    verdict: changes?.importance ?? 'first',
    summary: changes === null ? '' : summarizeReasons(changes),
    tags,
    metrics,
    bindings: bindings.map((it) => `${it.provider}: ${it.model_id} (${it.status})`),
  };
}

/** The values of a parameter as tables; none if they are not at hand, or too large to be read. */
function toMatrix({ name, shape, value }: Parameter): SiteMatrix[] {
  if (value === undefined || shape === null || shape.some((it) => it > MAX_SIDE)) return [];
  const tables = listTables(value, shape.length, '').slice(0, MAX_TABLES);
  return [{ name, shape: shape.join(' × '), tables }];
}

function listTables(value: Value, depth: number, title: string): SiteMatrix['tables'][number][] {
  if (!Array.isArray(value)) return [{ title, rows: [[toCell(value)]] }];
  if (depth <= 1) return [{ title, rows: [value.map(toCell)] }];
  if (depth === 2) return [{ title, rows: value.map(toCells) }];
  return value.flatMap((it, at) => listTables(it, depth - 1, `${title}[${at}]`));
}

function toCells(value: Value): Cell[] {
  return Array.isArray(value) ? value.map(toCell) : [toCell(value)];
}

function toCell(value: Value): Cell {
  return typeof value === 'number' ? value : typeof value === 'string' ? value : String(value);
}
