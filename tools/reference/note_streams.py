#!/usr/bin/env python3
"""Writes the golden cases of src/eval/note_streams.h: made notes, and what an independent program
says of them.

    tools/reference/note_streams.py [FOLDER]        default: tests/golden/note_streams

Needs numpy, scipy and mir_eval 0.8.2. The definitions are written down here a second time, on top of
scipy.optimize.linear_sum_assignment and mir_eval.transcription, in the way of the published peers'
comparison; nothing of the C++ is used. Each case is one file NN_<what>.json:
    {"reference": [[onset_s, offset_s, pitch_midi, source], ...], "estimate": [...],
     "scores": {"parts": {...}, "one": {...}, "bands": {...}}}
"parts" is null where the estimate has no notes. A label accuracy that is not defined is null.
"""
import json
import math
import pathlib
import random
import sys

import mir_eval
import numpy as np
from scipy.optimize import linear_sum_assignment

HOP_S = 0.01
LOWEST, KEYS = 21, 88


def roll(notes, frames):
    cells = np.zeros((frames, KEYS), bool)
    for onset, offset, pitch, _ in notes:
        key = round(pitch) - LOWEST
        if 0 <= key < KEYS:
            first = math.ceil(onset / HOP_S - 1e-9)
            last = math.ceil(offset / HOP_S - 1e-9)
            cells[max(0, first):max(0, min(frames, last)), key] = True
    return cells


def f1(tp, fp, fn):
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def counts(reference, estimate):
    tp = int((reference & estimate).sum())
    return tp, int(estimate.sum()) - tp, int(reference.sum()) - tp


def intervals(notes):
    times = np.array([[n[0], n[1]] for n in notes], float).reshape(-1, 2)
    return times, 440.0 * 2.0 ** ((np.array([n[2] for n in notes], float) - 69) / 12)


def note_f1(reference, estimate):
    if not reference or not estimate:
        return 0.0
    return mir_eval.transcription.precision_recall_f1_overlap(
        *intervals(reference), *intervals(estimate), onset_tolerance=0.05, pitch_tolerance=50.0,
        offset_ratio=None)[2]


def streams(reference, estimate):
    if not estimate:
        return None
    frames = math.ceil((max(n[1] for n in reference + estimate) + 0.1) / HOP_S)
    names = sorted({n[3] for n in reference})
    found = sorted({n[3] for n in estimate})
    of = lambda notes, name: [n for n in notes if n[3] == name]
    true_rolls = [roll(of(reference, name), frames) for name in names]
    found_rolls = [roll(of(estimate, name), frames) for name in found]
    pairs = [[counts(a, b) for b in found_rolls] for a in true_rolls]
    quality = np.array([[f1(*c) for c in row] for row in pairs])
    partner = dict(zip(*linear_sum_assignment(-quality)))
    tp = fp = fn = 0
    for r in range(len(names)):
        if r in partner:
            c = pairs[r][partner[r]]
            tp, fp, fn = tp + c[0], fp + c[1], fn + c[2]
        else:
            fn += int(true_rolls[r].sum())
    fp += sum(int(found_rolls[e].sum()) for e in range(len(found)) if e not in partner.values())
    notes = [note_f1(of(reference, names[r]), of(estimate, found[partner[r]])) if r in partner else 0.0
             for r in range(len(names))]
    matched = mir_eval.transcription.match_notes(
        *intervals(reference), *intervals(estimate), onset_tolerance=0.05, pitch_tolerance=50.0,
        offset_ratio=None)
    right = 0
    for r, e in matched:
        i = names.index(reference[r][3])
        right += i in partner and found[partner[i]] == estimate[e][3]
    return {"k_ref": len(names), "k_est": len(found),
            "macro": float(np.mean([quality[r, partner[r]] if r in partner else 0.0
                                    for r in range(len(names))])),
            "micro": f1(tp, fp, fn), "note_macro": float(np.mean(notes)),
            "label_acc": right / len(matched) if matched else None}


def bands(notes, count):
    pitches = np.array([n[2] for n in notes])
    centres = np.quantile(pitches, (np.arange(count) + 0.5) / count)
    for _ in range(100):
        labels = np.argmin(np.abs(pitches[:, None] - centres[None]), 1)
        means = np.array([pitches[labels == k].mean() if (labels == k).any() else centres[k]
                          for k in range(count)])
        if np.allclose(means, centres):
            break
        centres = means
    return [(a, b, p, str(k)) for (a, b, p, _), k in zip(notes, labels)]


def ensemble(rng, count, seconds, lowest=36, step=9):
    """Lines that lie above each other and overlap in pitch."""
    notes = []
    for k in range(count):
        time, pitch = rng.uniform(0, 0.3), lowest + step * k + rng.randint(0, 6)
        while time < seconds:
            length = rng.choice([0.12, 0.25, 0.5, 0.9])
            notes.append((round(time, 4), round(time + length * rng.uniform(0.7, 1.2), 4), pitch,
                          f"player {k}"))
            time += length
            pitch = min(105, max(24, pitch + rng.randint(-5, 5)))
    return sorted(notes)


def heard(rng, notes, wrong_label, lost, ghosts, labels):
    """The same notes as a program might report them."""
    out = []
    for onset, offset, pitch, source in notes:
        if rng.random() < lost:
            continue
        if rng.random() < wrong_label:
            source = rng.choice(labels)
        start = max(0.0, onset + rng.gauss(0, 0.03))
        out.append((round(start, 4), round(max(start + 0.03, offset + rng.gauss(0, 0.08)), 4), pitch,
                    labels[int(source.split()[-1]) % len(labels)] if source.startswith("player")
                    else source))
    for _ in range(ghosts):
        time = rng.uniform(0, 8)
        out.append((round(time, 4), round(time + 0.2, 4), rng.randint(22, 107), rng.choice(labels)))
    return sorted(out)


def degenerate_cases():
    two = [(0.0, 1.0, 60, "a"), (0.0, 1.0, 64, "b"), (1.0, 2.0, 62, "a"), (1.0, 2.0, 65, "b")]
    swapped = sorted((a, b, p, {"a": "y", "b": "x"}[s]) for a, b, p, s in two)
    unison = sorted(two + [(2.0, 3.0, 67, "a"), (2.0, 3.0, 67, "b")])
    yield "no_estimate", two, []
    yield "only_names_differ", two, swapped
    yield "one_estimated_source", two, [(a, b, p, "all") for a, b, p, _ in two]
    yield "one_reference_source", [(a, b, p, "all") for a, b, p, _ in two], two
    yield "each_note_its_own_source", two, [(a, b, p, f"{i}") for i, (a, b, p, _) in enumerate(two)]
    yield "notes_written_twice", two, sorted(two + two)
    yield "the_same_source_twice", two, sorted(two + [(a, b, p, s + "'") for a, b, p, s in two])
    yield "unison_found", unison, unison
    yield "unison_found_once", unison, [n for n in unison if n != (2.0, 3.0, 67, "b")]
    yield "nothing_in_common", two, [(5.0, 6.0, 40, "x"), (5.0, 6.0, 80, "y")]
    # Sources without a cell on the grid: between two frames, or beyond the keys.
    yield "source_between_frames", two + [(2.001, 2.004, 70, "c")], swapped + [(2.001, 2.004, 70, "z")]
    yield "source_beyond_the_keys", two + [(2.0, 3.0, 110, "c")], swapped + [(2.0, 3.0, 110, "z")]
    # Short notes that agree within 50 ms but share no frame: pairs of frame F1 0 that hold notes.
    late = [(a + 0.03, a + 0.05, p, s) for a, _, p, s in two]
    yield "onsets_without_frames", [(a, a + 0.02, p, s) for a, _, p, s in two], sorted(late)
    yield "all_at_one_pitch", [(k * 1.0, k + 1.0, 60, f"{k % 3}") for k in range(6)], \
        [(k * 1.0, k + 1.0, 60, f"{k % 2}") for k in range(6)]
    yield "fractional_pitches", [(a, b, p + 0.25, s) for a, b, p, s in two], \
        [(a, b, p + 0.5, s) for a, b, p, s in swapped]
    yield "odd_names", [(a, b, p, {"a": "", "b": "Ä \"flute\""}[s]) for a, b, p, s in two], \
        [(a, b, p, {"a": "z", "b": "Ärger"}[s]) for a, b, p, s in two]


def random_cases():
    rng = random.Random(20)
    for players, labels, wrong, lost, ghosts in [(2, 2, 0.1, 0.1, 3), (3, 3, 0.2, 0.2, 10),
                                                 (4, 2, 0.3, 0.1, 10), (4, 7, 0.5, 0.3, 25),
                                                 (6, 6, 0.2, 0.2, 15), (3, 3, 1.0, 0.0, 0),
                                                 (9, 5, 0.4, 0.4, 40)]:
        notes = ensemble(rng, players, 6.0, step=rng.choice([4, 7, 9]))
        names = [f"s{k}" for k in range(labels)]
        yield f"{players}_players_{labels}_labels", notes, heard(rng, notes, wrong, lost, ghosts, names)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                          pathlib.Path(__file__).resolve().parents[2] / "tests/golden/note_streams")
    folder.mkdir(parents=True, exist_ok=True)
    for number, (what, reference, estimate) in enumerate([*degenerate_cases(), *random_cases()]):
        reference, estimate = sorted(reference), sorted(estimate)
        one = [(a, b, p, "0") for a, b, p, _ in estimate]
        count = len({n[3] for n in reference})
        scores = {"parts": streams(reference, estimate), "one": streams(reference, one),
                  "bands": streams(reference, bands(estimate, count)) if estimate else None}
        text = json.dumps({"reference": reference, "estimate": estimate, "scores": scores},
                          ensure_ascii=False)
        (folder / f"{number:02d}_{what}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
