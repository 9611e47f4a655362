#!/usr/bin/env python3
"""Clips as they are when their players tune higher or lower, made from a set of `divisi synth`.

    tools/retune_clips.py CLIPS OUT --cents 35 [--clips 50]

Sound and notes are played faster or slower by as much (35 cents: 2 %). Needs numpy, scipy and soundfile.
"""

import argparse
import csv
import fractions
import pathlib
import shutil

import numpy as np
import scipy.signal
import soundfile


def retune_sound(source, target, stretch):
    sound, rate = soundfile.read(source)
    moved = scipy.signal.resample_poly(sound, stretch.numerator, stretch.denominator, axis=0)
    soundfile.write(target, np.clip(moved, -1.0, 1.0), rate, subtype="PCM_16")


def retune_notes(source, target, stretch):
    with source.open(newline="") as table:
        head, *rows = csv.reader(table)
    times = [head.index("onset_s"), head.index("offset_s")]
    with target.open("w", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            for column in times:
                row[column] = f"{float(row[column]) * stretch:.6f}"
            writer.writerow(row)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=pathlib.Path, metavar="CLIPS")
    parser.add_argument("out", type=pathlib.Path, metavar="OUT")
    parser.add_argument("--cents", type=float, required=True, help="higher by so much; negative: lower")
    parser.add_argument("--clips", type=int, help="only so many, the first ones")
    arguments = parser.parse_args()
    stretch = fractions.Fraction(2.0 ** (-arguments.cents / 1200.0)).limit_denominator(400)
    clips = sorted(path.parent for path in arguments.set.glob("*/mix.flac"))
    for clip in clips[: arguments.clips]:
        target = arguments.out / clip.name
        target.mkdir(parents=True, exist_ok=True)
        retune_sound(clip / "mix.flac", target / "mix.flac", stretch)
        for name in ("notes.csv", "drums.csv"):
            retune_notes(clip / name, target / name, stretch)
        shutil.copy(clip / "clip.json", target)


if __name__ == "__main__":
    main()
