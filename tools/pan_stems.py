#!/usr/bin/env python3
"""Stereo mixes from clips with stems: what the use of left and right is chosen and measured on.

    tools/pan_stems.py CLIPS OUT --seed 1

CLIPS was made by `divisi synth --stems`. OUT gets the same clips with new mixes: every source at a
place of its own, panned by constant power. One clip in five has all sources in the middle, one in
five within a quarter of the way to the sides; the others reach up to nine tenths. Four sources in
ten are wide, as a piano is: their low notes lie to one side of their place, the high ones to the
other. Every other clip gets a room of its own for each channel. A clip without stems is one source.
Needs numpy, scipy and soundfile.
"""

import argparse
import pathlib
import shutil

import numpy as np
import scipy.signal
import soundfile

WIDTHS = [0.0, 0.25, 0.9, 0.9, 0.9]
WIDE_SHARE = 0.4
PEAK = 0.5


def place(stem, rate, rng, width):
    """The source in two channels, [N, 2]. Its position, the difference of the channels' powers, is
    uniform over the clip's width, and may change with pitch over six octaves."""
    middle = rng.uniform(-width, width)
    spread = rng.uniform(-0.5, 0.5) if rng.uniform() < WIDE_SHARE else 0.0
    if spread == 0.0:
        return stem[:, None] * gains(middle)[None]
    hz = np.array([0.0, *(55.0 * 2.0 ** np.arange(7)), rate / 2])
    octave = np.clip(np.log2(np.maximum(hz, 1.0) / 55.0), 0.0, 6.0)
    both = gains(np.clip(middle + spread * (octave / 3.0 - 1.0), -1.0, 1.0))
    filters = [scipy.signal.firwin2(1025, hz, channel, fs=rate) for channel in both]
    return np.stack([scipy.signal.fftconvolve(stem, f, mode="same") for f in filters], axis=1)


def gains(position):
    return np.sqrt([(1 - position) / 2, (1 + position) / 2])


def room(rng, rate):
    """Noise that dies away, another for each channel: [N, 2]."""
    seconds = rng.uniform(0.2, 1.2)
    time = np.arange(int(seconds * rate)) / rate
    tail = rng.standard_normal((len(time), 2)) * (10 ** (-3 * time / seconds))[:, None]
    return tail / np.sqrt((tail**2).sum(axis=0).mean()) * 10 ** (rng.uniform(-20, -8) / 20)


def mix(stems, rate, rng):
    width = WIDTHS[rng.integers(len(WIDTHS))]
    sound = sum(place(stem, rate, rng, width) for stem in stems)
    if rng.uniform() < 0.5:
        wet = scipy.signal.fftconvolve(sound.mean(axis=1)[:, None], room(rng, rate), axes=0)
        sound = sound + wet[: len(sound)]
    return sound * (PEAK / max(1e-9, np.abs(sound).max()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for clip in sorted(arguments.clips.glob("[0-9]*")):
        rng = np.random.default_rng([arguments.seed, int(clip.name)])
        paths = sorted((clip / "stems").glob("*.flac")) or [clip / "mix.flac"]
        rate = soundfile.info(paths[0]).samplerate
        out = arguments.out / clip.name
        out.mkdir(parents=True, exist_ok=True)
        soundfile.write(out / "mix.flac", mix([soundfile.read(p)[0] for p in paths], rate, rng), rate)
        for name in ("notes.csv", "drums.csv", "clip.json"):
            shutil.copy(clip / name, out / name)


if __name__ == "__main__":
    main()
