// Edits of the chosen notes, for keys and buttons alike.

import {assign_notes, delete_notes, merge_notes, move_notes, split_notes, stretch_notes} from "../model/edits.ts";
import type {Score} from "../model/score.ts";
import {announce} from "./announce.ts";
import type {Session} from "./session.ts";

export type EditName = "delete" | "merge" | "split" | "up" | "down" | "octave_up" | "octave_down" | "earlier" | "later"
  | "longer" | "shorter";

const STEP_S = 0.01;

type Edit = readonly [label: string, edit: (score: Score, ids: ReadonlySet<number>, now_s: number) => Score];

const EDITS: Record<EditName, Edit> = {
  delete: ["Delete", (score, ids) => delete_notes(score, ids)],
  merge: ["Merge", (score, ids) => merge_notes(score, ids)],
  split: ["Split", (score, ids, now_s) => split_notes(score, ids, now_s)],
  up: ["Move", (score, ids) => move_notes(score, ids, 0, 1)],
  down: ["Move", (score, ids) => move_notes(score, ids, 0, -1)],
  octave_up: ["Move", (score, ids) => move_notes(score, ids, 0, 12)],
  octave_down: ["Move", (score, ids) => move_notes(score, ids, 0, -12)],
  earlier: ["Move", (score, ids) => move_notes(score, ids, -STEP_S, 0)],
  later: ["Move", (score, ids) => move_notes(score, ids, STEP_S, 0)],
  longer: ["Stretch", (score, ids) => stretch_notes(score, ids, "offset", STEP_S)],
  shorter: ["Stretch", (score, ids) => stretch_notes(score, ids, "offset", -STEP_S)],
};

export function edit_chosen(session: Session, name: EditName): void {
  const {controller, player} = session;
  if (!controller.is_editable || controller.selected.size === 0) return;
  const [label, edit] = EDITS[name];
  const before = controller.settled_score;
  const after = edit(before, controller.selected, player.now_s);
  const count = controller.selected.size;
  controller.edit(label, after);
  announce(after === before ? refusal(name) : `${label}: ${count} ${count === 1 ? "note" : "notes"}`);
}

function refusal(name: EditName): string {
  if (name === "split") return "None of the chosen notes sounds at the playhead";
  if (name === "merge") return "Choose two or more notes of one part and pitch to merge";
  return "Nothing changed";
}

/** `place` counts the parts from 0, as they are listed. */
export function assign_chosen(session: Session, place: number): void {
  const {controller} = session;
  const part = controller.score.parts[place];
  if (!part || !controller.is_editable) return;
  if (controller.selected.size) {
    controller.edit("Assign to part", assign_notes(controller.settled_score, controller.selected, part.id));
    announce(`Assigned to ${part.name}`);
  }
  session.chosen_part = part.id;
  session.changed();
}
