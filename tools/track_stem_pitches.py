#!/usr/bin/env python3
"""The fundamental frequency of each stem of rendered clips, where it is clear: f0/NN.csv beside stems/.

    tools/track_stem_pitches.py CLIPS [FIRST LAST]

CLIPS was made by `divisi synth --stems`. Only notes that sound alone in their stem are followed, within
two semitones of what is written, by the difference function of YIN (de Cheveigne and Kawahara 2002)
with a parabola around its least value; where that is above 0.08, nothing is said. `divisi evaluate
--dataset synthetic` measures bends by it. Needs numpy and soundfile.
"""

import argparse
import csv
import json
import pathlib

import numpy as np
import soundfile

HOP_S = 0.01
LONGEST_WINDOW = 2048
CLEAR = 0.08


def difference(sound, window, lags):
    """Of YIN, for each lag, over the energy of what is compared."""
    start = sound[:window]
    energy = np.concatenate(([0.0], np.cumsum(sound * sound)))
    here = energy[window]
    apart = [here + energy[window + lag] - energy[lag] - 2 * np.dot(start, sound[lag:lag + window])
             for lag in lags]
    return np.array(apart) / (2 * here + 1e-12)


def frequency_at(sound, rate, centre, expected_hz):
    """0 where it is not clear."""
    period = rate / expected_hz
    window = int(min(LONGEST_WINDOW, max(512, 3 * period)))
    lags = np.arange(max(2, int(period * 2 ** (-2 / 12)) - 1), int(period * 2 ** (2 / 12)) + 3)
    begin = centre - (window + int(period)) // 2
    if begin < 0 or begin + window + lags[-1] > len(sound):
        return 0.0
    part = sound[begin:begin + window + lags[-1]]
    if np.sqrt(np.mean(part ** 2)) < 1e-4:
        return 0.0
    apart = difference(part, window, lags)
    i = 1 + int(np.argmin(apart[1:-1]))
    if apart[i] > CLEAR:
        return 0.0
    curvature = apart[i - 1] - 2 * apart[i] + apart[i + 1]
    beside = 0.5 * (apart[i - 1] - apart[i + 1]) / curvature if curvature > 1e-12 else 0.0
    return rate / (lags[i] + beside)


def sounds_alone(note, notes):
    return all(other is note or other["onset_s"] >= note["offset_s"] - 0.03 or
               other["offset_s"] <= note["onset_s"] + 0.03 for other in notes)


def track(sound, rate, notes, tuning_hz):
    """(time, frequency) of every hundredth of a second of notes that sound alone."""
    rows = []
    for note in notes:
        if not sounds_alone(note, notes):
            continue
        expected_hz = tuning_hz * 2 ** ((note["midi_pitch"] - 69) / 12)
        for step in range(int(np.ceil(note["onset_s"] / HOP_S)), int(note["offset_s"] / HOP_S)):
            frequency = frequency_at(sound, rate, round(step * HOP_S * rate), expected_hz)
            rows.append((step * HOP_S, frequency))
    return sorted(rows)


def track_clip(clip):
    facts = json.loads((clip / "clip.json").read_text())
    tuning_hz = 440.0 * 2 ** (facts.get("tuning_cents", 0.0) / 1200)
    with (clip / "notes.csv").open(newline="") as table:
        notes = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(table)]
    (clip / "f0").mkdir(exist_ok=True)
    for source in sorted({int(note["source"]) for note in notes}):
        sound, rate = soundfile.read(clip / "stems" / f"{source:02d}.flac")
        rows = track(sound, rate, [note for note in notes if note["source"] == source], tuning_hz)
        lines = ["time_s,f0_hz"] + [f"{time:.2f},{frequency:.3f}" for time, frequency in rows]
        (clip / "f0" / f"{source:02d}.csv").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=pathlib.Path)
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=10 ** 6)
    arguments = parser.parse_args()
    for clip in sorted(arguments.clips.iterdir()):
        if clip.name.isdigit() and arguments.first <= int(clip.name) < arguments.last:
            track_clip(clip)


if __name__ == "__main__":
    main()
