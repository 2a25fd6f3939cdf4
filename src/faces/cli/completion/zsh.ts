import { quote, writeCases } from './cases.js';
import type { CompletionTable } from './table.js';

/** The script for zsh: to be evaluated behind `compinit`, or to stand as `_gnn-registry` in `fpath`. */
export function writeZsh(table: CompletionTable): string {
  const cases = writeCases(table, ({ name, meaning }) =>
    quote(`${name.replaceAll(':', '\\:')}${meaning === '' ? '' : `:${meaning}`}`),
  );
  return `${HEAD}\n\n${cases}\n\n${WORK}`;
}

const HEAD = `#compdef gnn-registry
# Completion of gnn-registry for zsh.
# In ~/.zshrc, behind compinit: eval "$(gnn-registry completion zsh)"`;

const WORK = String.raw`__gnn_registry_ids() {
  local -a ask=(list) ids
  [[ $PREFIX == *@* ]] && ask=(versions "${'$'}{${'$'}{(Q)PREFIX}%@*}")
  ids=("${'$'}{(@f)$(gnn-registry $ask -q $where </dev/null 2>/dev/null)}")
  ids=(${'$'}{ids:#})
  compadd -a ids
}

# Where the registry is, as the line says it.
__gnn_registry_where() {
  local kind
  local -a list
  case $1 in
    --output-dir | --registry-path) where+=("$1" "${'$'}{2/#\~\//$HOME/}") ;;
    --config)
      __gnn_registry_value "$command" --config
      [[ $kind == file ]] && where+=("$1" "${'$'}{2/#\~\//$HOME/}")
      ;;
  esac
}

_gnn_registry() {
  # The options are those of the completion system, which its functions need.
  local command='' pending='' kind='' word
  local -a where list
  local -i at count=0 plain=0
  for ((at = 2; at < CURRENT; at++)); do
    word=${'$'}{(Q)words[at]}
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
      if ((count == 0 && ${'$'}{list[(I)$word:*]})); then
        command="$command $word"
      else
        count+=1
      fi
    fi
  done
  if [[ -z $pending ]] && ((plain == 0)) && [[ $PREFIX == --*=* ]]; then
    pending=${'$'}{PREFIX%%=*}
    compset -P '*='
  fi
  if [[ -n $pending ]]; then
    __gnn_registry_value "$command" "$pending"
  elif ((plain == 0)) && [[ $PREFIX == -* ]]; then
    __gnn_registry_flags "$command"
    _describe -o flag list
    return
  elif [[ -z $command ]]; then
    __gnn_registry_first
    _describe command list
    return
  else
    __gnn_registry_members "$command"
    ((count == 0 && $#list)) && _describe command list
    __gnn_registry_word "$command" "$count"
  fi
  case $kind in
    word) _describe value list ;;
    id) __gnn_registry_ids ;;
    id_or_file)
      __gnn_registry_ids
      _files
      ;;
    file) _files ;;
    dir) _files -/ ;;
  esac
}

if [[ ${'$'}{funcstack[1]} == _gnn-registry ]]; then
  _gnn_registry "$@"
else
  compdef _gnn_registry gnn-registry
fi
`;
