#!/usr/bin/env python3
"""Clips in which only some classes of a band play, from clips with all of them.

    tools/band_subset.py CLIPS OUT piano,guitar

CLIPS was made by `divisi synth --recipe recipes/synth/band_test.json --stems`. OUT gets those clips
that have every class named, with their stems alone, the plain sum as the mix, and their notes.
Needs numpy and soundfile.
"""

import argparse
import csv
import json
import pathlib

import numpy as np
import soundfile


def copy_notes(source, target, numbers):
    with source.open(newline="") as table:
        head, *rows = csv.reader(table)
    column = head.index("source")
    with target.open("w", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            if int(row[column]) in numbers:
                row[column] = numbers.index(int(row[column]))
                writer.writerow(row)


def copy_clip(clip, target, classes):
    facts = json.loads((clip / "clip.json").read_text())
    numbers = [facts["instruments"].index(name) for name in classes]
    (target / "stems").mkdir(parents=True, exist_ok=True)
    sounds = []
    for place, number in enumerate(numbers):
        sound, rate = soundfile.read(clip / "stems" / f"{number:02d}.flac")
        soundfile.write(target / "stems" / f"{place:02d}.flac", sound, rate, subtype="PCM_16")
        sounds.append(sound)
    soundfile.write(target / "mix.flac", np.clip(sum(sounds), -1, 1), rate, subtype="PCM_16")
    for name in ("notes.csv", "drums.csv"):
        if (clip / name).exists():
            copy_notes(clip / name, target / name, numbers)
    facts.update(instruments=classes, parts=[facts["parts"][number] for number in numbers])
    (target / "clip.json").write_text(json.dumps(facts, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("classes", type=lambda text: text.split(","))
    arguments = parser.parse_args()
    copied = 0
    for clip in sorted(arguments.clips.iterdir()):
        if not (clip / "clip.json").exists():
            continue
        there = json.loads((clip / "clip.json").read_text()).get("instruments", [])
        if all(name in there for name in arguments.classes):
            copy_clip(clip, arguments.out / clip.name, arguments.classes)
            copied += 1
    print(f"{copied} clips")


if __name__ == "__main__":
    main()
