/**
 * What a shell sources. All of them ask `plimsoll __complete`, so that commands, options and ids never go out of step with the
 * program. `PLIMSOLL_BIN` names the program where it is not called `plimsoll`.
 */
export const shells = ['bash', 'zsh', 'fish'] as const;

const bash = `# bash completion for plimsoll
_plimsoll() {
  local bin=\${PLIMSOLL_BIN:-plimsoll} cur before word candidate
  # Bash takes ":" and "=" for word breaks: the words are cut from the line as the program will see them.
  local line=\${COMP_LINE:0:COMP_POINT}
  local -a words
  read -ra words <<< "$line"
  if [[ $line == *[[:space:]] || \${#words[@]} -eq 0 ]]; then cur=; else cur=\${words[-1]}; unset 'words[-1]'; fi
  before=$(printf '%s\\n' "\${words[@]:1}")
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    case $candidate in
      :file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "\${cur#--*=}"); return ;;
      :directory) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "\${cur#--*=}"); return ;;
      *) COMPREPLY+=("$candidate") ;;
    esac
  done < <("$bin" __complete --line="$before" --word="$cur" 2>/dev/null)
  # What bash holds for already typed before the last word break must not be given again.
  local typed=\${COMP_WORDS[COMP_CWORD]} index
  if [[ $typed == [:=] ]]; then typed=; fi
  local done=\${cur%"$typed"}
  if [[ -n $done && $cur != "$typed" ]]; then
    for index in "\${!COMPREPLY[@]}"; do COMPREPLY[index]=\${COMPREPLY[index]#"$done"}; done
  fi
}
complete -F _plimsoll plimsoll
`;

const zsh = `#compdef plimsoll
# zsh completion for plimsoll
_plimsoll() {
  local bin=\${PLIMSOLL_BIN:-plimsoll} line word summary
  local -a found described
  local before="\${(F)words[2,CURRENT-1]}" cur="\${words[CURRENT]}"
  found=("\${(@f)$("$bin" __complete --line="$before" --word="$cur" 2>/dev/null)}")
  for line in $found; do
    case $line in
      :file) _files; return ;;
      :directory) _files -/; return ;;
    esac
    word=\${line%%$'\\t'*}
    summary=\${line#*$'\\t'}
    [[ $summary == $line ]] && summary=
    described+=("\${word//:/\\\\:}\${summary:+:$summary}")
  done
  (( $#described )) && _describe -t plimsoll plimsoll described -U
}
if [[ $funcstack[1] == _plimsoll ]]; then _plimsoll "$@"; else compdef _plimsoll plimsoll; fi
`;

const fish = `# fish completion for plimsoll
function __plimsoll_candidates
    set -l bin plimsoll
    set -q PLIMSOLL_BIN; and set bin $PLIMSOLL_BIN
    set -l words (commandline -opc)
    set -e words[1]
    set -l cur (commandline -ct)
    for candidate in ($bin __complete --line=(string join \\n -- $words | string collect) --word="$cur" 2>/dev/null)
        switch $candidate
            case ':file'
                __fish_complete_path "$cur"
            case ':directory'
                __fish_complete_directories "$cur"
            case '*'
                echo $candidate
        end
    end
end
complete -c plimsoll -f -a '(__plimsoll_candidates)'
`;

export const scripts: Readonly<Record<(typeof shells)[number], string>> = { bash, zsh, fish };
