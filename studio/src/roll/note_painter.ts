// Draws notes: colour for the part, strength for how sure the program is, an outline for what is chosen.

import {time_of_bend} from "../model/bends.ts";
import type {NoteIndex} from "../model/note_index.ts";
import type {Note} from "../model/score.ts";
import {pitch_name} from "../model/document.ts";
import type {RollColours} from "./colours.ts";
import {DenseNotes, pixel_of} from "./dense_notes.ts";
import type {ViewWindow} from "./view_window.ts";
import {end_of, pitch_of, x_of, y_of} from "./view_window.ts";

export interface NoteLook {
  /** Part id to colour. */
  readonly colours: ReadonlyMap<number, string>;
  /** Parts that are not heard now are drawn faintly. */
  readonly faint: ReadonlySet<number>;
  readonly selected: ReadonlySet<number>;
}

const SURENESS_STEPS = 4;
const NAMES_FROM_PX = 13;
const BENDS_FROM_PX = 5;

/** 0..SURENESS_STEPS-1; few steps, so that the brush changes seldom. */
export function sureness_step(confidence: number): number {
  return Math.min(Math.floor(Math.max(confidence, 0) * SURENESS_STEPS), SURENESS_STEPS - 1);
}

/** From here on pixels are written directly. */
const DENSE_FROM = 2500;

export class NotePainter {
  private dense: DenseNotes | undefined;

  paint(context: CanvasRenderingContext2D, view: ViewWindow, index: NoteIndex, look: NoteLook, colours: RollColours,
        scale: number): void {
    const notes = visible_notes(view, index);
    const height = Math.max(view.px_per_pitch * 0.82, 1.5);
    if (notes.length < DENSE_FROM) paint_rectangles(context, view, notes, look, colours, height);
    else this.paint_dense(context, view, notes, look, colours, height, scale);
    if (notes.length < DENSE_FROM && view.px_per_pitch >= BENDS_FROM_PX) paint_bends(context, view, notes, look, colours);
    paint_selected(context, view, notes, look, colours, height);
    if (view.px_per_pitch >= NAMES_FROM_PX) paint_names(context, view, notes, colours);
  }

  private paint_dense(context: CanvasRenderingContext2D, view: ViewWindow, notes: readonly Note[], look: NoteLook,
                      colours: RollColours, height: number, scale: number): void {
    this.dense ??= new DenseNotes();
    const pixels = new Map<number, number>();
    this.dense.paint(context, view, notes, height, scale, (note) => {
      const brush = brush_of(note);
      let pixel = pixels.get(brush);
      if (pixel === undefined) pixels.set(brush, pixel = pixel_of(look.colours.get(note.part) ?? colours.soft, strength_of(brush, look)));
      return pixel;
    });
  }
}

const brush_of = (note: Note) => note.part * SURENESS_STEPS + sureness_step(note.confidence);

function strength_of(brush: number, look: NoteLook): number {
  const sure = 0.45 + 0.55 * (brush % SURENESS_STEPS) / (SURENESS_STEPS - 1);
  return sure * (look.faint.has(Math.floor(brush / SURENESS_STEPS)) ? 0.3 : 1);
}

function paint_rectangles(context: CanvasRenderingContext2D, view: ViewWindow, notes: readonly Note[], look: NoteLook,
                          colours: RollColours, height: number): void {
  const by_brush = new Map<number, Note[]>();
  for (const note of notes) {
    const brush = brush_of(note);
    const list = by_brush.get(brush);
    if (list) list.push(note);
    else by_brush.set(brush, [note]);
  }
  for (const [brush, list] of by_brush) {
    context.fillStyle = look.colours.get(Math.floor(brush / SURENESS_STEPS)) ?? colours.soft;
    context.globalAlpha = strength_of(brush, look);
    for (const note of list) {
      const width = (note.offset_s - note.onset_s) / view.seconds_per_px;
      // A gap of a pixel keeps repeated notes apart.
      context.fillRect(x_of(view, note.onset_s), y_of(view, note.pitch) - height / 2, Math.max(width - (width > 4 ? 1 : 0), 1.2), height);
    }
  }
  context.globalAlpha = 1;
}

/** Where their pitch goes, across the keys around them. */
function paint_bends(context: CanvasRenderingContext2D, view: ViewWindow, notes: readonly Note[], look: NoteLook,
                     colours: RollColours): void {
  context.strokeStyle = colours.selected;
  context.lineWidth = 1.25;
  context.lineJoin = "round";
  for (const note of notes) {
    const bends = note.bend_cents ?? [];
    if (bends.length < 2) continue;
    context.globalAlpha = look.faint.has(note.part) ? 0.3 : 0.9;
    context.beginPath();
    bends.forEach((cents, i) => context.lineTo(x_of(view, time_of_bend(note, i)), y_of(view, note.pitch + cents / 100)));
    context.stroke();
  }
  context.globalAlpha = 1;
}

function visible_notes(view: ViewWindow, index: NoteIndex): Note[] {
  const low = pitch_of(view, view.height_px) - 1, high = pitch_of(view, 0) + 1;
  const [first, last] = index.range(view.start_s, end_of(view));
  const notes: Note[] = [];
  const last_columns = new Map<number, Int32Array>();
  for (let n = first; n < last; ++n) {
    const note = index.notes[n];
    if (!note || note.pitch < low || note.pitch > high || note.offset_s < view.start_s) continue;
    if (note.offset_s - note.onset_s < view.seconds_per_px) {
      // From afar many notes share a pixel: the first of a part there stands for the rest.
      let columns = last_columns.get(note.part);
      if (!columns) last_columns.set(note.part, columns = new Int32Array(128).fill(-1));
      const column = Math.floor(x_of(view, note.onset_s));
      if (columns[note.pitch] === column) continue;
      columns[note.pitch] = column;
    }
    notes.push(note);
  }
  return notes;
}

function paint_selected(context: CanvasRenderingContext2D, view: ViewWindow, notes: readonly Note[], look: NoteLook,
                        colours: RollColours, height: number): void {
  if (look.selected.size === 0) return;
  context.strokeStyle = colours.selected;
  context.lineWidth = 2;
  for (const note of notes) {
    if (!look.selected.has(note.id)) continue;
    const width = Math.max((note.offset_s - note.onset_s) / view.seconds_per_px, 3);
    context.strokeRect(x_of(view, note.onset_s) - 0.5, y_of(view, note.pitch) - height / 2 - 0.5, width, height + 1);
  }
}

function paint_names(context: CanvasRenderingContext2D, view: ViewWindow, notes: readonly Note[], colours: RollColours): void {
  context.fillStyle = colours.back;
  context.font = `600 ${Math.min(view.px_per_pitch * 0.6, 12)}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  for (const note of notes) {
    if ((note.offset_s - note.onset_s) / view.seconds_per_px < 30) continue;
    context.fillText(pitch_name(note.pitch), Math.max(x_of(view, note.onset_s), 0) + 4, y_of(view, note.pitch) + 0.5);
  }
}
