#!/usr/bin/env python3
"""Turns public collections of single notes into the sample sets of `divisi synth`.

    prepare_samples.py --mirror DIR --out DIR [--only NAME]

DIR of --mirror holds clones (bare or not) of the repositories in SETS, as OWNER+NAME or
OWNER+NAME/repo. Each set becomes OUT/<name>/<midi>_<nn>.flac (22050 Hz, mono, cut at the first rise
of energy) and OUT/<name>/instrument.json. The pitch of every file is measured (YIN) and compared
with its name; files that are far from it, or whose pitch is not steady, are dropped, and a whole
collection that counts octaves differently is shifted. The measured pitch is the one that counts. Needs numpy, scipy, soundfile (Debian: python3-soundfile).
"""
import argparse
import collections
import io
import json
import pathlib
import re
import subprocess
import sys

import numpy as np
import scipy.signal
import soundfile

RATE_HZ = 22050
LONGEST_S = 12.0
MOST_SPREAD_SEMITONES = 0.5
FARTHEST_SEMITONES = 2.6  # transposing instruments and singers who drift; never an octave
WRONG_RATE_SEMITONES = 12 * np.log2(48000 / 44100)
IOWA = "swesterfeld/spectmorph-instruments"
NAMES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
VELOCITIES = {"pp": 40, "mp": 65, "mf": 90, "ff": 115, "p": 60, "f": 105}


def iowa(folder, manner, licence="public domain (University of Iowa)"):
    return dict(repo=IOWA, files=f"^{folder}/.*flac$", manner=manner, licence=licence)


def discord(folder, manner, licence):
    return dict(repo="sfzinstruments/Discord-SFZ-GM-Bank", manner=manner, licence=licence,
                files="^Discord GM/Melodic/" + re.escape(folder) + r"/.*\.wav$")


def guitar(name):
    return dict(repo="kmturley/karoryfer.black-and-green-guitars", manner="plucked",
                files=rf"^Samples/{name}/ord/.*_rr[12]\.wav$", licence="CC0-1.0 (Karoryfer)")


def tonejs(name, manner, maker="Versilian Studios"):
    return dict(repo="nbrosowsky/tonejs-instruments", files=rf"^samples/{name}/.*\.mp3$",
                manner=manner, licence=f"CC-BY-3.0 (Nicholaus Brosowsky; {maker})")


def rubner(playing, manner):
    return dict(repo="smpldsnds/sfzinstruments-dsmolken-double-bass", manner=manner,
                files=rf"^{playing}/{playing}_[a-g]#?\d_.*\.ogg$", licence="CC0-1.0 (D. Smolken)")


SETS = {
    "alto-saxophone": iowa("alto-saxophone", "reed"),
    "soprano-saxophone": iowa("soprano-saxophone", "reed"),
    "clarinet": iowa("clarinet", "reed"),
    "bass-clarinet": iowa("bass-clarinet", "reed"),
    "oboe": iowa("oboe", "reed"),
    "bassoon": iowa("bassoon", "reed"),
    "alto-flute": iowa("alto-flute", "flute"),
    "bass-flute": iowa("bass-flute", "flute"),
    "trumpet": iowa("trumpet", "brass"),
    "french-horn": iowa("french-horn", "brass"),
    "tenor-trombone": iowa("tenor-trombone", "brass"),
    "bass-trombone": iowa("bass-trombone", "brass"),
    "violin": iowa("violin", "bowed"),
    "viola": iowa("viola", "bowed"),
    "cello": iowa("cello", "bowed"),
    "double-bass": iowa("double-bass", "bowed"),
    "claudia": iowa("claudia-(ah|ih|oh)", "voice", "CC0-1.0"),
    "mirko": iowa("mirko-(ah|oh)", "voice", "CC0-1.0"),
    "sven": iowa("sven-(ah|ih|oh)", "voice", "CC0-1.0"),
    "weresax": dict(repo="sfzinstruments/karoryfer.weresax", files=r"^Samples/alto/.*_cnd\.wav$",
                    manner="reed", licence="CC0-1.0"),
    "salamander-piano": dict(repo="tambien/Piano", files=r"^audio/[A-G]s?\dv(3|6|9|12|15)\.ogg$",
                             manner="plucked", licence="CC-BY-3.0 (Alexander Holm)"),
    "headroom-piano": dict(repo="sfzinstruments/BengtNilsson.HeadroomPiano",
                           files=r"^Samples/.* CLOSE \d+\.flac$", midi=r" (\d+)\.flac$",
                           manner="plucked", licence="CC-BY-4.0 (Bengt Nilsson)"),
    "upright-piano": discord("002-Bright Acoustic Piano", "plucked", "CC0-1.0 (Versilian Studios)"),
    "electric-grand": discord("003-Electric Grand Piano", "plucked", "CC0-1.0 (Greg Sullivan)"),
    "electric-piano": discord("005-Electric Piano 1", "plucked", "CC0-1.0 (Jeff Learman)"),
    "steel-guitar": discord("026-Acoustic Guitar (steel)", "plucked", "CC0-1.0 (Jeff Learman)"),
    "finger-bass": discord("034-Electric Bass (finger)", "plucked", "CC0-1.0 (Karoryfer)"),
    "pizzicato": discord("046-Pizzicato Strings", "plucked", "CC0-1.0 (Versilian Studios)"),
    "black-guitar": guitar("black"),
    "green-guitar": guitar("green"),
    "rubner-bass": rubner("arco", "bowed"),
    "rubner-pizzicato": rubner("pizz", "plucked"),
    "pianet": dict(repo="smpldsnds/sfzinstruments-greg-sullivan-e-pianos", manner="plucked",
                   files=r"^planet-t/samples/(?!.*release).*\.ogg$", midi=r"/0*(\d+)_[^/]*$",
                   licence="CC-BY-3.0 (Greg Sullivan)"),
    "spanish-guitar": dict(repo="freepats/spanish-classical-guitar", files=r"^samples/.*flac$",
                           manner="plucked", licence="CC0-1.0 (FreePats)"),
    "studio-upright": dict(repo="freepats/upright-piano-KW", files=r"^samples/.*flac$",
                           manner="plucked", licence="CC0-1.0 (FreePats)"),
    "old-piano": dict(repo="smpldsnds/freepats-old-piano-fb", files=r"^samples/.*ogg$",
                      manner="plucked", licence="CC0-1.0 (FreePats)"),
    "vsco-violin": tonejs("violin", "bowed"),
    "vsco-contrabass": tonejs("contrabass", "bowed"),
    "vsco-flute": tonejs("flute", "flute"),
    "vsco-bassoon": tonejs("bassoon", "reed"),
    "vsco-horn": tonejs("french-horn", "brass"),
    "vsco-trumpet": tonejs("trumpet", "brass"),
    "vsco-trombone": tonejs("trombone", "brass"),
    "vsco-tuba": tonejs("tuba", "brass"),
    "vsco-harp": tonejs("harp", "plucked"),
    "vsco-organ": tonejs("organ", "reed"),
    "vsco-xylophone": tonejs("xylophone", "plucked"),
    "harmonium": tonejs("harmonium", "reed", "Donya Quick"),
    "real-cello": tonejs("cello", "bowed", "flcellogrl"),
    "nylon-guitar": tonejs("guitar-nylon", "plucked", "quartertone"),
    "iowa-guitar": tonejs("guitar-acoustic", "plucked", "University of Iowa"),
    "splendid-piano": dict(repo="sfzinstruments/SplendidGrandPiano",
                           files=r"^Samples/(FF|MF|Mf|Mp|PP) .*flac$", manner="plucked",
                           licence="public domain (Akai)"),
}


def git(folder, *arguments):
    return subprocess.run(["git", f"--git-dir={folder}", *arguments], check=True,
                          stdout=subprocess.PIPE).stdout


def git_folder(mirror, repo):
    for candidate in (repo.replace("/", "+") + "/repo", repo.replace("/", "+")):
        folder = pathlib.Path(mirror) / candidate
        for place in (folder / ".git", folder):
            if (place / "HEAD").exists():
                return place
    sys.exit(f"{mirror}: no clone of {repo}")


def pitch_by_name(path, midi_by_file, number=None):
    """The pitch that the collection says a file has, or None. `number` finds it where names hold
    keys, not note names."""
    if path in midi_by_file:
        return midi_by_file[path]
    if number:
        return int(re.search(number, path)[1])
    match = re.search(r"(?:^|[ /_-])([a-gA-G])(#|b|s)?(-?\d)(?=[._ v-])", path.rsplit("/", 1)[-1])
    if not match:
        return None
    step = NAMES[match[1].lower()] + {"#": 1, "s": 1, "b": -1, None: 0}[match[2]]
    return 12 * (int(match[3]) + 1) + step


def midi_notes_of_sets(folder, paths):
    """What the instrument.xml files beside the samples say."""
    notes = {}
    for directory in sorted({path.rsplit("/", 1)[0] for path in paths}):
        try:
            xml = git(folder, "show", f"HEAD:{directory}/instrument.xml").decode()
        except subprocess.CalledProcessError:
            continue
        for name, midi in re.findall(r'filename="([^"]+)" midi_note="(\d+)"', xml):
            notes[f"{directory}/{name}"] = int(midi)
    return notes


def velocity_of(path):
    match = re.search(r"(?:^|[/ _-])(pp|mp|mf|ff|p|f)(?=[/ _-])", path, re.IGNORECASE)
    return VELOCITIES[match[1].lower()] if match else 85


def read_mono(data):
    with soundfile.SoundFile(io.BytesIO(data)) as file:  # some Ogg files do not say how long they are
        rate_hz = file.samplerate
        sound = file.read(int(2 * LONGEST_S * rate_hz), dtype="float32", always_2d=True)
    sound = sound.mean(axis=1)
    if rate_hz != RATE_HZ:
        common = np.gcd(rate_hz, RATE_HZ)
        sound = scipy.signal.resample_poly(sound, RATE_HZ // common, rate_hz // common)
    return sound.astype(np.float32)


def block_peaks(sound, block):
    count = len(sound) // block
    return np.abs(sound[: count * block]).reshape(count, block).max(axis=1)


def cut_start(sound, struck):
    """From where the level comes within 26 dB (struck) or 20 dB of the early peak, faded in: there
    a listener says that the note begins."""
    block = 64
    peaks = block_peaks(sound, block)
    if len(peaks) < 16:
        return sound[:0]
    early = peaks[: int(1.5 * RATE_HZ / block)] if struck else peaks
    threshold = (0.05 if struck else 0.1) * early.max()
    start = max(0, int(np.argmax(peaks > threshold)) * block - (16 if struck else 128))
    sound = sound[start : start + int(LONGEST_S * RATE_HZ)].copy()
    fade = 16 if struck else 128
    sound[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    return sound


def yin(frame, lowest_hz, highest_hz):
    """De Cheveigne and Kawahara 2002: period by the cumulative mean normalised difference."""
    shortest, longest = int(RATE_HZ / highest_hz), int(RATE_HZ / lowest_hz) + 1
    window = len(frame) - longest
    size = 1 << (2 * len(frame)).bit_length()
    spectrum = np.fft.rfft(frame, size)
    head = np.fft.rfft(frame[:window], size)
    correlation = np.fft.irfft(spectrum * np.conj(head), size)[: longest + 1]
    energy = np.concatenate([[0], np.cumsum(frame.astype(np.float64) ** 2)])
    lags = np.arange(longest + 1)
    difference = energy[window] + energy[lags + window] - energy[lags] - 2 * correlation
    difference[0] = 0
    normal = np.ones_like(difference)
    normal[1:] = difference[1:] * lags[1:] / np.maximum(np.cumsum(difference[1:]), 1e-12)
    below = np.nonzero(normal[shortest:longest] < 0.15)[0]
    best = shortest + (int(below[0]) if len(below) else int(np.argmin(normal[shortest:longest])))
    while best + 1 < longest and normal[best + 1] < normal[best]:
        best += 1
    a, b, c = normal[best - 1], normal[best], normal[min(best + 1, longest)]
    shift = 0.5 * (a - c) / (a - 2 * b + c) if a - 2 * b + c > 0 else 0.0
    return RATE_HZ / (best + shift)


def measure_pitch(sound, expected_midi):
    """Median over frames of the loud middle; searched two octaves around the expected pitch."""
    expected_hz = 440 * 2 ** ((expected_midi - 69) / 12)
    low = max(20.0, expected_hz / 2.9)
    high = min(6000.0, expected_hz * 2.9)
    length = int(RATE_HZ / low) * 2 + 1024
    found = []
    start = min(int(0.15 * RATE_HZ), max(0, len(sound) - length) // 2)
    for at in range(start, min(len(sound) - length, start + int(1.2 * RATE_HZ)), 1024):
        hz = yin(sound[at : at + length].astype(np.float64), low, high)
        if hz > 0:
            found.append(69 + 12 * np.log2(hz / 440))
    if not found:
        return None
    spread = np.percentile(found, 75) - np.percentile(found, 25)
    return float(np.median(found)) if spread < MOST_SPREAD_SEMITONES else None


def decay_of(sound):
    """Seconds until 40 dB below the peak; None when it does not get there."""
    peaks = block_peaks(sound, 441)
    loud = np.nonzero(peaks > 0.01 * peaks.max())[0]
    end_s = (loud[-1] + 1) * 441 / RATE_HZ
    return end_s if end_s < len(sound) / RATE_HZ - 0.05 else None


def steady_part(sound):
    """The stretch in which the level stays within 9 dB of its median: start, end in seconds."""
    block = 441
    count = len(sound) // block
    rms = np.sqrt((sound[: count * block].reshape(count, block) ** 2).mean(axis=1))
    middle = np.median(rms[rms > 0.1 * rms.max()])
    good = np.nonzero(rms > 0.35 * middle)[0]
    start, end = (good[0] + 8) * block, (good[-1] - 4) * block
    return start / RATE_HZ, end / RATE_HZ


def collect(folder, spec):
    """(path, named pitch, sound) of all files of a set."""
    paths = [p for p in git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD").decode().split("\0")
             if re.search(spec["files"], p)]
    midi_by_file = midi_notes_of_sets(folder, paths)
    for path in sorted(paths):
        named = pitch_by_name(path, midi_by_file, spec.get("midi"))
        if named is None:
            print(f"  {path}: no pitch in its name, dropped")
            continue
        sound = cut_start(read_mono(git(folder, "show", f"HEAD:{path}")), spec["manner"] == "plucked")
        if len(sound) > 0.25 * RATE_HZ:
            yield path, named, sound


def measured(path, named, sound):
    """With its pitch; recordings of 44100 Hz that call themselves 48000 Hz are put right."""
    found = measure_pitch(sound, named)
    if found is not None and abs(found - named - WRONG_RATE_SEMITONES) < 0.4:
        sound = scipy.signal.resample_poly(sound, 160, 147).astype(np.float32)
        found = measure_pitch(sound, named)
    return path, named, found, sound


def prepare(name, spec, mirror, out):
    folder = git_folder(mirror, spec["repo"])
    items = [measured(*item) for item in collect(folder, spec)]
    shifts = collections.Counter(int(round((found - named) / 12) * 12)
                                 for _, named, found, _ in items if found is not None)
    shift = shifts.most_common(1)[0][0] if shifts else 0
    target = out / name
    target.mkdir(parents=True, exist_ok=True)
    notes, dropped, numbers = [], 0, collections.Counter()
    for path, named, found, sound in items:
        if found is None or abs(found - named - shift) > FARTHEST_SEMITONES:
            dropped += 1
            continue
        midi = round(found)
        file = f"{midi}_{numbers[midi]:02d}.flac"
        numbers[midi] += 1
        soundfile.write(target / file, sound / max(1e-9, np.abs(sound).max()) * 0.9, RATE_HZ,
                        subtype="PCM_16")
        start_s, end_s = steady_part(sound)
        notes.append(dict(file=file, pitch_midi=midi, offset_cents=round(100 * (found - midi), 1),
                          velocity=velocity_of(path), steady_start_s=round(start_s, 3),
                          steady_end_s=round(end_s, 3), decay_s=decay_of(sound)))
    if not notes:
        print(f"{name}: every file disagrees with its name, left out", flush=True)
        return
    record = dict(name=name, manner=spec["manner"], sustained=spec["manner"] != "plucked",
                  licence=spec["licence"], origin="https://github.com/" + spec["repo"],
                  lowest=min(n["pitch_midi"] for n in notes),
                  highest=max(n["pitch_midi"] for n in notes), notes=notes)
    (target / "instrument.json").write_text(json.dumps(record, indent=1) + "\n")
    print(f"{name}: {len(notes)} notes, {record['lowest']} to {record['highest']}, "
          f"{dropped} dropped, octave shift {shift}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--only")
    options = parser.parse_args()
    for name, spec in SETS.items():
        if options.only in (None, name):
            prepare(name, spec, options.mirror, options.out)


if __name__ == "__main__":
    main()
