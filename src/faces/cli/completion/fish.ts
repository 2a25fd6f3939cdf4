import type { CompletionTable, Offer, Source } from './table.js';

/** The script for fish, from version 3 on. */
export function writeFish(table: CompletionTable): string {
  return `${HEAD}\n\n${writeTable(table)}\n\n${WORK}`;
}

/** The functions of the table print a word and its meaning in each line; the first one is the kind. */
function writeTable(table: CompletionTable): string {
  return [
    ['function __gnn_registry_first', ...print(table.first), 'end'],
    writeSwitch(
      '__gnn_registry_members',
      [...table.members].map(([word, offers]) => [[quote(word)], print(offers)]),
      [],
    ),
    writeSwitch(
      '__gnn_registry_flags',
      [...table.flags].map(([command, offers]) => [
        command === 'run' ? ["''", quote(command)] : [quote(command)],
        print(offers),
      ]),
      print([{ name: '--help', meaning: 'show this help' }]),
    ),
    writeSwitch(
      '__gnn_registry_value',
      table.values.map(({ command, flag, source }) => [
        [quote(`${command ?? '*'}:${flag}`)],
        printSource(source),
      ]),
      printSource({ kind: 'switch' }),
      '"$argv[1]:$argv[2]"',
    ),
    writeSwitch(
      '__gnn_registry_word',
      table.words.map(({ command, at, source }) => [
        [quote(`${command}:${at ?? '*'}`)],
        printSource(source),
      ]),
      printSource({ kind: 'text' }),
      '"$argv[1]:$argv[2]"',
    ),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function writeSwitch(
  name: string,
  cases: readonly (readonly [patterns: readonly string[], work: readonly string[]])[],
  otherwise: readonly string[],
  subject = '"$argv[1]"',
): string[] {
  return [
    `function ${name}`,
    `    switch ${subject}`,
    ...cases.flatMap(([patterns, work]) => [
      `        case ${patterns.join(' ')}`,
      ...work.map((line) => `        ${line}`),
    ]),
    ...(otherwise.length === 0 ? [] : ["        case '*'"]),
    ...otherwise.map((line) => `        ${line}`),
    '    end',
    'end',
  ];
}

function printSource(source: Source): string[] {
  const offers = source.kind === 'word' ? source.list.map((name) => ({ name, meaning: '' })) : [];
  return [`    echo ${source.kind}`, ...print(offers)];
}

function print(offers: readonly Offer[]): string[] {
  if (offers.length === 0) return [];
  const words = offers.flatMap(({ name, meaning }) => [quote(name), quote(meaning)]);
  return [`    printf '%s\\t%s\\n' ${words.join(' ')}`];
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const HEAD = `# Completion of gnn-registry for fish.
# In config.fish: gnn-registry completion fish | source`;

const WORK = String.raw`# Where the registry is, as the line says it.
function __gnn_registry_where
    switch $argv[2]
        case --output-dir --registry-path
            printf '%s\n' $argv[2] (string replace -r '^~/' $HOME/ -- $argv[3])
        case --config
            if test (__gnn_registry_value "$argv[1]" --config)[1] = file
                printf '%s\n' $argv[2] (string replace -r '^~/' $HOME/ -- $argv[3])
            end
    end
end

function __gnn_registry_ids
    set -l cur $argv[1]
    if string match -q '*@*' -- $cur
        gnn-registry versions (string replace -r '@[^@]*$' '' -- $cur) -q $argv[2..-1] </dev/null 2>/dev/null
    else
        gnn-registry list -q $argv[2..-1] </dev/null 2>/dev/null
    end
end

function __gnn_registry_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    set -l whole $cur
    set -l command ''
    set -l pending ''
    set -l stem ''
    set -l where
    set -l count 0
    set -l plain 0
    for word in $words[2..-1]
        if test -n "$pending"
            set -a where (__gnn_registry_where "$command" $pending $word)
            set pending ''
        else if test $plain = 0 -a "$word" = --
            set plain 1
        else if test $plain = 0; and string match -q -- '--*=*' $word
            set -a where (__gnn_registry_where "$command" (string split -m 1 = -- $word))
        else if test $plain = 0; and string match -q -- '-?*' $word
            test (__gnn_registry_value "$command" $word)[1] = switch; or set pending $word
        else if test -z "$command"
            set command $word
        else if test $count = 0; and contains -- $word (__gnn_registry_members $command | string replace -r '\t.*' '')
            set command "$command $word"
        else
            set count (math $count + 1)
        end
    end
    if test -z "$pending" -a $plain = 0; and string match -q -- '--*=*' $cur
        set pending (string split -m 1 = -- $cur)[1]
        set stem $pending=
        set cur (string split -m 1 = -- $cur)[2]
    end
    set -l found
    if test -n "$pending"
        set found (__gnn_registry_value "$command" $pending)
    else if test $plain = 0; and string match -q -- '-*' $cur
        __gnn_registry_flags "$command"
        return
    else if test -z "$command"
        __gnn_registry_first
        return
    else
        test $count = 0; and __gnn_registry_members $command
        set found (__gnn_registry_word $command $count)
    end
    switch $found[1]
        case word
            printf "$stem%s\n" $found[2..-1]
        case id
            __gnn_registry_ids "$cur" $where
        case id_or_file
            __gnn_registry_ids "$cur" $where
            __fish_complete_path "$cur"
        case file
            __fish_complete_path "$whole"
        case dir
            __fish_complete_directories "$whole" ''
    end
end

complete -c gnn-registry -f -a '(__gnn_registry_complete)'
`;
