// Small scores that the tests share.

import {read_document} from "../../src/model/document.ts";
import type {Score} from "../../src/model/score.ts";

type Row = readonly [onset_s: number, offset_s: number, pitch: number, confidence?: number];

export function document_of(parts: readonly (readonly Row[])[]) {
  return {
    format: "divisi-notes", format_version: 1, title: "song", duration_s: 10, options: {min_note_s: 0.04},
    parts: parts.map((rows, p) => ({
      name: `Part ${p + 1}`, program: p, is_drums: false, family: "piano",
      notes: rows.map(([onset_s, offset_s, pitch_midi, confidence]) =>
        ({onset_s, offset_s, pitch_midi, velocity: 80, confidence: confidence ?? 0.9})),
    })),
  };
}

export function score_of(...parts: readonly (readonly Row[])[]): Score {
  return read_document(document_of(parts));
}

export const rows_of = (score: Score) => score.notes.map((note) => [note.part, note.onset_s, note.offset_s, note.pitch]);
