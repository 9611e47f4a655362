// Every edit of a score, as a pure function. All keep: onset >= 0, length >= SHORTEST_NOTE_S, pitch 0 to 127,
// notes in order. An edit that changes nothing returns the score it was given, so that undo has no empty steps.

import {bent_between} from "./bends.ts";
import type {Note, Part, Score} from "./score.ts";
import {HIGHEST_PITCH, LOWEST_PITCH, SHORTEST_NOTE_S, notes_in, part_of, with_notes} from "./score.ts";

type Ids = ReadonlySet<number>;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

function change(score: Score, ids: Ids, edit: (note: Note) => Note): Score {
  let is_changed = false;
  const notes = score.notes.map((note) => {
    const edited = ids.has(note.id) ? edit(note) : note;
    is_changed ||= edited !== note;
    return edited;
  });
  return is_changed ? with_notes(score, notes) : score;
}

/** Moves notes together: none passes a border, so that their distances stay. */
export function move_notes(score: Score, ids: Ids, by_s: number, by_pitches: number): Score {
  const notes = notes_in(score, ids);
  if (notes.length === 0) return score;
  const first_s = Math.min(...notes.map((note) => note.onset_s));
  const pitches = notes.map((note) => note.pitch);
  const time = Math.max(by_s, -first_s);
  const pitch = clamp(Math.round(by_pitches), LOWEST_PITCH - Math.min(...pitches), HIGHEST_PITCH - Math.max(...pitches));
  if (time === 0 && pitch === 0) return score;
  return change(score, ids, (note) => ({...note, onset_s: note.onset_s + time, offset_s: note.offset_s + time,
    pitch: note.pitch + pitch}));
}

/** Moves one end of each note, as far as the shortest note lets it. */
export function stretch_notes(score: Score, ids: Ids, end: "onset" | "offset", by_s: number): Score {
  if (by_s === 0) return score;
  return change(score, ids, (note) => {
    const onset_s = end === "offset" ? note.onset_s : clamp(note.onset_s + by_s, 0, note.offset_s - SHORTEST_NOTE_S);
    const offset_s = end === "onset" ? note.offset_s : Math.max(note.offset_s + by_s, note.onset_s + SHORTEST_NOTE_S);
    return {...bent_between(note, onset_s, offset_s), onset_s, offset_s};
  });
}

export function delete_notes(score: Score, ids: Ids): Score {
  const notes = score.notes.filter((note) => !ids.has(note.id));
  return notes.length === score.notes.length ? score : with_notes(score, notes);
}

export interface Drawing {
  part: number;
  onset_s: number;
  offset_s: number;
  pitch: number;
  velocity?: number;
}

/** The new note's id is the old score's next_id. */
export function draw_note(score: Score, drawing: Drawing): Score {
  if (!part_of(score, drawing.part)) return score;
  const onset_s = Math.max(drawing.onset_s, 0);
  const note: Note = {
    id: score.next_id, part: drawing.part, onset_s,
    offset_s: Math.max(drawing.offset_s, onset_s + SHORTEST_NOTE_S),
    pitch: clamp(Math.round(drawing.pitch), LOWEST_PITCH, HIGHEST_PITCH),
    velocity: clamp(Math.round(drawing.velocity ?? 80), 1, 127), confidence: 1,
  };
  return with_notes(score, [...score.notes, note], score.next_id + 1);
}

/** Cuts the chosen notes that sound at `at_s` in two; both halves must be long enough to be notes. */
export function split_notes(score: Score, ids: Ids, at_s: number): Score {
  let next_id = score.next_id;
  const notes = score.notes.flatMap((note) => {
    const is_cut = ids.has(note.id) && at_s - note.onset_s >= SHORTEST_NOTE_S && note.offset_s - at_s >= SHORTEST_NOTE_S;
    if (!is_cut) return [note];
    return [{...bent_between(note, note.onset_s, at_s), offset_s: at_s},
            {...bent_between(note, at_s, note.offset_s), id: next_id++, onset_s: at_s}];
  });
  return next_id === score.next_id ? score : with_notes(score, notes, next_id);
}

/** Joins the chosen notes of the same part and pitch: from the first's onset to the last's end. */
export function merge_notes(score: Score, ids: Ids): Score {
  const groups = new Map<string, Note[]>();
  for (const note of notes_in(score, ids)) {
    const key = `${note.part} ${note.pitch}`;
    groups.set(key, [...(groups.get(key) ?? []), note]);
  }
  const joined = new Map<number, Note>();
  const gone = new Set<number>();
  for (const group of groups.values()) {
    const first = group[0];
    if (!first || group.length < 2) continue;
    // What it does in the gaps nobody has heard: a joined note keeps to its key.
    const {bend_cents: _, ...straight} = first;
    joined.set(first.id, {...straight, offset_s: Math.max(...group.map((note) => note.offset_s)),
      velocity: Math.max(...group.map((note) => note.velocity)),
      confidence: Math.max(...group.map((note) => note.confidence))});
    for (const note of group.slice(1)) gone.add(note.id);
  }
  if (joined.size === 0) return score;
  return with_notes(score, score.notes.filter((note) => !gone.has(note.id)).map((note) => joined.get(note.id) ?? note));
}

export function assign_notes(score: Score, ids: Ids, part: number): Score {
  if (!part_of(score, part)) return score;
  // Who assigns by hand is sure: the old doubt about the part is void.
  return change(score, ids, (note) => note.part === part ? note : {...note, part, part_confidence: 1});
}

export function set_velocity(score: Score, ids: Ids, velocity: number): Score {
  const value = clamp(Math.round(velocity), 1, 127);
  return change(score, ids, (note) => note.velocity === value ? note : {...note, velocity: value});
}

/** The new part's id is the old score's next_id. */
export function add_part(score: Score, name: string, program = 0): Score {
  const part: Part = {id: score.next_id, name, program, is_drums: false, rest: {}};
  return {...score, parts: [...score.parts, part], next_id: score.next_id + 1};
}

export function change_part(score: Score, id: number, changes: Partial<Pick<Part, "name" | "program" | "is_drums">>): Score {
  const old = part_of(score, id);
  if (!old || Object.entries(changes).every(([key, value]) => old[key as keyof Part] === value)) return score;
  return {...score, parts: score.parts.map((part) => part === old ? {...part, ...changes} : part)};
}

/** Gives all notes of one part to another and takes the empty part away. */
export function merge_parts(score: Score, from: number, into: number): Score {
  if (from === into || !part_of(score, from) || !part_of(score, into)) return score;
  const ids = new Set(score.notes.filter((note) => note.part === from).map((note) => note.id));
  const assigned = assign_notes(score, ids, into);
  return {...assigned, parts: assigned.parts.filter((part) => part.id !== from)};
}

export function delete_part(score: Score, id: number): Score {
  if (!part_of(score, id)) return score;
  return {...score, parts: score.parts.filter((part) => part.id !== id),
    notes: score.notes.filter((note) => note.part !== id)};
}
