# bash completion for divisi
_divisi() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= word
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      transcribe | separate | decode | enrol | serve | inspect | evaluate | synth | train | experiment | calibrate) command=$word; break ;;
    esac
  done
  if [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "transcribe separate decode enrol serve inspect evaluate synth train experiment calibrate \
      --help --version" -- "$current")
    return
  fi
  case $previous in
    -f | --format)
      local done=${current%"${current##*,}"}
      mapfile -t COMPREPLY < <(compgen -P "$done" -W "midi json csv musicxml png" -- "${current##*,}")
      compopt -o nospace
      return ;;
    --stem-format) mapfile -t COMPREPLY < <(compgen -W "flac wav" -- "$current"); return ;;
    --dataset) mapfile -t COMPREPLY < <(compgen -W "bach10 eval_open maestro maps mshoxxdb musicnet slakh synthetic urmp" \
      -- "$current"); return ;;
    --split) mapfile -t COMPREPLY < <(compgen -W "train validation test" -- "$current"); return ;;
    --tuning) mapfile -t COMPREPLY < <(compgen -W "auto 415 430 435 440 442 443" -- "$current"); return ;;
    --bends) mapfile -t COMPREPLY < <(compgen -W "channel mpe off" -- "$current"); return ;;
    --drums) mapfile -t COMPREPLY < <(compgen -W "auto off" -- "$current"); return ;;
    --progress) mapfile -t COMPREPLY < <(compgen -W "auto bar json none" -- "$current"); return ;;
    --parts) mapfile -t COMPREPLY < <(compgen -W "auto 1 2 3 4 5 6 7 8" -- "$current"); return ;;
    -o | --output | --data | --reference | --draw | --validation | --training | --train | --run | --out | --midi | --samples | --backing) mapfile -t COMPREPLY < <(compgen -d -- "$current"); compopt -o filenames; return ;;
    --threshold | --onset-threshold | --frame-threshold | --min-note | --ghost-suppression | --quantise | --quantise-strength | --max-parts | --start | --end | --threads | --name | --program | --remove | --only | --port | --host | --token | --max-upload | --max-duration | --max-projects | --max-jobs | --rounds | --clips | --seed | --commit)
      return ;;
    --instruments) if [[ $command != calibrate ]]; then return; fi ;;
  esac
  if [[ $current == -* ]]; then
    local shared="--output --format --force --skip-existing --threshold --onset-threshold
      --frame-threshold --min-note --ghost-suppression --parts --max-parts --keep-doubtful --instruments --timbres --quiet --help"
    case $command in
      transcribe) shared+=" --recursive --start --end --threads --model --parts-model --save-evidence
        --explain --drums --tuning --bends --progress --stems --stem-model --stem-format --auralise --soundfont" ;;
      separate) shared="--output --force --skip-existing --threshold --onset-threshold
        --frame-threshold --min-note --ghost-suppression --parts --max-parts --keep-doubtful --instruments --timbres --quiet --help --recursive --start
        --end --threads --model --parts-model --drums --tuning --progress --notes --only --stem-model --stem-format
        --auralise --soundfont" ;;
      decode) shared+=" --bends --parts-model --quantise --quantise-strength" ;;
      enrol) shared="--name --program --timbres --force --add --solo --list --remove --recursive
        --threads --model --parts-model --quiet --help" ;;
      evaluate) shared="--reference --dataset --estimates --model --parts-model --instruments --transcribe --split --only
        --partial --clips --threads --json --csv --picture --draw --stems --true-notes --oracle
        --pitch-bands --by-name --bss-eval --stem-model --help" ;;
      serve) shared="--port --host --token --data --threads --port-file --max-upload --max-duration
        --max-projects --max-jobs --quiet --help" ;;
      calibrate) shared="--validation --dataset --output --names --training --model --instruments
        --company --truth --slots --positions --threads --rounds --help" ;;
      synth) shared="--recipe --out --midi --samples --backing --clips --seed --threads --resume
        --stems --progress --help" ;;
      train) shared="--train --validation --run --begin-with --model --timbre --names --threads
        --deterministic --cuda --commit --help" ;;
      *) shared="--help" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$shared" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    compopt -o filenames
  fi
}
complete -F _divisi divisi
