#!/usr/bin/env bash
# Quality: our program and the published peers on the same clips, in one table.
#
#   PEERS=DIR CLIPS=DIR OUT=DIR OWN=path/to/divisi bench/peers/run.sh
#
# See README.md for what PEERS must hold. Without it, ours alone is measured, and a line says so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/peers.sh"

: "${CLIPS:?folder of clips, see docs/evaluation.md}" "${OUT:?folder for results}"
OWN=${OWN:-$here/../../build/release/apps/divisi/divisi}
DATASET=${DATASET:-eval_open}
[ -x "$OWN" ] || { echo "bench/peers: found no program at '$OWN', expected OWN=path/to/divisi" >&2; exit 2; }
mkdir -p "$OUT"

estimates=()
if peers_present; then
  sounds=()
  for folder in "$CLIPS"/*/; do
    for extension in flac wav; do
      if [ -f "${folder}mix.$extension" ]; then sounds+=("${folder}mix.$extension"); break; fi
    done
  done
  for peer in $PEER_NAMES; do
    # Each peer once: its output is kept, and taken again when this script is run again.
    if [ ! -f "$OUT/$peer/.complete" ]; then
      run_peer "$peer" --threads "${THREADS:-1}" --out "$OUT/$peer" --name-from-parent "${sounds[@]}"
      touch "$OUT/$peer/.complete"
    fi
    estimates+=(--estimates "$peer=$OUT/$peer")
  done
fi

"$OWN" evaluate --reference "$CLIPS" --dataset "$DATASET" --transcribe --clips \
  ${MODEL:+--model "$MODEL"} "${estimates[@]}" --json "$OUT/scores.json" --csv "$OUT/scores.csv" \
  --picture "$OUT/precision_recall.png" | tee "$OUT/scores.md"
