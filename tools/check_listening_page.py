#!/usr/bin/env python3
"""Checks docs/listen: that it is what the tool makes of its facts, whole, of its own, and small.

    tools/check_listening_page.py [DIR]

Also checks what that tool does with scores and sums. Prints one line for each breach and exits with 1.
"""
import array
import base64
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools" / "listening"))
import page  # noqa: E402
import render  # noqa: E402

MOST_BYTES = 4_000_000
NAMED = re.compile(r'\b(?:src|href)="([^"]*)"')
OUTSIDE = re.compile(r"https?:|//[a-z]+\.[a-z]|@import|url\(|\bfetch\(|XMLHttpRequest|\bimport\(")
LAYER_3_KBIT = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LAYER_3_HZ = (44100, 48000, 32000)


def mp3_length_s(data):
    """Length by the headers of an MPEG-1 layer 3 stream's frames; raises ValueError."""
    at, length_s = 0, 0.0
    while at + 4 <= len(data):
        first, second, third = data[at:at + 3]
        rate, kbit = third >> 2 & 3, third >> 4
        if first != 0xFF or second & 0xFE != 0xFA or rate == 3 or not 0 < kbit < 15:
            raise ValueError(f"no MP3 frame at byte {at}")
        length_s += 1152 / LAYER_3_HZ[rate]
        at += 144000 * LAYER_3_KBIT[kbit] // LAYER_3_HZ[rate] + (third >> 1 & 1)
    return length_s


def sounds_in(text, ident):
    opening, closing = f"take_sounds({json.dumps(ident)}, ", ");\n"
    if not text.startswith(opening) or not text.endswith(closing):
        raise ValueError(f"expected take_sounds({ident}, ...)")
    return json.loads(text[len(opening):-len(closing)])


def breaches_of_sound(folder, piece, length_s):
    name = f"{piece['id']}.js"
    try:
        sounds = sounds_in((folder / name).read_text(), piece["id"])
        expected = {"mixture", "residual"} | {
            f"{kind}{part}" for part in range(len(piece["parts"])) for kind in ("stem", "replay")}
        if set(sounds) != expected:
            yield f"{name}: holds {sorted(sounds)}, expected {sorted(expected)}"
        for track, text in sounds.items():
            found_s = mp3_length_s(base64.b64decode(text, validate=True))
            if not length_s <= found_s < length_s + 0.3:
                yield f"{name}: {track} has {found_s:.2f} s, expected {length_s} s"
    except (OSError, ValueError) as error:
        yield f"{name}: {error}"


def breaches_of_files(folder, text, facts):
    present = {path.name for path in folder.iterdir()}
    named = {target for target in NAMED.findall(text) if not target.startswith(("https:", "data:"))}
    for target in sorted(named):
        if not (folder / target).exists():
            yield f"index.html: {target} is not there"
    for resource in re.findall(r'<(?:img|script|link|audio|source)\b[^>]*(?:src|href)="(https?:[^"]*)"', text):
        yield f"index.html: {resource} needs a network"
    for name in ("page.css", "player.js"):
        if name in present and (found := OUTSIDE.search((folder / name).read_text())):
            yield f"{name}: '{found.group()}' reaches outside the page"
    used = named | {"index.html", "facts.json"} | {f"{piece['id']}.js" for piece in facts["pieces"]}
    for name in sorted(present - used):
        yield f"{name}: nothing on the page uses it"
    total = sum(path.stat().st_size for path in folder.iterdir())
    if total > MOST_BYTES:
        yield f"{total} bytes, at most {MOST_BYTES}"


def breaches_of_page(folder):
    facts = json.loads((folder / "facts.json").read_text())
    text = (folder / "index.html").read_text()
    if text != page.page_of(facts):
        yield "index.html: not what tools/listening/page.py makes of facts.json"
    if page.facts_text(facts) != (folder / "facts.json").read_text():
        yield "facts.json: not as the tool writes it"
    if len(facts["pieces"]) < 3:
        yield f"facts.json: {len(facts['pieces'])} pieces, expected three"
    yield from breaches_of_files(folder, text, facts)
    for piece in facts["pieces"]:
        yield from breaches_of_sound(folder, piece, facts["length_s"])


def breaches_of_rendering():
    """A score is taken apart without losing a note; a mixture is the sum of its stems, unclipped."""
    for piece in json.loads((ROOT / "tools" / "listening" / "pieces.json").read_text()):
        data = (ROOT / piece["score"]).read_bytes()
        tracks = render.sounding_tracks(data)
        if len(tracks) != len(piece["instruments"]):
            yield f"{piece['score']}: {len(tracks)} tracks play, expected {len(piece['instruments'])}"
        alone = [note for track in tracks
                 for note in render.make_example.notes_of(render.only_track(data, track))]
        if not alone or sorted(alone) != render.make_example.notes_of(data):
            yield f"{piece['score']}: its tracks alone do not have the notes of all"
    stems, mixture = render.balanced([array.array("h", [30000, -5, 7]), array.array("h", [30000, 9, -7])])
    if mixture != array.array("h", map(sum, zip(*stems))) or not 29000 < max(mixture) < 32767:
        yield "render.balanced: the mixture is not the sum of the stems, just below full scale"


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "listen"
    found = [*breaches_of_page(folder), *breaches_of_rendering()]
    for line in found:
        print(line)
    print(f"check_listening_page: {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
