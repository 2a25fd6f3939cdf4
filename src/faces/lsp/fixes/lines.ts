/** Fixes of single lines: connections, time, front matter. Pure. */
import { nameAt } from '../../../domain/names.js';
import { nearestName } from '../../../domain/nearest.js';
import { lineEnd, lineStart, sourceText } from '../../../gnn/source.js';
import { readConnections } from '../../../gnn/connections.js';
import { TIME_WORDS } from '../../../gnn/time.js';
import { sectionAt, lineTextOf } from '../analysis.js';
import {
  addToSection,
  insert,
  insertAfterLine,
  option,
  remedy,
  remedyIf,
  removeLines,
  type Edit,
  type Fix,
  type FixContext,
  type Fixer,
} from './fix.js';

/** Closes the parenthesis of a connection, or moves what is no connection where it belongs. */
export const mendConnection: Fixer = (context) => {
  const { analysis, source, found, offset } = context;
  const text = lineTextOf(analysis, found.line);
  const [, name = '', term = ''] =
    /^\s*([^\s=]+)\s*=\s*([A-Z][a-z]+(?:[A-Z][a-z]+)*)\s*(?:#.*)?$/.exec(text) ?? [];
  if (term !== '' && nameAt(name, 0) === name) {
    return moveTo(context, 'ActInfOntologyAnnotation', found.line, found.line);
  }
  const [, first, last] = /lines ([0-9]+) to ([0-9]+), is a value/.exec(found.message) ?? [];
  if (found.message.includes('is a value, not a connection')) {
    return moveTo(
      context,
      'InitialParameterization',
      Number(first ?? found.line),
      Number(last ?? found.line),
    );
  }
  if (openParentheses(text) > 0) {
    const closed = insert(offset, ')');
    const line =
      text.slice(0, offset - lineStart(source, found.line)) +
      ')' +
      text.slice(offset - lineStart(source, found.line));
    if (isConnection(line)) return remedy('Close the parenthesis', closed);
  }
  if (source.text.charAt(offset) === '*') {
    return ['>', '-'].flatMap((operator) =>
      option(`Write ${operator}`, { start: offset, end: offset + 1, text: operator }),
    );
  }
  return otherOperator(context, text);
};

function openParentheses(text: string): number {
  const plain = text.replace(/#.*$/, '');
  return plain.split('(').length - plain.split(')').length;
}

/** `=>`, `-->` and `==>`, which other notations have. */
function otherOperator({ source, found }: FixContext, text: string): Fix[] {
  const start = lineStart(source, found.line);
  const arrow = /\s*(?:={1,2}>|-{2,}>|~>|»)\s*/.exec(text);
  if (arrow === null) return [];
  const line = text.slice(0, arrow.index) + '->' + text.slice(arrow.index + arrow[0].length);
  const at = start + arrow.index;
  return isConnection(line)
    ? remedy('Write ->', { start: at, end: at + arrow[0].length, text: '->' })
    : [];
}

function isConnection(line: string): boolean {
  const { connections, diagnostics } = readConnections({
    source: sourceText(line),
    lines: { from: 1, to: 2 },
    ignoredLines: new Set(),
  });
  return connections.length > 0 && diagnostics.length === 0;
}

function moveTo(
  context: FixContext,
  section: 'InitialParameterization' | 'ActInfOntologyAnnotation',
  from: number,
  to: number,
): Fix[] {
  const lines = Array.from({ length: to - from + 1 }, (_, index) =>
    lineTextOf(context.analysis, from + index),
  );
  return option(
    `Move to ${section}`,
    removeLines(context.source, from, to + 1),
    addToSection(context, section, lines),
  );
}

/** Writes the version of the language where it is missing; any other line can become a comment. */
export const mendLine: Fixer = (context) => {
  const { model, source, found, offset, analysis } = context;
  const section = sectionAt(model, found.line);
  if (section?.name === 'GNNVersionAndFlags' && section.line === found.line) {
    return remedy('Write GNN v1', insertAfterLine(source, found.line, 'GNN v1'));
  }
  const text = lineTextOf(analysis, found.line);
  const start = lineStart(source, found.line) + (text.length - text.trimStart().length);
  if (offset !== start) return mendItem(context, section?.name === 'Time' ? [] : ATTRIBUTES);
  const [, write = ''] = /write `([^`]+)`$/.exec(found.message) ?? [];
  const end = lineEnd(source, found.line);
  return [
    ...(section?.name === 'Time' ? writeTime(write, text, { start, end }) : []),
    ...option('Turn the line into a comment', insert(start, '# ')),
  ];
};

/** Writes the line that the finding names, or the word of Time that is misspelt. */
function writeTime(named: string, text: string, line: Omit<Edit, 'text'>): Fix[] {
  const meant = named === '' ? nearestName(text.trim(), TIME_WORDS) : named;
  return meant === undefined ? [] : remedy(`Write ${meant}`, { ...line, text: meant });
}

/** The keys of what stands beside the dimensions of a variable. */
const ATTRIBUTES = ['type', 'default'] as const;

/** Writes the key that an item of a list likely has, or removes the item with the comma before it. */
function mendItem({ source, found, offset }: FixContext, keys: readonly string[]): Fix[] {
  const end = lineEnd(source, found.line);
  const item =
    /^(?:\[[^\]]*\]|[^,;\]#])*/.exec(source.text.slice(offset, end))?.[0].trimEnd() ?? '';
  const before =
    /[,;]\s*$/.exec(source.text.slice(lineStart(source, found.line), offset))?.[0].length ?? 0;
  if (item === '' || before === 0) return [];
  const [, key = ''] = /^([a-z]+)\s*=\s*\S/i.exec(item) ?? [];
  const meant = nearestName(key, keys);
  const write =
    meant === undefined
      ? []
      : remedy(`Write ${meant}=`, { start: offset, end: offset + key.length, text: meant });
  return [
    ...write,
    ...option(`Delete ${item}`, { start: offset - before, end: offset + item.length, text: '' }),
  ];
}

/** Deletes the statement of Time that contradicts one before it. */
export const deleteContradiction: Fixer = ({ source, found, analysis }) => {
  const text = lineTextOf(analysis, found.line).replace(/#.*$/, '');
  const isAlone = !/[,;(]/.test(text);
  return isAlone ? option('Delete the line', removeLines(source, found.line, found.line + 1)) : [];
};

/** Writes a version in full, or the one that the finding asks for, which is for the author to decide. */
export const writeVersion: Fixer = ({ source, found, offset, analysis }) => {
  const [, version] = /\b([0-9]+\.[0-9]+\.[0-9]+)[^0-9]*$/.exec(found.message) ?? [];
  const line = lineTextOf(analysis, found.line);
  const [, key = ''] = /^(.*?version\**\s*[:=]\**\s*)/i.exec(line) ?? [];
  if (version === undefined || key === '' || offset < 0) return [];
  const start = lineStart(source, found.line) + key.length;
  const [written = ''] = /^["']?[^\s"'#]+["']?/.exec(line.slice(key.length)) ?? [];
  return written === ''
    ? []
    : remedyIf(found.code === 'GNN-I013', `Write ${version}`, {
        start,
        end: start + written.length,
        text: version,
      });
};
