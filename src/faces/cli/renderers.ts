/** How people are shown what an operation came to: one renderer for each operation. */
import type { InputOf, OperationName, ResultOf } from '../../operations/table.js';
import type { Output } from './options.js';
import type { Colors } from './render/colours.js';

/** How text is shown. */
export interface View {
  readonly colours: Colors;
  /** Columns of the terminal; undefined where the text goes elsewhere. */
  readonly columns: number | undefined;
  readonly isTerminal: boolean;
  /** The values of the flags that the shell alone has. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Lines, or a text that ends as it should. */
export type Lines = readonly string[] | string;

export type Row = Readonly<Record<string, unknown>>;

/** Shows the result of an operation. */
export interface Renderer<Result, Input> {
  /** For people. */
  text(result: Result, input: Input, view: View): Lines | Promise<Lines>;
  markdown?(result: Result, input: Input): Lines | Promise<Lines>;
  /** What a quiet call prints: the names alone, for scripts. */
  ids?(result: Result, input: Input): readonly string[];
  /** The items of a list, flat, for `ndjson` and `csv`; default: those of the answer. */
  rows?(result: Result, input: Input): readonly Row[];
  /** Other forms, by the name of the format. */
  forms?(result: Result, input: Input): Partial<Readonly<Record<Output['format'], () => string>>>;
}

export type RendererOf<Name extends OperationName> = Renderer<ResultOf<Name>, InputOf<Name>>;

/** The renderers of some operations. */
export type Renderers<Name extends OperationName> = { readonly [N in Name]: RendererOf<N> };

/** Markdown is for people, too. */
const CHANGELOG: RendererOf<'changelog'> = { text: ({ lines }) => lines };

/** All but `run`, which shows how far it is and renders by itself. */
type Rendered = Exclude<OperationName, 'run'>;

type Loaders = { readonly [Name in Rendered]: () => Promise<RendererOf<Name>> };

const versions = () => import('./render/versions.js');
const lineage = () => import('./render/lineage.js');
const tags = () => import('./render/tags.js');

/** No operation can be forgotten here: the compiler asks for each. */
export const RENDERERS: Loaders = {
  verify: async () => (await import('./render/verification.js')).VERIFY,
  rebuild: async () => (await import('./render/rebuilt.js')).REBUILD,
  versions: async () => (await versions()).VERSIONS.versions,
  show: async () => (await versions()).VERSIONS.show,
  diff: async () => (await import('./render/comparison.js')).DIFF,
  changelog: async () => CHANGELOG,
  bump: async () => (await import('./render/bump.js')).BUMP,
  rollback: async () => (await import('./render/rollback.js')).ROLLBACK,
  dedupe: async () => (await import('./render/alike.js')).DEDUPE,
  list: async () => (await import('./render/queries/models.js')).LIST,
  get: async () => (await import('./render/queries/model.js')).GET,
  search: async () => (await import('./render/queries/hits.js')).SEARCH,
  stats: async () => (await import('./render/queries/statistics.js')).STATS,
  history: async () => (await import('./render/queries/history.js')).HISTORY,
  stale: async () => (await import('./render/queries/stale.js')).STALE,
  'tag add': async () => (await tags()).TAGS['tag add'],
  'tag rm': async () => (await tags()).TAGS['tag rm'],
  'tag list': async () => (await tags()).TAGS['tag list'],
  promote: async () => (await tags()).TAGS.promote,
  link: async () => (await lineage()).LINEAGE.link,
  unlink: async () => (await lineage()).LINEAGE.unlink,
  lineage: async () => (await lineage()).LINEAGE.lineage,
};

/** The renderer of an operation; one that is not of the table is shown as its data. */
export async function rendererOf(name: string): Promise<Renderer<unknown, object> | undefined> {
  const load = Object.entries(RENDERERS).find(([it]) => it === name)?.[1];
  return load?.();
}
