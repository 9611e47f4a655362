// The score as the page edits it: immutable, notes in one list in order of onset, each naming its part.
// Every edit makes a new Score that shares what it did not change; undo keeps the old ones.

export interface Note {
  readonly id: number;
  readonly part: number;
  readonly onset_s: number;
  readonly offset_s: number;
  readonly pitch: number;
  readonly velocity: number;
  /** How sure the program is that the note is there; 1 for notes drawn by hand. */
  readonly confidence: number;
  readonly part_confidence?: number;
  /** The name of the part that is next best, as the program gave it. */
  readonly next_part?: string;
  /** Cents above its key, evenly spaced from onset to offset; missing where it keeps to it. */
  readonly bend_cents?: readonly number[];
}

export interface Part {
  readonly id: number;
  readonly name: string;
  readonly program: number;
  readonly is_drums: boolean;
  /** What else the document says of the part (family, timbre...), handed back as it came. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface Score {
  readonly parts: readonly Part[];
  /** In order of onset, then pitch, then id. */
  readonly notes: readonly Note[];
  readonly next_id: number;
  readonly duration_s: number;
  /** The document's other fields (title, tempo, input...), handed back as they came. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export const STANDARD_TUNING_HZ = 440;

/** Of A4 in the recording, as the document says. */
export function tuning_hz_of(score: Score): number {
  const {tuning_hz} = score.rest;
  return typeof tuning_hz === "number" && tuning_hz > 0 ? tuning_hz : STANDARD_TUNING_HZ;
}

/** Empty where it is what everybody expects. */
export function tuning_text(score: Score): string {
  const tuning_hz = tuning_hz_of(score);
  return tuning_hz === STANDARD_TUNING_HZ ? "" : `A4 = ${tuning_hz.toFixed(1)} Hz`;
}

export const LOWEST_PITCH = 0;
export const HIGHEST_PITCH = 127;
/** Shorter notes can be neither seen nor heard as such. */
export const SHORTEST_NOTE_S = 0.02;

export const EMPTY_SCORE: Score = {parts: [], notes: [], next_id: 1, duration_s: 0, rest: {}};

export function compare_notes(a: Note, b: Note): number {
  return a.onset_s - b.onset_s || a.pitch - b.pitch || a.id - b.id;
}

export function with_notes(score: Score, notes: Note[], next_id = score.next_id): Score {
  notes.sort(compare_notes);
  return {...score, notes, next_id};
}

export function part_of(score: Score, id: number): Part | undefined {
  return score.parts.find((part) => part.id === id);
}

export function notes_in(score: Score, ids: ReadonlySet<number>): Note[] {
  return score.notes.filter((note) => ids.has(note.id));
}

export interface PartFacts {
  readonly count: number;
  /** Mean confidence of its notes; 0 without notes. */
  readonly confidence: number;
}

export function facts_of_parts(score: Score): Map<number, PartFacts> {
  const sums = new Map<number, {count: number; sum: number}>();
  for (const note of score.notes) {
    const sum = sums.get(note.part) ?? {count: 0, sum: 0};
    sum.count += 1;
    sum.sum += note.confidence;
    sums.set(note.part, sum);
  }
  return new Map(score.parts.map((part) => {
    const {count, sum} = sums.get(part.id) ?? {count: 0, sum: 0};
    return [part.id, {count, confidence: count ? sum / count : 0}];
  }));
}

/** The notes one should look at first: of presence and part, the less sure counts. */
export function least_sure(score: Score, count: number): Note[] {
  const sureness = (note: Note) => Math.min(note.confidence, note.part_confidence ?? 1);
  return [...score.notes].sort((a, b) => sureness(a) - sureness(b) || compare_notes(a, b)).slice(0, count);
}
