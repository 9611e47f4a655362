"""Plays a score part by part: the recordings of the listening page, whose true stems are known."""
import array
import csv
import json
import pathlib
import subprocess
import sys
import wave

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import make_example  # noqa: E402

RATE_HZ = 44100
LENGTH_S = 17.5
PEAK = 0.89 * 32767
REPLAY_SOUNDFONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"  # MIT


def sounding_tracks(data):
    """Numbers of the tracks of a MIDI file that play notes."""
    tracks = make_example.tracks_of(data)[1]
    return [i for i, (begin, end) in enumerate(tracks)
            if any(status & 0xF0 == 0x90 for _, status, _, _ in
                   make_example.events_of(data, begin, end))]


def only_track(data, kept):
    """The MIDI file without the notes of all tracks but one; tempi stay."""
    sounding = sounding_tracks(data)
    tracks = make_example.tracks_of(data)[1]
    chosen = [span for i, span in enumerate(tracks) if i == kept or i not in sounding]
    head = data[:10] + len(chosen).to_bytes(2, "big") + data[12:14]
    return head + b"".join(data[begin - 8:end] for begin, end in chosen)


def play(midi, soundfont, folder):
    """Samples of one part, mono, 16 bits."""
    score, sound = folder / "part.mid", folder / "part.wav"
    score.write_bytes(midi)
    subprocess.run(["fluidsynth", "-q", "-ni", "-g", "0.5", "-r", str(RATE_HZ), "-F", str(sound),
                    soundfont, str(score)], check=True)
    shape = f"apad,atrim=end={LENGTH_S},afade=out:st={LENGTH_S - 1}:d=1"
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(sound), "-af", shape, "-ac", "1",
                          "-f", "s16le", "-"], check=True, capture_output=True).stdout
    samples = array.array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def balanced(stems):
    """Stems made as loud as 16 bits hold their sum, and that sum, exactly."""
    loudest = max(map(abs, map(sum, zip(*stems))))
    gain = PEAK / max(loudest, 1)
    stems = [array.array("h", (round(gain * value) for value in stem)) for stem in stems]
    return stems, array.array("h", map(sum, zip(*stems)))


def write_flac(path, samples):
    plain = path.with_suffix(".wav")
    with wave.open(str(plain), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(plain), "-map_metadata", "-1",
                    "-bitexact", str(path)], check=True)
    plain.unlink()


def write_notes(folder, midis, instruments):
    """notes.csv and drums.csv as `divisi evaluate --dataset synthetic` reads them."""
    tables = {"notes.csv": [], "drums.csv": []}
    for source, (midi, instrument) in enumerate(zip(midis, instruments)):
        table = tables["drums.csv" if instrument == "drums" else "notes.csv"]
        for on, off, pitch, velocity in make_example.notes_of(midi):
            if on < LENGTH_S:
                table.append([f"{on:.5f}", f"{min(off, LENGTH_S):.5f}", pitch, velocity, source])
    for name, rows in tables.items():
        with open(folder / name, "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["onset_s", "offset_s", "midi_pitch", "velocity", "source"])
            writer.writerows(sorted(rows, key=lambda row: float(row[0])))


def render_clip(piece, root, folder):
    """A clip folder with mix.flac, stems/NN.flac, notes.csv, drums.csv and clip.json."""
    data = (root / piece["score"]).read_bytes()
    if piece.get("singer_is_clarinet"):
        data = make_example.with_clarinet(data)
    midis = [only_track(data, track) for track in sounding_tracks(data)]
    if len(midis) != len(piece["instruments"]):
        raise SystemExit(f"{piece['score']}: {len(midis)} tracks play, pieces.json names "
                         f"{len(piece['instruments'])} instruments")
    (folder / "stems").mkdir(parents=True)
    stems, mixture = balanced([play(midi, piece["soundfont"], folder) for midi in midis])
    (folder / "part.mid").unlink()
    (folder / "part.wav").unlink()
    for number, stem in enumerate(stems):
        write_flac(folder / "stems" / f"{number:02}.flac", stem)
    write_flac(folder / "mix.flac", mixture)
    write_notes(folder, midis, piece["instruments"])
    (folder / "clip.json").write_text(json.dumps(
        {"version": 5, "kind": "band", "split": "test", "instruments": piece["instruments"]}))
