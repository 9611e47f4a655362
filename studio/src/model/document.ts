// Reads and writes the notes document (docs/formats/notes_json.md). What is not known is kept and given back.

import type {Note, Part, Score} from "./score.ts";
import {compare_notes} from "./score.ts";

type Fields = Record<string, unknown>;

export class DocumentError extends Error {}

function fail(where: string, found: unknown, expected: string): never {
  throw new DocumentError(`${where}: found ${JSON.stringify(found) ?? "nothing"}, expected ${expected}`);
}

function fields_of(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(where, value, "an object");
  return value as Fields;
}

function number_in(fields: Fields, name: string, low: number, high: number, where: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !(value >= low && value <= high)) {
    fail(`${where}.${name}`, value, `a number from ${low} to ${high}`);
  }
  return value;
}

function list_in(fields: Fields, name: string, where: string): unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) fail(`${where}.${name}`, value, "a list");
  return value;
}

const LATEST_S = 1e7;

const MOST_BEND_CENTS = 200;

function read_bends(fields: Fields, where: string): number[] {
  return list_in(fields, "bend_cents", where).map((cents, i) => {
    if (typeof cents !== "number" || !Number.isInteger(cents) || Math.abs(cents) > MOST_BEND_CENTS) {
      fail(`${where}.bend_cents[${i}]`, cents, `a whole number from -${MOST_BEND_CENTS} to ${MOST_BEND_CENTS}`);
    }
    return cents;
  });
}

function read_note(value: unknown, id: number, part: number, where: string): Note {
  const fields = fields_of(value, where);
  const onset_s = number_in(fields, "onset_s", 0, LATEST_S, where);
  const note: Note = {
    id, part, onset_s,
    offset_s: number_in(fields, "offset_s", onset_s, LATEST_S, where),
    pitch: number_in(fields, "pitch_midi", 0, 127, where),
    velocity: number_in(fields, "velocity", 1, 127, where),
    confidence: number_in(fields, "confidence", 0, 1, where),
  };
  return {...note,
    ...(typeof fields.part_confidence === "number" ? {part_confidence: fields.part_confidence} : {}),
    ...(typeof fields.next_part === "string" ? {next_part: fields.next_part} : {}),
    ...(Array.isArray(fields.bend_cents) ? {bend_cents: read_bends(fields, where)} : {})};
}

function read_part(fields: Fields, id: number, where: string): Part {
  const {name, program, is_drums, notes: _, ...rest} = fields;
  if (program !== undefined) number_in(fields, "program", 0, 127, where);
  return {
    id, rest,
    name: typeof name === "string" && name !== "" ? name : `Part ${id}`,
    program: typeof program === "number" ? program : 0,
    is_drums: is_drums === true,
  };
}

/** Throws DocumentError, which names the field. Parts and notes are numbered from 1. */
export function read_document(value: unknown): Score {
  const document = fields_of(value, "score");
  if (document.format !== "divisi-notes") fail("score.format", document.format, '"divisi-notes"');
  if (document.format_version !== 1) fail("score.format_version", document.format_version, "1");
  const parts: Part[] = [];
  const notes: Note[] = [];
  list_in(document, "parts", "score").forEach((value, p) => {
    const where = `parts[${p}]`;
    const fields = fields_of(value, where);
    parts.push(read_part(fields, p + 1, where));
    list_in(fields, "notes", where).forEach((note, n) => {
      notes.push(read_note(note, notes.length + 1, p + 1, `${where}.notes[${n}]`));
    });
  });
  const {parts: _, duration_s: __, ...rest} = document;
  notes.sort(compare_notes);
  return {parts, notes, rest, next_id: Math.max(notes.length, parts.length) + 1,
    duration_s: number_in(document, "duration_s", 0, LATEST_S, "score")};
}

const NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

export function pitch_name(pitch: number): string {
  return `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
}

const rounded = (seconds: number) => Math.round(seconds * 1e6) / 1e6;

function write_note(note: Note): Fields {
  const fields: Fields = {
    onset_s: rounded(note.onset_s), offset_s: rounded(note.offset_s), pitch_midi: note.pitch,
    pitch_name: pitch_name(note.pitch), velocity: note.velocity, confidence: note.confidence,
  };
  if (note.part_confidence !== undefined) fields.part_confidence = note.part_confidence;
  if (note.next_part !== undefined) fields.next_part = note.next_part;
  if (note.bend_cents !== undefined) fields.bend_cents = note.bend_cents;
  return fields;
}

export function write_document(score: Score): Fields {
  const notes = new Map<number, Fields[]>(score.parts.map((part) => [part.id, []]));
  for (const note of score.notes) notes.get(note.part)?.push(write_note(note));
  const parts = score.parts.map(({id, name, program, is_drums, rest}) => ({
    ...rest, name, program, is_drums, notes: notes.get(id) ?? [],
  }));
  return {...score.rest, duration_s: score.duration_s, parts};
}

/** What `notes` events carry while the server still listens: one part, found so far. */
export type FoundNote = readonly [onset_s: number, offset_s: number, pitch: number, velocity: number,
                                  confidence: number];

export function score_of_found(found: readonly FoundNote[], duration_s: number): Score {
  const notes = found.map(([onset_s, offset_s, pitch, velocity, confidence], n): Note =>
    ({id: n + 1, part: 1, onset_s, offset_s, pitch, velocity, confidence}));
  notes.sort(compare_notes);
  const part: Part = {id: 1, name: "Notes found so far", program: 0, is_drums: false, rest: {}};
  return {parts: [part], notes, next_id: notes.length + 2, duration_s, rest: {}};
}
