/** The command that lists what the page lists. */
import { splitList, splitQuoted } from '../../../domain/lists.js';
import { metricOf, operatorOf, readCondition } from '../../../search/condition.js';
import { FILTERS, findWrongCondition, type Query } from './search.js';

/** Returns the command that lists the same models; words are searched for, and then filters are part of the query. */
export function listCommand(query: Query): string {
  const { q = '', ...rest } = query;
  if (q.trim() !== '') return `gnn-registry search ${quote(toSearch(q.trim(), query))}`;
  const flags = Object.entries(rest)
    .filter(([name, value]) => name !== 'metrics' || findWrongCondition(value) === undefined)
    .map(([name, value]) => ` --${name}${value.startsWith('-') ? '=' : ' '}${quote(value)}`);
  return `gnn-registry list${flags.join('')}`;
}

function toSearch(words: string, query: Query): string {
  const parts = FILTERS.flatMap((filter): string[] => {
    const given = query[filter] ?? '';
    if (given === '') return [];
    if (filter === 'metrics') return splitQuoted(given).flatMap(toMetricQuery);
    const fields = splitList(given).map((it) => `${filter}:${toOperand(it)}`);
    return [fields.length === 1 ? fields.join('') : `(${fields.join(' OR ')})`];
  });
  return [words, ...parts].join(' ');
}

function toMetricQuery(text: string): string[] {
  const condition = readCondition(text);
  if (condition === undefined || condition.number === null) return [];
  const field = `metrics.${toOperand(metricOf(condition))}${operatorOf(condition)}${condition.value}`;
  return [condition.sign === '!=' ? `NOT ${field}` : field];
}

function toOperand(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : JSON.stringify(text);
}

function quote(text: string): string {
  return /^[\w.,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
