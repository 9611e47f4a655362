// Finds the notes of a stretch of time or under a point without looking at all of them: notes are in order of
// onset, and the latest end up to each note only grows, so both borders are found by halving.

import type {Note} from "./score.ts";

export class NoteIndex {
  readonly notes: readonly Note[];
  private readonly latest_end_s: Float64Array;

  constructor(notes: readonly Note[]) {
    this.notes = notes;
    this.latest_end_s = new Float64Array(notes.length);
    let latest = -Infinity;
    notes.forEach((note, n) => {
      latest = Math.max(latest, note.offset_s);
      this.latest_end_s[n] = latest;
    });
  }

  /** [first, last): every note that sounds within from_s..to_s lies there (others may, too). */
  range(from_s: number, to_s: number): [number, number] {
    const first = lower_bound(this.notes.length, (n) => (this.latest_end_s[n] ?? 0) < from_s);
    const last = lower_bound(this.notes.length, (n) => (this.notes[n]?.onset_s ?? 0) <= to_s);
    return [Math.min(first, last), last];
  }

  inside(from_s: number, to_s: number, low_pitch: number, high_pitch: number): Note[] {
    const [first, last] = this.range(from_s, to_s);
    return this.notes.slice(first, last).filter((note) =>
      note.offset_s >= from_s && note.pitch >= low_pitch && note.pitch <= high_pitch);
  }

  /** The note at a point; of several, the one that began last, which is drawn on top. */
  at(time_s: number, pitch: number, slack_s = 0): Note | undefined {
    return this.inside(time_s - slack_s, time_s + slack_s, pitch, pitch).at(-1);
  }

  /** The next onset after (or last before) a time; for stepping through by keyboard. */
  neighbour(time_s: number, direction: 1 | -1): Note | undefined {
    const after = lower_bound(this.notes.length, (n) => (this.notes[n]?.onset_s ?? 0) <= time_s + 1e-6);
    if (direction === 1) return this.notes[after];
    return this.notes[lower_bound(this.notes.length, (n) => (this.notes[n]?.onset_s ?? 0) < time_s - 1e-6) - 1];
  }
}

/** The first of 0..count-1 for which `is_before` is false; it must be true up to there. */
export function lower_bound(count: number, is_before: (n: number) => boolean): number {
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is_before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
