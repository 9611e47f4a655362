import assert from "node:assert/strict";
import {test} from "node:test";
import {DocumentError, pitch_name, read_document, score_of_found, write_document} from "../../src/model/document.ts";
import {tuning_hz_of, tuning_text} from "../../src/model/score.ts";
import {document_of} from "./fixtures.ts";

test("an empty document is an empty score", () => {
  const score = read_document(document_of([]));
  assert.deepEqual([score.parts, score.notes, score.next_id], [[], [], 1]);
});

test("what is read is written again, unknown fields included", () => {
  const document = document_of([[[0.5, 1, 60], [0.25, 1, 64]], [[2, 3, 40]]]);
  const written = write_document(read_document(document)) as typeof document;
  assert.equal(written.title, "song");
  assert.deepEqual(written.options, {min_note_s: 0.04});
  assert.equal(written.parts[0]?.family, "piano");
  assert.deepEqual(written.parts[0]?.notes.map((note) => [note.onset_s, note.pitch_midi]), [[0.25, 64], [0.5, 60]]);
  assert.deepEqual(read_document(written).notes.map((note) => note.part), [1, 1, 2]);
});

test("a document's tuning is known, and kept", () => {
  const document = {format: "divisi-notes", format_version: 1, duration_s: 1, parts: [], tuning_hz: 431.5};
  const score = read_document(document);
  assert.equal(tuning_hz_of(score), 431.5);
  assert.equal(tuning_text(score), "A4 = 431.5 Hz");
  assert.equal(write_document(score).tuning_hz, 431.5);
  const old = read_document({...document, tuning_hz: undefined});
  assert.equal(tuning_hz_of(old), 440);
  assert.equal(tuning_text(old), "");
});

test("part confidence and the next best part are kept where there are any", () => {
  const document = document_of([[[0, 1, 60], [1, 2, 60]]]);
  Object.assign(document.parts[0]?.notes[0] ?? {}, {part_confidence: 0.4, next_part: "Piano"});
  const written = write_document(read_document(document)) as
    {parts: {notes: {part_confidence?: number, next_part?: string}[]}[]};
  assert.equal(written.parts[0]?.notes[0]?.part_confidence, 0.4);
  assert.equal(written.parts[0]?.notes[0]?.next_part, "Piano");
  assert.equal("next_part" in (written.parts[0]?.notes[1] ?? {}), false);
});

test("bends are kept where there are any", () => {
  const document = document_of([[[0, 1, 60], [1, 2, 60]]]);
  Object.assign(document.parts[0]?.notes[0] ?? {}, {bend_cents: [-200, 0, 17]});
  const score = read_document(document);
  assert.deepEqual(score.notes[0]?.bend_cents, [-200, 0, 17]);
  const written = write_document(score) as {parts: {notes: {bend_cents?: number[]}[]}[]};
  assert.deepEqual(written.parts[0]?.notes[0]?.bend_cents, [-200, 0, 17]);
  assert.equal("bend_cents" in (written.parts[0]?.notes[1] ?? {}), false);
});

test("a document that breaks a rule is refused with the field's name", () => {
  const broken = (change: (document: ReturnType<typeof document_of>) => void) => {
    const document = document_of([[[0, 1, 60]]]);
    change(document);
    return () => read_document(document);
  };
  assert.throws(broken((d) => d.format = "midi"), /score\.format: found "midi"/);
  assert.throws(broken((d) => d.format_version = 2), /format_version/);
  assert.throws(broken((d) => Object.assign(d.parts[0]?.notes[0] ?? {}, {pitch_midi: 171})), /parts\[0\]\.notes\[0\]\.pitch_midi: found 171/);
  assert.throws(broken((d) => Object.assign(d.parts[0]?.notes[0] ?? {}, {offset_s: -1})), /offset_s/);
  assert.throws(broken((d) => Object.assign(d.parts[0]?.notes[0] ?? {}, {bend_cents: [0, 201]})), /notes\[0\]\.bend_cents\[1\]: found 201/);
  assert.throws(broken((d) => Object.assign(d, {parts: {}})), /score\.parts/);
  for (const nothing of [null, 3, "x", []]) assert.throws(() => read_document(nothing), DocumentError);
});

test("found notes are one part in order of onset", () => {
  const score = score_of_found([[1, 2, 60, 80, 0.5], [0.5, 1, 61, 70, 0.6]], 5);
  assert.deepEqual(score.notes.map((note) => [note.onset_s, note.part]), [[0.5, 1], [1, 1]]);
  assert.equal(score.duration_s, 5);
});

test("pitches have names", () => {
  assert.deepEqual([0, 60, 61, 127].map(pitch_name), ["C-1", "C4", "C#4", "G9"]);
});
