// Which notes to start and to stop within a stretch of the song, and when on the audio context's clock. Pure.

import type {NoteIndex} from "../model/note_index.ts";
import type {Note} from "../model/score.ts";
import type {Anchor, Loop} from "./song_clock.ts";
import {stretches} from "./song_clock.ts";

export interface Start {
  readonly note: Note;
  readonly at_s: number;
  /** When it ends if nothing stops it before. */
  readonly until_s: number;
}

/** Notes that begin while `context_s`..`until_s` passes. A note that already sounds where a loop begins is left out,
 *  as a player would who starts there. */
export function starts(index: NoteIndex, anchor: Anchor, context_s: number, until_s: number, loop?: Loop): Start[] {
  return stretches(anchor, context_s, until_s, loop).flatMap((stretch) => {
    const [first, last] = index.range(stretch.from_s, stretch.to_s);
    const found: Start[] = [];
    for (let n = first; n < last; ++n) {
      const note = index.notes[n];
      if (!note || note.onset_s < stretch.from_s || note.onset_s >= stretch.to_s) continue;
      const at_s = stretch.context_s + (note.onset_s - stretch.from_s) / anchor.rate;
      const end_s = loop && note.onset_s < loop.to_s ? Math.min(note.offset_s, loop.to_s) : note.offset_s;
      found.push({note, at_s, until_s: at_s + (end_s - note.onset_s) / anchor.rate});
    }
    return found;
  });
}
