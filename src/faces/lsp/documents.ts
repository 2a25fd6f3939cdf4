/** The open documents: their text, what the core reads in it, and what a run would make of it. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { FILE_START, diagnostic, type Diagnostic } from '../../domain/diagnostics.js';
import { analyse, type Analysis, type Reading } from './analysis.js';
import { planDocument, type Place, type Planned } from './places.js';
import { toUtf16, type Encoding } from './text.js';

/** An open document. */
export interface OpenDocument {
  readonly uri: string;
  /** The path of its file; undefined if it has none. */
  readonly path: string | undefined;
  readonly place: Place;
  readonly version: number;
  /** What the core reads in it as it is now. */
  readonly analysis: () => Analysis;
  /** Its findings as far as they are known now; those about the registry may be of the text before. */
  readonly findings: () => readonly Diagnostic[];
  /** What a run would do with it as it is now; undefined if it has no file. */
  readonly plan: () => Promise<Planned | undefined>;
  /** How long it last took to read, in milliseconds. */
  readonly cost: () => number;
  readonly change: (version: number, changes: readonly TextDocumentContentChangeEvent[]) => void;
  /** Forgets what was planned, since the registry has changed. */
  readonly forgetPlan: () => void;
}

/** What a document is made of. */
export interface DocumentInput {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly place: Place;
  readonly encoding: Encoding;
  readonly elapsed: () => number;
}

export function openDocument(input: DocumentInput): OpenDocument {
  const { uri, place, encoding, elapsed } = input;
  const document = TextDocument.create(uri, 'gnn', input.version, input.text);
  const path = pathOf(uri);
  let analysis: Analysis | undefined;
  let cost = 0;
  let planned: Planned | undefined;
  let planning: Promise<Planned | undefined> | undefined;
  /** What only a registry says, and what was read when it said so. */
  let extra: readonly Diagnostic[] = [];

  const read = (): Analysis => {
    if (analysis !== undefined) return analysis;
    const started = elapsed();
    analysis = readWithin(document.getText(), encoding, place.reading, place);
    cost = elapsed() - started;
    return analysis;
  };
  const plan = async (): Promise<Planned | undefined> => {
    if (path === undefined) return undefined;
    const now = read();
    const result = await planDocument(place, path, now);
    // It may have changed meanwhile; what was planned is only kept for the text that it was planned for.
    if (analysis === now) {
      planned = result;
      extra = beyond(result.findings, now.findings);
    }
    return result;
  };
  return {
    uri,
    path,
    place,
    get version() {
      return document.version;
    },
    analysis: read,
    findings: () => planned?.findings ?? [...read().findings, ...extra],
    plan: () => {
      const asked = (planning ??= plan());
      // What failed is tried again when it is asked for.
      asked.catch(() => {
        if (planning === asked) planning = undefined;
      });
      return asked;
    },
    cost: () => cost,
    change: (version, changes) => {
      for (const change of changes)
        TextDocument.update(document, [decode(document, change, encoding)], version);
      [analysis, planned, planning] = [undefined, undefined, undefined];
    },
    forgetPlan: () => {
      [planned, planning] = [undefined, undefined];
    },
  };
}

/** A document that is too large is not read. */
function readWithin(
  text: string,
  encoding: Encoding,
  reading: Reading,
  { workplace }: Place,
): Analysis {
  const limit = workplace.options.settings.max_file_size;
  if (text.length <= limit) return analyse(text, encoding, reading);
  const message = `the file has more than ${limit} bytes, which is the limit`;
  return {
    ...analyse('', encoding, reading),
    findings: [diagnostic('GNN-E011', FILE_START, message)],
  };
}

/** The findings that are not among others. */
function beyond(all: readonly Diagnostic[], others: readonly Diagnostic[]): Diagnostic[] {
  const known = new Set(others.map(keyOf));
  return all.filter((it) => !known.has(keyOf(it)));
}

function keyOf({ code, line, column, message }: Diagnostic): string {
  return `${code} ${line} ${column} ${message}`;
}

/** A change with columns in code units of UTF-16, as the text counts them. */
function decode(
  document: TextDocument,
  change: TextDocumentContentChangeEvent,
  encoding: Encoding,
): TextDocumentContentChangeEvent {
  if (!('range' in change) || encoding === 'utf-16') return change;
  const convert = ({ line, character }: { line: number; character: number }) => {
    const start = { line, character: 0 };
    const text = document.getText({ start, end: { line: line + 1, character: 0 } });
    return { line, character: toUtf16(text.replace(/[\r\n]+$/, ''), character, encoding) };
  };
  const { range, text } = change;
  return { range: { start: convert(range.start), end: convert(range.end) }, text };
}

/** The path of a document that is a file. */
export function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : undefined;
}
