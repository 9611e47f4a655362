#!/usr/bin/env bash
# Speed and memory: our program and the published peers on one recording, in turns, so that whatever
# else the machine does meets all of them alike.
#
#   PEERS=DIR AUDIO=file.wav OUT=bench.jsonl OWN=path/to/divisi [ROUNDS=5 THREADS="1 4"] bench/peers/speed.sh
#
# Peers are timed warm, in memory, from samples to notes. Ours is timed as a whole process, from
# nothing to MIDI on the disk: it starts, loads its weights, reads, transcribes and writes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/peers.sh"

: "${AUDIO:?a recording}" "${OUT:?file for results, one JSON object for each line}"
OWN=${OWN:-$here/../../build/release/apps/divisi/divisi}
[ -x "$OWN" ] || { echo "bench/peers: found no program at '$OWN', expected OWN=path/to/divisi" >&2; exit 2; }
ROUNDS=${ROUNDS:-5} THREADS=${THREADS:-1}
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
peers_present && names=$PEER_NAMES || names=
: > "$OUT"

time_own() { # threads
  /usr/bin/time -o "$folder/time" -f '%e %M' "$OWN" transcribe "$AUDIO" -o "$folder/out" --force \
    --format midi --threads "$1" --quiet ${MODEL:+--model "$MODEL"}
  read -r wall_s peak_kib < "$folder/time"
  printf '{"peer":"ours","threads":%d,"seconds":%s,"load_ms":0,"stages":{"process":%s},"totals":[%s],"max_rss_mib":%s}\n' \
    "$1" "$seconds" "$(awk "BEGIN{print $wall_s*1000}")" "$(awk "BEGIN{print $wall_s*1000}")" \
    "$(awk "BEGIN{print $peak_kib/1024}")"
}

seconds=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$AUDIO")
for round in $(seq "$ROUNDS"); do
  for threads in $THREADS; do
    read -r load _ < /proc/loadavg
    for name in $names; do
      run_peer "$name" --threads "$threads" --bench "${INNER:-3}" "$AUDIO" | tail -1 |
        sed "s/^{/{\"round\":$round,\"load\":$load,/" >> "$OUT"
    done
    time_own "$threads" | sed "s/^{/{\"round\":$round,\"load\":$load,/" >> "$OUT"
  done
done
[ -z "$names" ] || "${PYTHON:-python3}" "$PEERS/bench_report.py" "$OUT"
