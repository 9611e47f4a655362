#!/usr/bin/env python3
"""Makes examples/wiegenlied.flac and its reference notes from examples/wiegenlied.mid.

Needs Debian's fluidsynth, fluid-soundfont-gm and ffmpeg. The singer's line is played by a clarinet;
the piano stays a piano. Prints what it wrote.
"""
import csv
import pathlib
import struct
import subprocess
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"
SOUNDFONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
LENGTH_S = 20.0
VOICE_PROGRAM = 71  # clarinet


def read_varint(data, at):
    value = 0
    while True:
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at


def tracks_of(data):
    assert data[:4] == b"MThd"
    division = struct.unpack(">HHH", data[8:14])[2]
    tracks, at = [], 14
    while at < len(data):
        size = struct.unpack(">I", data[at + 4:at + 8])[0]
        tracks.append((at + 8, at + 8 + size))
        at += 8 + size
    return division, tracks


def events_of(data, begin, end):
    """Yields (tick, status, place of the first data byte, data bytes)."""
    at, tick, status = begin, 0, 0
    while at < end:
        delta, at = read_varint(data, at)
        tick += delta
        if data[at] >= 0x80:
            status = data[at]
            at += 1
        if status in (0xF0, 0xF7, 0xFF):
            kind_at = at
            at += status == 0xFF
            size, at = read_varint(data, at)
            yield tick, status, kind_at, data[at:at + size]
            at += size
        else:
            size = 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            yield tick, status, at, data[at:at + size]
            at += size


def with_clarinet(data):
    """The first track that plays notes is the voice: its programs become the clarinet."""
    changed = bytearray(data)
    for begin, end in tracks_of(data)[1]:
        events = list(events_of(data, begin, end))
        if any(status & 0xF0 == 0x90 for _, status, _, _ in events):
            for _, status, place, _ in events:
                if status & 0xF0 == 0xC0:
                    changed[place] = VOICE_PROGRAM
            return bytes(changed)
    raise SystemExit("no track with notes")


def notes_of(data):
    division, tracks = tracks_of(data)
    tempi, keys = [(0, 500000)], []
    for number, (begin, end) in enumerate(tracks):
        down = {}
        for tick, status, place, value in events_of(data, begin, end):
            if status == 0xFF and data[place] == 0x51:
                tempi.append((tick, int.from_bytes(value, "big")))
            elif status & 0xE0 == 0x80:
                pitch, velocity = value
                if (number, pitch) in down:
                    start, loudness = down.pop((number, pitch))
                    keys.append((start, tick, pitch, loudness))
                if status & 0xF0 == 0x90 and velocity > 0:
                    down[number, pitch] = (tick, velocity)
    tempi = sorted(dict(tempi).items())

    def seconds(tick):
        total = 0.0
        for i, (start, tempo) in enumerate(tempi):
            stop = min(tick, tempi[i + 1][0]) if i + 1 < len(tempi) else tick
            total += max(0, stop - start) * tempo / 1e6 / division
        return total

    return sorted((seconds(on), seconds(off), pitch, velocity) for on, off, pitch, velocity in keys)


def main():
    data = (EXAMPLES / "wiegenlied.mid").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = pathlib.Path(folder) / "a.mid", pathlib.Path(folder) / "a.wav"
        midi.write_bytes(with_clarinet(data))
        subprocess.run(["fluidsynth", "-q", "-ni", "-g", "0.8", "-r", "44100", "-F", str(wave),
                        SOUNDFONT, str(midi)], check=True)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(wave), "-t", str(LENGTH_S),
                        "-af", f"afade=out:st={LENGTH_S - 1}:d=1", "-ac", "1", "-ar", "32000",
                        "-sample_fmt", "s16", "-bitexact", "-map_metadata", "-1",
                        "-compression_level", "12", str(EXAMPLES / "wiegenlied.flac")], check=True)
    with open(EXAMPLES / "wiegenlied.reference.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["start_time_s", "end_time_s", "pitch_midi", "velocity"])
        for on, off, pitch, velocity in notes_of(data):
            if on < LENGTH_S:
                table.writerow([f"{on:.4f}", f"{min(off, LENGTH_S):.4f}", pitch, velocity])
    for path in sorted(EXAMPLES.glob("wiegenlied.*")):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
