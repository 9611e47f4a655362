"""The text of docs/listen/index.html from what was measured; nothing here but text."""
import html
import json

MODES = [("original", "Original"), ("stems", "Separated stems"), ("replay", "Notes played back"),
         ("split", "Left original, right played back")]


def facts_text(facts):
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def escape(text):
    return html.escape(str(text))


def roll_of(notes, facts, part):
    """Notes as an SVG that is stretched over the picture below it."""
    low, high = facts["lowest_pitch"], facts["highest_pitch"]
    boxes = "".join(
        f'<rect x="{on:g}" y="{high - pitch - 0.5:g}" width="{max(off - on, 0.04):.3g}" height="1"/>'
        for on, off, pitch in notes if low <= pitch < high)
    return (f'<svg class="roll part{part}" viewBox="0 0 {facts["length_s"]:g} {high - low}" '
            f'preserveAspectRatio="none" aria-hidden="true">{boxes}</svg>')


def lane_of(piece, facts, name, label, part=None):
    """One row: what is heard, its switches, and its picture."""
    ident = escape(piece["id"])
    switches, roll, count = "", "", ""
    if name != "mixture":
        switches = "".join(
            f'<button type="button" class="{kind}" data-track="{name}" aria-pressed="false" '
            f'aria-label="{word} {escape(label)}">{word}</button>'
            for kind, word in (("mute", "Mute"), ("solo", "Solo")))
    if part is not None:
        notes = piece["notes"][part]
        roll = roll_of(notes, facts, part)
        count = f" · {len(notes)} note{'' if len(notes) == 1 else 's'}"
    picture = f"{ident}_{name}.webp"
    return (f'<div class="lane" data-track="{name}"><div class="about">'
            f'<b class="{"part" + str(part) if part is not None else ""}">{escape(label)}</b>'
            f'<span>{count}</span><div class="switches">{switches}</div></div>'
            f'<div class="picture"><img src="{picture}" alt="Spectrogram of {escape(label)}" '
            f'loading="lazy" width="840" height="144">{roll}<i class="now"></i></div></div>')


def lanes_of(piece, facts):
    lanes = [lane_of(piece, facts, "mixture", "Original")]
    for part, label in enumerate(piece["parts"]):
        lanes.append(lane_of(piece, facts, f"stem{part}", label, part))
    lanes.append(lane_of(piece, facts, "residual", "Residual"))
    return "\n".join(lanes)


def name_of_stem(piece, stem):
    """How the page calls the file that was paired with a source."""
    if stem in piece["stems"]:
        return piece["parts"][piece["stems"].index(stem)]
    return "none"


def db(value):
    return "–" if value is None else f"{value:+.1f}".replace("-", "−")


def row_of(piece, row):
    stem = name_of_stem(piece, row["stem"])
    shown = db(row["si_sdr_db"]) if stem != "none" else "–"
    notes = "–" if row["note_f1"] is None else f"{row['note_f1']:.2f}"
    cells = [stem, shown, db(row["mixture_db"]), db(row["ceiling_db"]), notes]
    return (f'<tr><th scope="row">{escape(row["source"])}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")


def table_of(piece):
    head = "".join(f'<th scope="col">{title}</th>' for title in (
        "What played", "Part found", "SI-SDR of its stem, dB", "of the mixture, dB",
        "of an ideal mask, dB", "Note F1"))
    rows = "\n".join(row_of(piece, row) for row in piece["figures"]["sources"])
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'


def and_list(words):
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def verdict_of(piece):
    """Who was found, who was not, and what was found twice, in words."""
    rows = piece["figures"]["sources"]
    lost = [row["source"] for row in rows if name_of_stem(piece, row["stem"]) == "none"]
    wrong = [row["source"] for row in rows
             if row["source"] not in lost and row["si_sdr_db"] < 0]
    say = f"{len(rows)} played, {len(piece['parts'])} parts were found."
    if lost:
        say += (f" No part of {'its' if len(lost) == 1 else 'their'} own: {and_list(lost)}; what was heard of"
                f" {'it' if len(lost) == 1 else 'them'} is in other parts or in the residual.")
    if wrong:
        say += f" More of others, or of error, than of what it stands for: the stem for {' and for '.join(wrong)}."
    say += f" Of all pitched notes: onset F1 {piece['figures']['onset_f1']:.2f}."
    if piece["figures"]["drums_f1"] is not None:
        say += f" Kick, snare and hi-hat: {piece['figures']['drums_f1']:.2f}."
    if piece.get("remark"):
        say += " " + piece["remark"]
    return say


def modes_of(ident):
    choices = "".join(
        f'<label><input type="radio" name="{ident}_mode" value="{mode}"'
        f'{" checked" if mode == "original" else ""}> {label}</label>' for mode, label in MODES)
    return f'<fieldset class="modes"><legend>What to hear</legend>{choices}</fieldset>'


def piece_of(piece, facts):
    ident = escape(piece["id"])
    return f"""<section class="piece" id="{ident}" aria-labelledby="{ident}_title" data-parts="{len(piece['parts'])}">
<h2 id="{ident}_title">{escape(piece["title"])}</h2>
<p>{escape(piece["what"])}</p>
<div class="controls">
<button type="button" class="play" aria-label="Play {escape(piece["title"])}">Play</button>
<input type="range" class="place" min="0" max="{facts["length_s"]:g}" step="0.1" value="0" aria-label="Place in the piece">
<output class="clock">0:00</output>
<label class="again"><input type="checkbox" class="loop"> again and again</label>
</div>
{modes_of(ident)}
<p class="state" role="status"></p>
<div class="lanes">
{lanes_of(piece, facts)}
</div>
<h3>How well</h3>
<p>{escape(verdict_of(piece))}</p>
{table_of(piece)}
<details><summary>The picture the program draws</summary>
<img class="drawn" src="{ident}.webp" width="1280" height="469" loading="lazy" alt="All notes found, coloured by part, over the spectrogram of the recording"></details>
<p class="source">Score: <a href="{escape(piece["source_url"])}">{escape(piece["source"])}</a>, {escape(piece["licence"])}; it is <code>{escape(piece["score"])}</code>.
Sound: FluidSynth with {escape(piece["sound"])}.</p>
</section>"""


def page_of(facts):
    pieces = "\n".join(piece_of(piece, facts) for piece in facts["pieces"])
    return HEAD + INTRODUCTION + pieces + END.format(program=escape(facts["program"]))


HEAD = """<!DOCTYPE html>
<!-- Made by tools/make_listening_page.py; do not edit. -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>divisi: listen</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script src="player.js" defer></script>
</head>
<body>
<main>
"""

INTRODUCTION = """<h1>What divisi hears, and what it makes of it</h1>
<p>Three recordings of seventeen seconds. The program was told nothing but the sound, and of the quartet that four play. It
wrote down notes, dealt them to parts, cut the recording into one stem for each part and a residual, which together
are the recording again; and it played the notes back (FluidR3 GM).</p>
<p>Change what you hear while it plays: the place is kept. <b>Mute</b> and <b>Solo</b> work on stems and on what is played
back. Click into a picture to go there. Bright grey is sound, coloured bars are the notes of the part. A part that the program could not
name has a number, and a piano plays it back.</p>
<p class="keys">Keys: <kbd>K</kbd> play or pause, <kbd>J</kbd> and <kbd>L</kbd> two seconds back and on, <kbd>1</kbd> to
<kbd>4</kbd> what to hear.</p>
<noscript><p><b>Listening needs JavaScript; pictures and figures do not.</b></p></noscript>
<div class="caution"><h2>Before you judge</h2>
<p>All three are renders by a synthesiser, because only then are the true stems known; the music is in the test part
of our split, so the program has not seen it. Real recordings are harder: figures on them are in
<a href="../../README.md">README.md</a> and <a href="../separation.md">separation.md</a>. SI-SDR says how much louder a stem's true sound is
than all that is wrong in it; “of the mixture” is what one has without separating, “of an ideal mask” what a mask that knows the
answer reaches. Note F1: notes of that part with the right pitch within 50 ms, in the part that fits best. What you hear is MP3
of about 44 kbit/s, at 32 kHz; the program's own files are lossless.</p></div>
"""

END = """
<footer><p>Made from this repository by <code>tools/make_listening_page.py</code> with {program}. The recordings on this page are
dedicated to the public domain (CC0 1.0).</p></footer>
</main>
</body>
</html>
"""
