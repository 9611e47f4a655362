import assert from "node:assert/strict";
import {test} from "node:test";
import {bend_at} from "../../src/model/bends.ts";
import {add_part, assign_notes, change_part, delete_notes, delete_part, draw_note, merge_notes, merge_parts, move_notes,
  set_velocity, split_notes, stretch_notes} from "../../src/model/edits.ts";
import {begin, perform, redo, undo} from "../../src/model/history.ts";
import {facts_of_parts, least_sure} from "../../src/model/score.ts";
import {rows_of, score_of} from "./fixtures.ts";

const two = score_of([[0, 1, 60], [2, 3, 62]], [[1, 2, 40, 0.3]]);
const all = new Set(two.notes.map((note) => note.id));
const first = new Set([two.notes[0]?.id ?? 0]);

test("edits of nothing give the same score back", () => {
  const none = new Set<number>();
  for (const edited of [move_notes(two, none, 1, 1), move_notes(two, all, 0, 0), stretch_notes(two, none, "onset", 1),
    delete_notes(two, none), split_notes(two, all, 9), merge_notes(two, all), assign_notes(two, first, 1), assign_notes(two, first, 77),
    set_velocity(two, all, 80), change_part(two, 1, {name: "Part 1"}), merge_parts(two, 1, 1), delete_part(two, 9),
    draw_note(two, {part: 99, onset_s: 0, offset_s: 1, pitch: 60})]) {
    assert.equal(edited, two);
  }
});

test("notes move together and stop together at the borders", () => {
  const moved = move_notes(two, all, -5, -60);
  assert.deepEqual(rows_of(moved), [[1, 0, 1, 20], [2, 1, 2, 0], [1, 2, 3, 22]]);
  assert.deepEqual(rows_of(move_notes(two, first, 0.5, 100)), [[1, 0.5, 1.5, 127], [2, 1, 2, 40], [1, 2, 3, 62]]);
});

test("moving past another note keeps the order of onset", () => {
  assert.deepEqual(rows_of(move_notes(two, first, 5, 0)).map(([, onset]) => onset), [1, 2, 5]);
});

test("an end is stretched as far as the shortest note", () => {
  assert.deepEqual(rows_of(stretch_notes(two, first, "offset", -9))[0], [1, 0, 0.02, 60]);
  assert.deepEqual(rows_of(stretch_notes(two, first, "offset", 1))[0], [1, 0, 2, 60]);
  assert.deepEqual(rows_of(stretch_notes(two, first, "onset", 9))[0], [1, 0.98, 1, 60]);
  assert.deepEqual(rows_of(stretch_notes(two, first, "onset", -9))[0], [1, 0, 1, 60]);
});

test("drawing gives a note that is sure, within the borders", () => {
  const drawn = draw_note(two, {part: 2, onset_s: -1, offset_s: -2, pitch: 200});
  const note = drawn.notes.find((other) => other.id === two.next_id);
  assert.deepEqual([note?.onset_s, note?.offset_s, note?.pitch, note?.confidence, note?.part], [0, 0.02, 127, 1, 2]);
  assert.equal(drawn.next_id, two.next_id + 1);
});

test("splitting cuts only what sounds there; merging is its inverse", () => {
  const split = split_notes(two, all, 0.5);
  assert.deepEqual(rows_of(split), [[1, 0, 0.5, 60], [1, 0.5, 1, 60], [2, 1, 2, 40], [1, 2, 3, 62]]);
  assert.equal(new Set(split.notes.map((note) => note.id)).size, 4);
  assert.deepEqual(rows_of(merge_notes(split, new Set(split.notes.map((note) => note.id)))), rows_of(two));
  assert.equal(split_notes(two, all, 0.01), two, "no half may be shorter than the shortest note");
});

/** A second of A4 that slides up by two semitones. */
function sliding() {
  const score = score_of([[0, 1, 69]]);
  const notes = score.notes.map((note) => ({...note, bend_cents: [-100, -50, 0, 50, 100]}));
  return {...score, notes};
}

test("a bent note keeps the pitch of each moment when it is cut, stretched or moved", () => {
  const score = sliding(), ids = new Set(score.notes.map((note) => note.id));
  const halves = split_notes(score, ids, 0.5).notes.map((note) => note.bend_cents);
  assert.deepEqual([halves[0]?.at(0), halves[0]?.at(-1), halves[1]?.at(0), halves[1]?.at(-1)], [-100, 0, 0, 100]);
  const shorter = stretch_notes(score, ids, "onset", 0.75).notes[0];
  assert.deepEqual([bend_at(shorter!, 0.75), bend_at(shorter!, 1)], [50, 50], "one number is left of a quarter");
  const longer = stretch_notes(score, ids, "offset", 1).notes[0];
  assert.deepEqual([longer?.bend_cents?.length, longer?.bend_cents?.at(0), longer?.bend_cents?.at(-1)], [10, -100, 100]);
  assert.deepEqual(move_notes(score, ids, 3, 2).notes[0]?.bend_cents, [-100, -50, 0, 50, 100]);
});

test("a joined note keeps to its key", () => {
  const split = split_notes(sliding(), new Set([1]), 0.5);
  assert.equal("bend_cents" in (merge_notes(split, new Set(split.notes.map((note) => note.id))).notes[0] ?? {}), false);
});

test("merging keeps parts and pitches apart", () => {
  const score = score_of([[0, 1, 60], [1, 2, 60], [2, 3, 61]], [[0, 1, 60]]);
  assert.deepEqual(rows_of(merge_notes(score, new Set(score.notes.map((note) => note.id)))), [[1, 0, 2, 60], [2, 0, 1, 60], [1, 2, 3, 61]]);
});

test("who assigns by hand is sure of the part", () => {
  const assigned = assign_notes(two, first, 2);
  assert.deepEqual([assigned.notes[0]?.part, assigned.notes[0]?.part_confidence], [2, 1]);
});

test("parts are added, changed, joined and deleted", () => {
  const added = add_part(two, "Flute", 73);
  assert.equal(added.parts.at(-1)?.id, two.next_id);
  assert.equal(change_part(added, 1, {name: "Oboe", program: 68}).parts[0]?.name, "Oboe");
  const joined = merge_parts(two, 2, 1);
  assert.deepEqual([joined.parts.length, joined.notes.every((note) => note.part === 1)], [1, true]);
  assert.deepEqual(rows_of(delete_part(two, 1)), [[2, 1, 2, 40]]);
});

test("the least sure come first, of presence and part the less sure", () => {
  assert.deepEqual(least_sure(two, 1).map((note) => note.pitch), [40]);
  assert.equal(least_sure(two, 99).length, 3);
  assert.equal(facts_of_parts(two).get(2)?.confidence, 0.3);
  assert.deepEqual(facts_of_parts(add_part(two, "x")).get(two.next_id), {count: 0, confidence: 0});
});

test("undo and redo walk the same way back and forth", () => {
  let history = begin(two);
  assert.equal(undo(history), history);
  assert.equal(redo(history), history);
  const moved = move_notes(two, first, 1, 0), gone = delete_notes(moved, first);
  history = perform(perform(perform(history, "Move", moved), "Nothing", moved), "Delete", gone);
  assert.equal(history.past.length, 2);
  history = undo(history);
  assert.equal(history.present, moved);
  history = undo(history);
  assert.equal(history.present, two);
  assert.equal(history.future[0]?.label, "Move");
  history = redo(redo(history));
  assert.equal(history.present, gone);
  assert.equal(perform(undo(history), "Other", two).future.length, 0);
});

test("old steps are forgotten, not all", () => {
  let history = begin(0);
  for (let n = 1; n <= 1000; ++n) history = perform(history, "step", n);
  assert.equal(history.past.length, 500);
  assert.equal(history.past[0]?.state, 500);
});
