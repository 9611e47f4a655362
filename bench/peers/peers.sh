# Which peers there are and how each is run; sourced by run.sh and speed.sh.

PEER_NAMES=${PEER_NAMES:-basicpitch basicamt septimbre}

# Whether peers can be run here; says why not.
peers_present() {
  if [ -z "${PEERS:-}" ]; then
    echo "bench/peers: SKIPPED the peers: PEERS is not set (see bench/peers/README.md)" >&2
    return 1
  fi
  for wanted in peer_basicpitch.mjs peer_timbreamt.mjs models; do
    if [ ! -e "$PEERS/$wanted" ]; then
      echo "bench/peers: SKIPPED the peers: found no '$PEERS/$wanted'" >&2
      return 1
    fi
  done
  if ! command -v node > /dev/null; then
    echo "bench/peers: SKIPPED the peers: found no 'node' (apt-get install nodejs, 18 or later)" >&2
    return 1
  fi
  if [ ! -d "${PEER_NODE_MODULES:-$PEERS/node_modules}/onnxruntime-node" ]; then
    echo "bench/peers: SKIPPED the peers: found no onnxruntime-node in" \
      "'${PEER_NODE_MODULES:-$PEERS/node_modules}' (npm install --ignore-scripts onnxruntime-node)" >&2
    return 1
  fi
  export PEER_NODE_MODULES=${PEER_NODE_MODULES:-$PEERS/node_modules}
}

# name arguments...
run_peer() {
  local name=$1; shift
  case $name in
    basicpitch) node "$PEERS/peer_basicpitch.mjs" --model "$PEERS/models/nmp.onnx" "$@" ;;
    basicamt) node "$PEERS/peer_timbreamt.mjs" --model "$PEERS/models/basicamt_44100.onnx" "$@" ;;
    septimbre)
      # It has to be told how many sources there are: from the reference, or 3 for timings.
      case " $* " in *" --bench "*) set -- --k "${K:-3}" "$@" ;; *) set -- --k-from-ref "$@" ;; esac
      node "$PEERS/peer_timbreamt.mjs" --model "$PEERS/models/septimbre_44100.onnx" "$@" ;;
    *) echo "bench/peers: found peer '$name', expected basicpitch, basicamt or septimbre" >&2; return 2 ;;
  esac
}
