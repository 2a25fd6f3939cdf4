import { quote, writeCases } from './cases.js';
import type { CompletionTable } from './table.js';

/**
 * The script for bash, from version 3.2 on. The ids of models may hold anything: they are never
 * evaluated (as `compgen -W` would), and stand quoted on the command line.
 */
export function writeBash(table: CompletionTable): string {
  const cases = writeCases(table, ({ name }) => quote(name));
  return `${HEAD}\n\n${cases}\n\n${WORK}`;
}

const HEAD = `# Completion of gnn-registry for bash.
# In ~/.bashrc: eval "$(gnn-registry completion bash)"`;

const WORK = String.raw`# What begins as the word at the cursor does; $2: it may need quotes.
__gnn_registry_offer() {
  local word=$1
  [[ $word == "$cur"* ]] || return 0
  [[ -n $2 ]] && printf -v word %q "$word"
  COMPREPLY+=("$stem$word")
}

__gnn_registry_ids() {
  local id
  local -a ask=(list)
  [[ $cur == *@* ]] && ask=(versions "${'$'}{cur%@*}")
  while IFS= read -r id; do
    __gnn_registry_offer "$id" quoted
  done < <(gnn-registry "${'$'}{ask[@]}" -q "${'$'}{where[@]}" </dev/null 2>/dev/null)
}

# Where the registry is, as the line says it.
__gnn_registry_where() {
  case $1 in
    --output-dir | --registry-path) where+=("$1" "${'$'}{2/#\~\//$HOME/}") ;;
    --config)
      __gnn_registry_value "$command" --config
      [[ $kind == file ]] && where+=("$1" "${'$'}{2/#\~\//$HOME/}")
      ;;
  esac
}

__gnn_registry_paths() {
  local path
  # Outside of a completion, and in old shells, there is no compopt.
  compopt -o "$1" 2>/dev/null && return 0
  while IFS= read -r path; do
    printf -v path %q "$path"
    COMPREPLY+=("$stem$path")
  done < <(compgen "$2" -- "$cur")
}

_gnn_registry() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} command='' pending='' stem='' kind='' cur whole word breaks
  local -a words=() where=() list=()
  local -i at count=0 plain=0
  COMPREPLY=()
  IFS=$' \t\n' read -r -a words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  whole=${'$'}{words[${'$'}{#words[@]} - 1]}
  cur=$whole
  for ((at = 1; at < ${'$'}{#words[@]} - 1; at++)); do
    word=${'$'}{words[at]}
    if [[ -n $pending ]]; then
      __gnn_registry_where "$pending" "$word"
      pending=''
    elif ((plain == 0)) && [[ $word == -- ]]; then
      plain=1
    elif ((plain == 0)) && [[ $word == --*=* ]]; then
      __gnn_registry_where "${'$'}{word%%=*}" "${'$'}{word#*=}"
    elif ((plain == 0)) && [[ $word == -?* ]]; then
      __gnn_registry_value "$command" "$word"
      [[ $kind == switch ]] || pending=$word
    elif [[ -z $command ]]; then
      command=$word
    else
      __gnn_registry_members "$command"
      if ((count == 0)) && [[ " ${'$'}{list[*]} " == *" $word "* ]]; then
        command="$command $word"
      else
        count+=1
      fi
    fi
  done
  if [[ -z $pending ]] && ((plain == 0)) && [[ $cur == --*=* ]]; then
    pending=${'$'}{cur%%=*}
    stem=$pending=
    cur=${'$'}{cur#*=}
  fi
  if [[ -n $pending ]]; then
    __gnn_registry_value "$command" "$pending"
  elif ((plain == 0)) && [[ $cur == -* ]]; then
    __gnn_registry_flags "$command"
    kind=word
  elif [[ -z $command ]]; then
    __gnn_registry_first
    kind=word
  else
    __gnn_registry_members "$command"
    if ((count == 0)); then
      for word in "${'$'}{list[@]}"; do __gnn_registry_offer "$word"; done
    fi
    __gnn_registry_word "$command" "$count"
  fi
  case $kind in
    word) for word in "${'$'}{list[@]}"; do __gnn_registry_offer "$word"; done ;;
    id) __gnn_registry_ids ;;
    id_or_file)
      __gnn_registry_ids
      ((${'$'}{#COMPREPLY[@]})) || __gnn_registry_paths default -f
      ;;
    file) __gnn_registry_paths default -f ;;
    dir) __gnn_registry_paths dirnames -d ;;
  esac
  # What bash takes for words before this one stands there already.
  breaks=${'$'}{COMP_WORDBREAKS//[!@=:]/}
  if [[ -n $breaks ]]; then
    word=${'$'}{whole%"${'$'}{whole##*[$breaks]}"}
    COMPREPLY=("${'$'}{COMPREPLY[@]#"$word"}")
  fi
}

complete -F _gnn_registry gnn-registry
`;
