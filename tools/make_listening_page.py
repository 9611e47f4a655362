#!/usr/bin/env python3
"""Makes docs/listen: a page on which one hears and sees what the program makes of three pieces.

    tools/make_listening_page.py DIVISI_BINARY [--out DIR]

Plays the scores that tools/listening/pieces.json names part by part, so that the true stems are
known, has the program transcribe, separate and play back, measures that with `divisi evaluate`, and
writes index.html, facts.json and, for each piece, sound (mono MP3 in a script) and pictures. page.css
and player.js beside them are written by hand. Needs a program with `evaluate`, and Debian's
fluidsynth, fluid-soundfont-gm, timgm6mb-soundfont and ffmpeg. No network, here and on the page.
"""
import argparse
import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools" / "listening"))
import page  # noqa: E402
import render  # noqa: E402

BIT_RATE = "44k"
FRAMES_PER_S = 48
LOWEST_PITCH, HIGHEST_PITCH = 28, 100  # of the pictures; 4 pixels each


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True).stdout


def encoded(sound):
    """Mono MP3: what every browser decodes. Without a header that tells the encoder's delay, so
    that no browser takes it away and all tracks have the same (CODEC_DELAY_S in player.js)."""
    return run("ffmpeg", "-v", "error", "-i", sound, "-map_metadata", "-1", "-bitexact", "-ac", 1,
               "-ar", 32000, "-c:a", "libmp3lame", "-abr", 1, "-b:a", BIT_RATE, "-write_xing", 0,
               "-id3v2_version", 0, "-f", "mp3", "-")


def draw_spectrogram(sound, picture):
    """Grey, time to the right, pitch upwards: a constant-Q picture of the pitches shown."""
    height = 4 * (HIGHEST_PITCH - LOWEST_PITCH)
    width = round(render.LENGTH_S * FRAMES_PER_S)
    hz = [440 * 2 ** ((pitch - 69.5) / 12) for pitch in (LOWEST_PITCH, HIGHEST_PITCH)]
    chart = (f"showcqt=size={height}x{width}:fps={FRAMES_PER_S}:count=1:bar_h=0:axis_h=0:"
             f"sono_h={width}:basefreq={hz[0]}:endfreq={hz[1]}:cscheme=1|1|1|1|1|1:"
             f"sono_g=4:sono_v=16,format=gray,vflip,transpose=2,select=eq(n\\,{width - 1}),"
             f"scale={width}:{height // 2}")
    run("ffmpeg", "-v", "error", "-y", "-i", sound, "-filter_complex", chart, "-frames:v", 1,
        "-c:v", "libwebp", "-quality", 45, picture)


def notes_of(parts):
    """Notes as the page draws them: onset and offset in seconds, pitch, by part."""
    return [[[round(note["onset_s"], 3), round(note["offset_s"], 3), note["pitch_midi"]]
             for note in part["notes"]] for part in parts]


def listen(divisi, piece, clip, made, out):
    """Has the program work on one recording; writes what the page needs and returns the facts."""
    recording = clip / "mix.flac"
    run(divisi, "transcribe", "--stems", "--auralise", "--format", "json,png", "--threads", 1,
        "--parts", piece.get("told_parts", "auto"), "--soundfont", render.REPLAY_SOUNDFONT,
        "--quiet", "-o", made, recording)
    score = json.loads((made / "mix.notes.json").read_text())
    stems = sorted((made / "mix.stems").glob("[0-9]*.flac"))
    sounds = {"mixture": recording, "residual": made / "mix.stems" / "residual.flac"}
    for number, stem in enumerate(stems):
        sounds[f"stem{number}"] = stem
        sounds[f"replay{number}"] = made / "mix.auralised" / stem.name
    packed = {name: base64.b64encode(encoded(sound)).decode() for name, sound in sounds.items()}
    (out / f"{piece['id']}.js").write_text(
        f"take_sounds({json.dumps(piece['id'])}, {json.dumps(packed, indent=0)});\n")
    for name in ["mixture", "residual"] + [f"stem{i}" for i in range(len(stems))]:
        draw_spectrogram(sounds[name], out / f"{piece['id']}_{name}.webp")
    run("ffmpeg", "-v", "error", "-y", "-i", made / "mix.png", "-vf", "scale=1280:-1",
        "-c:v", "libwebp", "-quality", 50, out / f"{piece['id']}.webp")
    return {"parts": [part["name"] for part in score["parts"]], "notes": notes_of(score["parts"]),
            "stems": [stem.stem for stem in stems]}


def measure(divisi, clips, estimates, scores):
    """What `divisi evaluate` says of stems and notes, for each clip."""
    common = [divisi, "evaluate", "--reference", clips, "--dataset", "synthetic", "--threads", 1]
    run(*common, "--stems", "--estimates", f"divisi={estimates}", "--oracle",
        "--json", scores / "stems.json")
    run(*common, "--estimates", f"divisi={estimates}", "--json", scores / "notes.json")
    stems = {report["name"]: report["clips"] for report in
             json.loads((scores / "stems.json").read_text())}
    notes = json.loads((scores / "notes.json").read_text())["reports"][0]["clips"]
    return stems["divisi"], stems["oracle ratio"], notes


def figures_of(ours, ceiling, notes):
    """One row for each source: which stem is nearest to it, and how near."""
    best = {part["source"]: part["figures"]["sdr"] for part in ceiling["parts"]}
    found = {row["reference"]: row for row in notes.get("sources", [])}
    rows = [{"source": part["source"], "stem": part["estimate"],
             "si_sdr_db": round(part["figures"]["sdr"], 1) if part["estimate"] else None,
             "mixture_db": round(part["figures"]["mix"], 1),
             "ceiling_db": round(best[part["source"]], 1),
             "note_f1": round(found[part["source"]]["note_F1"], 2)
             if part["source"] in found else None} for part in ours["parts"]]
    scores = notes["figures"]
    return {"sources": rows, "onset_f1": round(scores["note_on_F1"], 2),
            "drums_f1": round(scores["drums_F1"], 2) if "drums_F1" in scores else None}


def make(divisi, out, work):
    pieces = json.loads((ROOT / "tools" / "listening" / "pieces.json").read_text())
    facts = []
    for number, piece in enumerate(pieces):
        name = f"{number:06}"
        render.render_clip(piece, ROOT, work / "clips" / name)
        heard = listen(divisi, piece, work / "clips" / name, work / "made" / name, out)
        shutil.copytree(work / "made" / name / "mix.stems", work / "stems" / name)
        shutil.copy(work / "made" / name / "mix.notes.json", work / "stems" / name / "notes.json")
        facts.append({**piece, **heard})
        print(f"{piece['id']}: {len(heard['parts'])} parts")
    ours, ceiling, notes = measure(divisi, work / "clips", work / "stems", work)
    for number, fact in enumerate(facts):
        name = f"{number:06}"
        fact["figures"] = figures_of(ours[name], ceiling[name], notes[name])
    version = run(divisi, "--version").decode().split("\n")[0]
    everything = {"program": version, "length_s": render.LENGTH_S, "pieces": facts,
                  "lowest_pitch": LOWEST_PITCH, "highest_pitch": HIGHEST_PITCH}
    (out / "facts.json").write_text(page.facts_text(everything))
    (out / "index.html").write_text(page.page_of(everything))


def main():
    parser = argparse.ArgumentParser(description="Makes the page one listens on.")
    parser.add_argument("divisi", type=pathlib.Path, metavar="DIVISI_BINARY")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs" / "listen")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    hand_written = ROOT / "docs" / "listen"
    for name in ("page.css", "player.js"):
        if options.out.resolve() != hand_written:
            shutil.copy(hand_written / name, options.out / name)
    with tempfile.TemporaryDirectory() as work:
        make(options.divisi.resolve(), options.out, pathlib.Path(work))
    total = sum(path.stat().st_size for path in options.out.iterdir())
    print(f"{options.out}: {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
