/** Shows people what an operation returned: one renderer for each operation. */
import type { InputOf, OperationName, ResultOf } from '../../operations/table.js';
import type { FailOn } from '../../domain/options.js';
import type { Output } from './options.js';
import type { Colors } from './render/colours.js';
import type { Report } from './render/reports/report.js';

/** How text is shown. */
export interface View {
  readonly colours: Colors;
  /** The width of the terminal; undefined if the text goes elsewhere. */
  readonly columns: number | undefined;
  readonly isTerminal: boolean;
  readonly verbosity: Output['verbosity'];
  /** The least severe findings that make the command fail. */
  readonly failOn: FailOn;
  /** The path of the step's output. */
  readonly stepFolder: string;
  /** The values of the flags that only the shell has. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Lines, or text with its own final newline. */
export type Lines = readonly string[] | string;

export type Row = Readonly<Record<string, unknown>>;

/** Shows the result of an operation. */
export interface Renderer<Result, Input> {
  /** For people. */
  text(result: Result, input: Input, view: View): Lines | Promise<Lines>;
  /** The formats of reports, for other programs. */
  report?(result: Result, input: Input, view: View): Report;
  markdown?(result: Result, input: Input): Lines | Promise<Lines>;
  /** What a quiet call prints: only the names, for scripts. */
  ids?(result: Result, input: Input): Lines;
  /** The items of a list as flat objects, for `ndjson` and `csv`; default: the list in the answer. */
  rows?(result: Result, input: Input): readonly Row[];
  /** The columns of `csv` if there are no rows; default: the keys of the list in the answer. */
  columns?(result: Result, input: Input): readonly string[];
  /** Other formats, by name. */
  forms?(
    result: Result,
    input: Input,
  ): Partial<Readonly<Record<Output['format'], () => string | Promise<string>>>>;
}

export type RendererOf<Name extends OperationName> = Renderer<ResultOf<Name>, InputOf<Name>>;

/** The renderers of some operations. */
export type Renderers<Name extends OperationName> = { readonly [N in Name]: RendererOf<N> };

/** The changelog is Markdown already. */
const CHANGELOG: RendererOf<'changelog'> = { text: ({ lines }) => lines };

/** All but `run`, which shows its progress and renders its own summary. */
type Rendered = Exclude<OperationName, 'run'>;

type Loaders = { readonly [Name in Rendered]: () => Promise<RendererOf<Name>> };

const aliases = () => import('./render/aliases.js');
const audit = () => import('./render/audit.js');
const bindings = () => import('./render/bindings.js');
const exchange = () => import('./render/exchange.js');
const facts = () => import('./render/facts.js');
const exports = () => import('./render/exports.js');
const generations = () => import('./render/generations.js');
const health = () => import('./render/health.js');
const lifecycle = () => import('./render/lifecycle.js');
const metrics = () => import('./render/metrics.js');
const versions = () => import('./render/versions.js');
const lineage = () => import('./render/lineage.js');
const retention = () => import('./render/retention.js');
const tags = () => import('./render/tags.js');

/** Complete by construction: the compiler requires a renderer for each operation. */
export const RENDERERS: Loaders = {
  'audit head': async () => (await audit()).AUDIT['audit head'],
  'audit accept': async () => (await audit()).AUDIT['audit accept'],
  verify: async () => (await import('./render/verification.js')).VERIFY,
  rebuild: async () => (await import('./render/rebuilt.js')).REBUILD,
  versions: async () => (await versions()).VERSIONS.versions,
  'version list': async () => (await facts()).FACTS['version list'],
  show: async () => (await versions()).VERSIONS.show,
  diff: async () => (await import('./render/comparison.js')).DIFF,
  changelog: async () => CHANGELOG,
  check: async () => (await import('./render/check.js')).CHECK,
  new: async () => (await import('./render/new-spec.js')).NEW,
  ontology: async () => (await import('./render/ontology.js')).ONTOLOGY,
  register: async () => (await import('./render/register.js')).REGISTER,
  parse: async () => (await import('./render/parse.js')).PARSE,
  bump: async () => (await import('./render/bump.js')).BUMP,
  rollback: async () => (await import('./render/rollback.js')).ROLLBACK,
  dedupe: async () => (await import('./render/alike.js')).DEDUPE,
  list: async () => (await import('./render/queries/models.js')).LIST,
  get: async () => (await import('./render/queries/model.js')).GET,
  describe: async () => (await import('./render/describe.js')).DESCRIBE,
  variables: async () => (await import('./render/variables.js')).VARIABLES,
  graph: async () => (await import('./render/picture.js')).GRAPH,
  search: async () => (await import('./render/queries/hits.js')).SEARCH,
  stats: async () => (await import('./render/queries/statistics.js')).STATS,
  report: async () => (await import('./render/report-page.js')).REPORT,
  history: async () => (await import('./render/queries/history.js')).HISTORY,
  stale: async () => (await import('./render/queries/stale.js')).STALE,
  'tag add': async () => (await tags()).TAGS['tag add'],
  'tag rm': async () => (await tags()).TAGS['tag rm'],
  'tag list': async () => (await tags()).TAGS['tag list'],
  promote: async () => (await tags()).TAGS.promote,
  deprecate: async () => (await lifecycle()).LIFECYCLE.deprecate,
  archive: async () => (await lifecycle()).LIFECYCLE.archive,
  retire: async () => (await lifecycle()).LIFECYCLE.retire,
  activate: async () => (await lifecycle()).LIFECYCLE.activate,
  delete: async () => (await lifecycle()).LIFECYCLE.delete,
  restore: async () => (await lifecycle()).LIFECYCLE.restore,
  mv: async () => (await lifecycle()).LIFECYCLE.mv,
  join: async () => (await lifecycle()).LIFECYCLE.join,
  'alias set': async () => (await aliases()).ALIASES['alias set'],
  'alias rm': async () => (await aliases()).ALIASES['alias rm'],
  'alias list': async () => (await aliases()).ALIASES['alias list'],
  resolve: async () => (await aliases()).ALIASES.resolve,
  link: async () => (await lineage()).LINEAGE.link,
  unlink: async () => (await lineage()).LINEAGE.unlink,
  lineage: async () => (await lineage()).LINEAGE.lineage,
  'metrics set': async () => (await metrics()).METRICS['metrics set'],
  'metrics rm': async () => (await metrics()).METRICS['metrics rm'],
  'metrics list': async () => (await metrics()).METRICS['metrics list'],
  'facts set': async () => (await facts()).FACTS['facts set'],
  'facts rm': async () => (await facts()).FACTS['facts rm'],
  compare: async () => (await import('./render/comparison-table.js')).COMPARE,
  'export add': async () => (await exports()).EXPORTS['export add'],
  'export list': async () => (await exports()).EXPORTS['export list'],
  'export rm': async () => (await exports()).EXPORTS['export rm'],
  'binding add': async () => (await bindings()).BINDINGS['binding add'],
  'binding update': async () => (await bindings()).BINDINGS['binding update'],
  'binding list': async () => (await bindings()).BINDINGS['binding list'],
  'binding rm': async () => (await bindings()).BINDINGS['binding rm'],
  health: async () => (await health()).HEALTH.health,
  'health set': async () => (await health()).HEALTH['health set'],
  use: async () => (await health()).HEALTH.use,
  'generation list': async () => (await generations()).GENERATIONS['generation list'],
  'generation restore': async () => (await generations()).GENERATIONS['generation restore'],
  'retention stats': async () => (await retention()).RETENTION['retention stats'],
  'retention apply': async () => (await retention()).RETENTION['retention apply'],
  gc: async () => (await retention()).RETENTION.gc,
  update: async () => (await exchange()).EXCHANGE.update,
  import: async () => (await exchange()).EXCHANGE.import,
  merge: async () => (await exchange()).EXCHANGE.merge,
  discover: async () => (await import('./render/weights.js')).DISCOVER,
  select: async () => (await import('./render/weights.js')).SELECT,
  'serving set': async () => (await import('./render/weights.js')).SERVING_SET,
};

/** Loads the renderer of an operation; undefined for one that is not in the table. */
export async function loadRenderer(name: string): Promise<Renderer<unknown, object> | undefined> {
  const load = Object.entries(RENDERERS).find(([operation]) => operation === name)?.[1];
  return load?.();
}
