// Draws what stands around the notes: lines of pitch, the ruler of time, the piano's keys.

import {pitch_name} from "../model/document.ts";
import type {RollColours} from "./colours.ts";
import type {ViewWindow} from "./view_window.ts";
import {clock_text, end_of, pitch_of, ruler_step_s, x_of, y_of} from "./view_window.ts";

export const KEYS_PX = 46;
export const RULER_PX = 26;

const BLACK = new Set([1, 3, 6, 8, 10]);
export const is_black_key = (pitch: number) => BLACK.has(((pitch % 12) + 12) % 12);

function* visible_pitches(view: ViewWindow): Generator<number> {
  const low = Math.max(Math.floor(pitch_of(view, view.height_px)), 0);
  const high = Math.min(Math.ceil(pitch_of(view, 0)), 127);
  for (let pitch = low; pitch <= high; ++pitch) yield pitch;
}

export function paint_grid(context: CanvasRenderingContext2D, view: ViewWindow, colours: RollColours): void {
  for (const pitch of visible_pitches(view)) {
    const is_octave = pitch % 12 === 0;
    if (!is_octave && view.px_per_pitch < 7) continue;
    context.fillStyle = is_octave ? colours.strong_line : colours.line;
    context.fillRect(0, Math.round(y_of(view, pitch - 0.5)), view.width_px, 1);
  }
  const step_s = ruler_step_s(view.seconds_per_px);
  context.fillStyle = colours.line;
  for (let n = Math.ceil(view.start_s / step_s); n * step_s <= end_of(view); ++n) {
    context.fillRect(Math.round(x_of(view, n * step_s)), 0, 1, view.height_px);
  }
}

export function paint_ruler(context: CanvasRenderingContext2D, view: ViewWindow, colours: RollColours): void {
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, view.width_px, RULER_PX);
  const step_s = ruler_step_s(view.seconds_per_px);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (let n = Math.floor(view.start_s / step_s); n * step_s <= end_of(view); ++n) {
    const x = Math.round(x_of(view, n * step_s));
    context.fillStyle = colours.soft;
    context.fillRect(x, RULER_PX - 8, 1, 8);
    context.fillText(clock_text(n * step_s, step_s), x + 4, RULER_PX / 2 - 1);
    for (let part = 1; part < 5; ++part) {
      context.fillStyle = colours.strong_line;
      context.fillRect(Math.round(x_of(view, (n + part / 5) * step_s)), RULER_PX - 4, 1, 4);
    }
  }
}

/** Keys stand at the left: the x of the view does not matter. `sounding` are pressed now, in their part's colour. */
export function paint_keys(context: CanvasRenderingContext2D, view: ViewWindow, colours: RollColours,
                           sounding: ReadonlyMap<number, string>): void {
  context.fillStyle = colours.white_key;
  context.fillRect(0, 0, KEYS_PX, view.height_px);
  const height = view.px_per_pitch;
  for (const pitch of visible_pitches(view)) {
    const y = y_of(view, pitch + 0.5);
    const press = sounding.get(pitch);
    if (is_black_key(pitch)) {
      context.fillStyle = press ?? colours.black_key;
      context.fillRect(0, y, KEYS_PX * 0.62, height);
    } else {
      if (press) {
        context.fillStyle = press;
        context.fillRect(0, y, KEYS_PX - 1, height);
      }
      if (pitch % 12 === 0 || pitch % 12 === 5) {
        context.fillStyle = "rgba(20,30,40,0.28)";
        context.fillRect(0, Math.round(y + height), KEYS_PX, 1);
      }
    }
    if (pitch % 12 === 0 && height >= 3) paint_key_name(context, pitch, y + height / 2);
  }
  context.fillStyle = colours.strong_line;
  context.fillRect(KEYS_PX - 1, 0, 1, view.height_px);
}

function paint_key_name(context: CanvasRenderingContext2D, pitch: number, y: number): void {
  context.fillStyle = "#39424c";
  context.font = "10px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillText(pitch_name(pitch), KEYS_PX - 4, y);
  context.textAlign = "left";
}
