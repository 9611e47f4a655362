import assert from "node:assert/strict";
import {test} from "node:test";
import {NoteIndex, lower_bound} from "../../src/model/note_index.ts";
import type {Note} from "../../src/model/score.ts";
import {EMPTY_SCORE} from "../../src/model/score.ts";
import {score_of} from "./fixtures.ts";

test("an empty index finds nothing", () => {
  const index = new NoteIndex(EMPTY_SCORE.notes);
  assert.deepEqual(index.range(0, 10), [0, 0]);
  assert.equal(index.at(1, 60), undefined);
  assert.equal(index.neighbour(0, 1), undefined);
});

test("a long note is found behind many short ones", () => {
  const index = new NoteIndex(score_of([[0, 9, 40], [1, 1.1, 60], [2, 2.1, 60], [3, 3.1, 60]]).notes);
  assert.deepEqual(index.inside(5, 6, 0, 127).map((note) => note.pitch), [40]);
});

test("what it finds is what looking at all of them finds", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const rows = Array.from({length: 400}, () => {
    const onset = random() * 60;
    return [onset, onset + 0.01 + random() ** 4 * 20, 30 + Math.floor(random() * 50)] as const;
  });
  const {notes} = score_of(rows);
  const index = new NoteIndex(notes);
  for (let trial = 0; trial < 200; ++trial) {
    const from = random() * 70 - 5, to = from + random() * 10, low = 30 + Math.floor(random() * 50);
    const is_inside = (note: Note) => note.offset_s >= from && note.onset_s <= to && note.pitch >= low && note.pitch <= low + 5;
    assert.deepEqual(index.inside(from, to, low, low + 5), notes.filter(is_inside));
  }
});

test("of notes on top of each other the last is hit", () => {
  const index = new NoteIndex(score_of([[0, 2, 60], [1, 3, 60]]).notes);
  assert.equal(index.at(1.5, 60)?.onset_s, 1);
  assert.equal(index.at(0.5, 60)?.onset_s, 0);
  assert.equal(index.at(3.05, 60), undefined);
  assert.equal(index.at(3.05, 60, 0.1)?.onset_s, 1);
});

test("neighbours are stepped through once each", () => {
  const index = new NoteIndex(score_of([[0, 1, 60], [1, 2, 61], [2, 3, 62]]).notes);
  assert.equal(index.neighbour(0, 1)?.pitch, 61);
  assert.equal(index.neighbour(2, 1), undefined);
  assert.equal(index.neighbour(2, -1)?.pitch, 61);
  assert.equal(index.neighbour(0, -1), undefined);
});

test("lower_bound halves", () => {
  assert.equal(lower_bound(0, () => true), 0);
  assert.equal(lower_bound(5, (n) => n < 3), 3);
  assert.equal(lower_bound(5, () => true), 5);
});
