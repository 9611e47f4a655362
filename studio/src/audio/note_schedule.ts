// Which notes to start and to stop within a stretch of the song, and when on the audio context's clock. Pure.

import {bend_at} from "../model/bends.ts";
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

export interface WheelTurn {
  readonly part: number;
  readonly at_s: number;
  readonly cents: number;
}

const BEND_STEP_S = 0.02;
/** Notes of a line overlap for as long. */
const TOGETHER_S = 0.05;

/** What a part's wheel says where its notes begin and every 20 ms of `context_s`..`until_s`: a note that sounds alone
 *  bends, notes that sound together keep to their keys, and after a note its wheel stays. */
export function wheel_turns(sounding: readonly Start[], context_s: number, until_s: number, rate: number): WheelTurn[] {
  const turns: WheelTurn[] = [];
  for (const part of new Set(sounding.map(({note}) => note.part))) {
    const own = sounding.filter(({note}) => note.part === part);
    const times = own.map(({at_s}) => at_s).filter((at_s) => at_s >= context_s && at_s < until_s);
    for (let step = Math.ceil(context_s / BEND_STEP_S); step * BEND_STEP_S < until_s; ++step) times.push(step * BEND_STEP_S);
    for (const at_s of times.sort((a, b) => a - b)) {
      const now = own.filter((start) => start.at_s <= at_s && at_s < start.until_s);
      const staying = now.filter((start) => start.until_s > at_s + TOGETHER_S);
      const [only, another] = staying.length ? staying : now;
      if (!only) continue;
      const song_s = only.note.onset_s + (at_s - only.at_s) * rate;
      turns.push({part, at_s, cents: another ? 0 : Math.round(bend_at(only.note, song_s))});
    }
  }
  return turns;
}
