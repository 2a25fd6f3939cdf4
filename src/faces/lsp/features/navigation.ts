/** Follows names: to their declaration, to their uses, and to another name. Pure. */
import type {
  DocumentHighlight,
  Location,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { nameKey } from '../../../domain/names.js';
import { canBeName, type NamedThing, type Occurrence } from '../../../gnn/occurrences.js';
import { lineAt } from '../../../gnn/source.js';
import { modelAt, nameAtOffset, type Analysis } from '../analysis.js';
import { toRange } from '../text.js';

/** The declarations of what is named at an offset; without one, the keys of ModelParameters. */
export function findDefinitions(analysis: Analysis, offset: number, uri: string): Location[] {
  const named = nameAtOffset(analysis, offset);
  const all = named?.thing.occurrences ?? [];
  const declared = all.filter((it) => it.kind === 'declared');
  const found = declared.length > 0 ? declared : all.filter((it) => it.kind === 'setting');
  return found.map((it) => ({ uri, range: toRange(analysis, it.start, it.end) }));
}

/** All places that name what is named at an offset. */
export function findReferences(
  analysis: Analysis,
  offset: number,
  uri: string,
  withDeclaration: boolean,
): Location[] {
  const { thing } = nameAtOffset(analysis, offset) ?? {};
  return (thing?.occurrences ?? [])
    .filter(({ kind }) => withDeclaration || kind !== 'declared')
    .map(({ start, end }) => ({ uri, range: toRange(analysis, start, end) }));
}

const WRITES: ReadonlySet<Occurrence['kind']> = new Set(['declared', 'assigned', 'setting']);

/** The same in the document itself: a declaration and a value write it, the others read it. */
export function findHighlights(analysis: Analysis, offset: number): DocumentHighlight[] {
  const { thing } = nameAtOffset(analysis, offset) ?? {};
  return (thing?.occurrences ?? []).map(({ kind, start, end }) => ({
    range: toRange(analysis, start, end),
    kind: WRITES.has(kind) ? 3 : 2,
  }));
}

/** The name that can be changed at an offset; null if there is none. */
export function findRenamed(
  analysis: Analysis,
  offset: number,
): { readonly range: Range; readonly placeholder: string } | null {
  const named = nameAtOffset(analysis, offset);
  if (named === undefined) return null;
  const { start, end } = named.occurrence;
  return {
    range: toRange(analysis, start, end),
    placeholder: analysis.source.text.slice(start, end),
  };
}

/** Text that may mean the variable, and is only changed if a person says so. */
const UNSURE: ReadonlySet<Occurrence['kind']> = new Set(['equation', 'expression']);

/** The places of a name that change with it, in file order. */
export function placesToRename({ occurrences }: NamedThing, withText: boolean): Occurrence[] {
  return occurrences.filter(({ kind }) => withText || !UNSURE.has(kind));
}

/** Why a name cannot become another; undefined if it can. */
export function explainRefusal(
  analysis: Analysis,
  offset: number,
  name: string,
): string | undefined {
  const named = nameAtOffset(analysis, offset);
  if (named === undefined) return 'there is no variable here to rename';
  if (!canBeName(name)) {
    return `${JSON.stringify(name)} is not a name: use letters, digits and _, and begin with a letter or _`;
  }
  const model = modelAt(analysis, lineAt(analysis.source, named.occurrence.start));
  const key = nameKey(name);
  const taken = key === named.thing.key ? undefined : model?.names().get(key);
  return taken === undefined ? undefined : `${name} is another variable already`;
}

/** Who may ask about text that only may mean the variable. */
export interface RenameOptions {
  readonly uri: string;
  readonly version: number;
  /** The client can ask about some of the edits. */
  readonly asks: boolean;
}

const IN_TEXT = 'text';

/** The edits that give a variable another name. */
export function rename(
  analysis: Analysis,
  offset: number,
  name: string,
  { uri, version, asks }: RenameOptions,
): WorkspaceEdit {
  const { thing } = nameAtOffset(analysis, offset) ?? {};
  if (thing === undefined) return {};
  const toEdit = ({ start, end }: Occurrence): TextEdit => ({
    range: toRange(analysis, start, end),
    newText: name,
  });
  const places = placesToRename(thing, asks);
  const isUnsure = places.some(({ kind }) => UNSURE.has(kind));
  if (!isUnsure) return { changes: { [uri]: places.map(toEdit) } };
  const edits = places.map((place) =>
    UNSURE.has(place.kind) ? { ...toEdit(place), annotationId: IN_TEXT } : toEdit(place),
  );
  return {
    documentChanges: [{ textDocument: { uri, version }, edits }],
    changeAnnotations: {
      [IN_TEXT]: {
        label: 'Equations and expressions',
        description: `They are text, and ${thing.name} may mean something else in them.`,
        needsConfirmation: true,
      },
    },
  };
}
