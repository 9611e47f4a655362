// How notes bend (bend_cents): by straight lines between numbers that are evenly spaced from onset to offset.

import type {Note} from "./score.ts";

/** When the note's bend `i` is reached. */
export function time_of_bend(note: Note, i: number): number {
  const last = (note.bend_cents?.length ?? 0) - 1;
  return last < 1 ? note.onset_s : note.onset_s + i / last * (note.offset_s - note.onset_s);
}

/** Cents above the key; before the note and behind it as at its ends, 0 without bends. */
export function bend_at(note: Note, time_s: number): number {
  const bends = note.bend_cents ?? [];
  const share = Math.min(Math.max((time_s - note.onset_s) / (note.offset_s - note.onset_s), 0), 1);
  const place = share * (bends.length - 1);
  const left = bends[Math.floor(place)] ?? 0, right = bends[Math.ceil(place)] ?? left;
  return left + (place - Math.floor(place)) * (right - left);
}

/** The note with the bends that it has from `from_s` to `to_s`, as many for each second as before. */
export function bent_between(note: Note, from_s: number, to_s: number): Note {
  const {bend_cents, ...straight} = note;
  if (!bend_cents || bend_cents.length === 0) return note;
  const count = Math.max(Math.round(bend_cents.length * (to_s - from_s) / (note.offset_s - note.onset_s)), 1);
  const spacing_s = count > 1 ? (to_s - from_s) / (count - 1) : 0;
  return {...straight, bend_cents: Array.from({length: count}, (_, i) => Math.round(bend_at(note, from_s + i * spacing_s)))};
}
