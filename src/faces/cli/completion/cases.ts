/** The table as functions that bash and zsh both understand: they fill the caller's `kind` and `list`. */
import type { CompletionTable, Offer, Source } from './table.js';

/** How a word is written for a list of a shell. */
export type WriteOffer = (offer: Offer) => string;

/** A text as one word of a shell, whatever it holds. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The functions of the table. */
export function writeCases(table: CompletionTable, write: WriteOffer): string {
  const listOf = (offers: readonly Offer[]): string => `list=(${offers.map(write).join(' ')})`;
  const set = (source: Source): string =>
    source.kind === 'word'
      ? `kind=word; ${listOf(source.list.map((name) => ({ name, meaning: '' })))}`
      : `kind=${source.kind}`;
  return [
    ['__gnn_registry_first() {', `  ${listOf(table.first)}`, '}'],
    writeCase(
      '__gnn_registry_members',
      [...table.members].map(([word, offers]) => [quote(word), listOf(offers)]),
      'list=()',
    ),
    writeCase(
      '__gnn_registry_flags',
      [...table.flags].map(([command, offers]) => [
        command === 'run' ? `'' | ${quote(command)}` : quote(command),
        listOf(offers),
      ]),
      listOf([{ name: '--help', meaning: 'show this help' }]),
    ),
    writeCase(
      '__gnn_registry_value',
      table.values.map(({ command, flag, source }) => [
        command === null ? `*${quote(`:${flag}`)}` : quote(`${command}:${flag}`),
        set(source),
      ]),
      'kind=switch',
      '"$1:$2"',
    ),
    writeCase(
      '__gnn_registry_word',
      table.words.map(({ command, at, source }) => [
        at === null ? `${quote(`${command}:`)}*` : quote(`${command}:${at}`),
        set(source),
      ]),
      'kind=text',
      '"$1:$2"',
    ),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function writeCase(
  name: string,
  cases: readonly (readonly [pattern: string, work: string])[],
  otherwise: string,
  subject = '"$1"',
): string[] {
  return [
    `${name}() {`,
    '  list=()',
    `  case ${subject} in`,
    ...cases.map(([pattern, work]) => `    ${pattern}) ${work} ;;`),
    `    *) ${otherwise} ;;`,
    '  esac',
    '}',
  ];
}
