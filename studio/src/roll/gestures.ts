// What a press, a drag and a release on the roll mean. Pure over the state it is given: the element feeds it points
// and does what it says.

import {move_notes, stretch_notes} from "../model/edits.ts";
import type {NoteIndex} from "../model/note_index.ts";
import type {Note, Score} from "../model/score.ts";
import type {ViewWindow} from "./view_window.ts";
import {pitch_of, time_of, x_of} from "./view_window.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Tool = "select" | "draw";

export type Hit =
  | {kind: "note"; note: Note}
  | {kind: "edge"; note: Note; edge: "onset" | "offset"}
  | {kind: "ground"};

const EDGE_PX = 6;
/** Narrower notes have no room for edges and a middle. */
const ROOM_FOR_EDGES_PX = 14;
const DRAG_FROM_PX = 4;
const SLACK_PX = 3;

export function hit(view: ViewWindow, index: NoteIndex, point: Point): Hit {
  const pitch = Math.round(pitch_of(view, point.y));
  const note = index.at(time_of(view, point.x), pitch, SLACK_PX * view.seconds_per_px);
  if (!note) return {kind: "ground"};
  const left = x_of(view, note.onset_s), right = x_of(view, note.offset_s);
  if (right - left >= ROOM_FOR_EDGES_PX) {
    if (point.x - left < EDGE_PX) return {kind: "edge", note, edge: "onset"};
    if (right - point.x < EDGE_PX) return {kind: "edge", note, edge: "offset"};
  }
  return {kind: "note", note};
}

export function is_drag(from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_FROM_PX;
}

/** What the score becomes when what was hit is dragged from one point to another. */
export function dragged(score: Score, view: ViewWindow, what: Hit, ids: ReadonlySet<number>, from: Point, to: Point): Score {
  const by_s = (to.x - from.x) * view.seconds_per_px;
  if (what.kind === "edge") return stretch_notes(score, ids, what.edge, by_s);
  if (what.kind === "note") return move_notes(score, ids, by_s, Math.round((from.y - to.y) / view.px_per_pitch));
  return score;
}

export interface Box {
  readonly from_s: number;
  readonly to_s: number;
  readonly low_pitch: number;
  readonly high_pitch: number;
}

export function box_between(view: ViewWindow, from: Point, to: Point): Box {
  const pitches = [pitch_of(view, from.y), pitch_of(view, to.y)];
  const times = [time_of(view, from.x), time_of(view, to.x)];
  return {from_s: Math.min(...times), to_s: Math.max(...times), low_pitch: Math.min(...pitches) - 0.4,
    high_pitch: Math.max(...pitches) + 0.4};
}

export function notes_in_box(index: NoteIndex, box: Box): Note[] {
  return index.inside(box.from_s, box.to_s, box.low_pitch, box.high_pitch);
}

/** Clicks with Shift or Ctrl add to what is chosen or take away from it. */
export function toggled(selected: ReadonlySet<number>, ids: readonly number[]): Set<number> {
  const next = new Set(selected);
  const is_all_in = ids.every((id) => next.has(id));
  for (const id of ids) {
    if (is_all_in) next.delete(id);
    else next.add(id);
  }
  return next;
}
