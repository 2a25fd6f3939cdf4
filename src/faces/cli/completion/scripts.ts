/**
 * The completion scripts of the shells. Each passes the words of the line to the program, which
 * answers as `complete` says, and hands the answer to the shell; no word is ever evaluated.
 */
import type { Shell } from './shells.js';

/** From version 3.2 on, which macOS still has. */
const BASH = String.raw`# Completion of gnn-registry for bash.
# In ~/.bashrc: eval "$(gnn-registry completion bash)"
_gnn_registry() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} breaks=${'$'}{COMP_WORDBREAKS//[!@=:]/}
  local cur value stem='' paths='' word
  local -a words=()
  COMPREPLY=()
  IFS=$' \t\n' read -r -a words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=${'$'}{words[${'$'}{#words[@]} - 1]}
  # bash divides words at these characters, and replaces only the last part.
  [[ -n $breaks ]] && stem=${'$'}{cur%"${'$'}{cur##*[$breaks]}"}
  while IFS=$'\t' read -r word _; do
    if [[ -z $paths ]]; then
      paths=$word
    elif [[ $word == "$cur"* ]]; then
      printf -v word %q "${'$'}{word#"$stem"}"
      COMPREPLY+=("$word")
    fi
  done < <(gnn-registry __complete "${'$'}{words[@]:1}" </dev/null 2>/dev/null)
  ((${'$'}{#COMPREPLY[@]})) && return
  case $paths in
    file) compopt -o default 2>/dev/null && return ;;
    directory) compopt -o dirnames 2>/dev/null && return ;;
    *) return ;;
  esac
  # Before bash 4 there is no compopt.
  value=${'$'}{cur#--*=}
  while IFS= read -r word; do
    word=${'$'}{cur%"$value"}$word
    printf -v word %q "${'$'}{word#"$stem"}"
    # bash is to expand the home folder.
    [[ $word == '\~/'* ]] && word=${'$'}{word#?}
    COMPREPLY+=("$word")
  done < <(compgen -A "$paths" -- "$value")
}
complete -F _gnn_registry gnn-registry
`;

/** To be evaluated after `compinit`, or saved as `_gnn-registry` in a folder of `fpath`. */
const ZSH = String.raw`#compdef gnn-registry
# Completion of gnn-registry for zsh.
# In ~/.zshrc, after compinit: eval "$(gnn-registry completion zsh)"
_gnn_registry() {
  local -a before offers
  local paths
  before=("${'$'}{(@Q)words[2,CURRENT-1]}")
  offers=("${'$'}{(@f)$(gnn-registry __complete "${'$'}{(@)before}" "${'$'}{(Q)PREFIX}" </dev/null 2>/dev/null)}")
  paths=$offers[1]
  shift offers
  # _describe wants a colon instead of the tab, and a backslash before any other one.
  offers=("${'$'}{(@)offers//\\/\\\\}")
  offers=("${'$'}{(@)offers//:/\\:}")
  offers=("${'$'}{(@)offers/$'\t'/:}")
  if [[ $PREFIX == --*=* ]]; then
    compset -P '*='
    offers=("${'$'}{(@)offers#--*=}")
  fi
  (($#offers)) && _describe value offers
  case $paths in
    file) _files ;;
    directory) _files -/ ;;
  esac
}
if [[ ${'$'}{funcstack[1]} == _gnn-registry ]]; then
  _gnn_registry "$@"
else
  compdef _gnn_registry gnn-registry
fi
`;

/** From version 3 on. */
const FISH = String.raw`# Completion of gnn-registry for fish.
# In config.fish: gnn-registry completion fish | source
function __gnn_registry_complete
    set -l before (commandline -opc)
    set -l cur (commandline -ct)
    set -l answer (gnn-registry __complete $before[2..-1] "$cur" </dev/null 2>/dev/null)
    string join \n -- $answer[2..-1]
    switch "$answer[1]"
        case file
            __fish_complete_path "$cur"
        case directory
            __fish_complete_directories "$cur" ''
    end
end
complete -c gnn-registry -f -a '(__gnn_registry_complete)'
`;

/** The script that completes the commands in each shell. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
