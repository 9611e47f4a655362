// The roll's two canvases: picture (sound, lines, notes, ruler, keys) and what moves over it (playhead, loop, box).
// Draws only when something changed, at most once for each frame of the screen.

import type {NoteIndex} from "../model/note_index.ts";
import type {RollColours} from "./colours.ts";
import {KEYS_PX, RULER_PX, paint_grid, paint_keys, paint_ruler} from "./frame_painter.ts";
import type {Point} from "./gestures.ts";
import type {NoteLook} from "./note_painter.ts";
import {NotePainter} from "./note_painter.ts";
import type {SpectrogramLayer} from "./spectrogram_layer.ts";
import type {ViewWindow} from "./view_window.ts";
import {x_of} from "./view_window.ts";

export interface Scene {
  readonly view: ViewWindow;
  readonly index: NoteIndex;
  readonly look: NoteLook;
  readonly colours: RollColours;
  readonly spectrogram: SpectrogramLayer | undefined;
  readonly show_sound: boolean;
  /** Up to where the server has listened; what lies behind is veiled. */
  readonly known_until_s: number;
}

export interface Overlay {
  readonly now_s: number;
  readonly loop: {from_s: number; to_s: number} | undefined;
  readonly box: readonly [Point, Point] | undefined;
}

export class RollSurface {
  readonly picture: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  private readonly notes = new NotePainter();
  private scale = 1;
  /** How long drawing took, the last frames; for the page's own measurement. */
  readonly draw_ms: number[] = [];

  constructor(picture: HTMLCanvasElement, overlay: HTMLCanvasElement) {
    this.picture = picture;
    this.overlay = overlay;
  }

  /** Sizes in CSS pixels; true when they changed. */
  resize(width: number, height: number, scale: number): boolean {
    this.scale = scale;
    let is_changed = false;
    for (const canvas of [this.picture, this.overlay]) {
      const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
      if (canvas.width === w && canvas.height === h) continue;
      canvas.width = w;
      canvas.height = h;
      is_changed = true;
    }
    return is_changed;
  }

  /** False when it should be drawn again because tiles of the spectrogram were left out. */
  draw(scene: Scene): boolean {
    const context = this.picture.getContext("2d", {alpha: false});
    if (!context) return true;
    const begin = performance.now();
    const {view, colours} = scene;
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.fillStyle = colours.back;
    context.fillRect(0, 0, view.width_px + KEYS_PX, view.height_px + RULER_PX);
    const is_whole = this.draw_middle(context, scene);
    context.setTransform(this.scale, 0, 0, this.scale, KEYS_PX * this.scale, 0);
    paint_ruler(context, view, colours);
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.fillStyle = colours.panel;
    context.fillRect(0, 0, KEYS_PX, RULER_PX);
    this.draw_ms.push(performance.now() - begin);
    if (this.draw_ms.length > 600) this.draw_ms.shift();
    return is_whole;
  }

  private draw_middle(context: CanvasRenderingContext2D, scene: Scene): boolean {
    const {view, colours} = scene;
    context.save();
    context.beginPath();
    context.rect(KEYS_PX, RULER_PX, view.width_px, view.height_px);
    context.clip();
    context.translate(KEYS_PX, RULER_PX);
    const is_whole = !scene.show_sound || (scene.spectrogram?.draw(context, view) ?? true);
    paint_grid(context, view, colours);
    this.notes.paint(context, view, scene.index, scene.look, colours, this.scale);
    const x = x_of(view, scene.known_until_s);
    if (x < view.width_px) {
      context.fillStyle = colours.panel;
      context.globalAlpha = 0.55;
      context.fillRect(Math.max(x, 0), 0, view.width_px, view.height_px);
      context.globalAlpha = 1;
    }
    context.restore();
    return is_whole;
  }

  draw_overlay(scene: Scene, state: Overlay, sounding: ReadonlyMap<number, string>): void {
    const context = this.overlay.getContext("2d");
    if (!context) return;
    const {view, colours} = scene;
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.clearRect(0, 0, view.width_px + KEYS_PX, view.height_px + RULER_PX);
    context.save();
    context.translate(0, RULER_PX);
    context.beginPath();
    context.rect(0, 0, KEYS_PX, view.height_px);
    context.clip();
    paint_keys(context, view, colours, sounding);
    context.restore();
    context.save();
    context.beginPath();
    context.rect(KEYS_PX, 0, view.width_px, view.height_px + RULER_PX);
    context.clip();
    context.translate(KEYS_PX, 0);
    this.draw_moving(context, scene, state);
    context.restore();
  }

  private draw_moving(context: CanvasRenderingContext2D, {view, colours}: Scene, {now_s, loop, box}: Overlay): void {
    if (loop) {
      context.fillStyle = colours.loop;
      const left = x_of(view, loop.from_s), right = x_of(view, loop.to_s);
      context.fillRect(left, 0, right - left, view.height_px + RULER_PX);
      context.fillStyle = colours.parts[1] ?? colours.text;
      context.fillRect(left, 0, Math.max(right - left, 2), 3);
    }
    if (box) {
      context.strokeStyle = colours.text;
      context.setLineDash([4, 3]);
      context.lineWidth = 1;
      context.strokeRect(box[0].x, box[0].y + RULER_PX, box[1].x - box[0].x, box[1].y - box[0].y);
      context.setLineDash([]);
    }
    const x = Math.round(x_of(view, now_s));
    context.fillStyle = colours.playhead;
    context.fillRect(x - 1, 0, 2, view.height_px + RULER_PX);
    context.beginPath();
    context.moveTo(x - 6, RULER_PX - 12);
    context.lineTo(x + 6, RULER_PX - 12);
    context.lineTo(x, RULER_PX - 3);
    context.fill();
  }
}
