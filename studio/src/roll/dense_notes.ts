// Draws very many notes: their rectangles are written into pixels directly, which takes a fraction of what as many
// calls of fillRect do. Only worth it where there are thousands: all pixels are handed over each time.

import type {Note} from "../model/score.ts";
import type {ViewWindow} from "./view_window.ts";
import {x_of, y_of} from "./view_window.ts";

/** Red, green, blue of "#rrggbb" and a strength from 0 to 1 as one pixel of a canvas. */
export function pixel_of(colour: string, strength: number): number {
  const value = Number.parseInt(colour.slice(1), 16);
  const [r, g, b] = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  return ((Math.round(strength * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** Fills a rectangle, given in pixels, as far as it lies inside the picture. */
export function fill_rectangle(pixels: Uint32Array, width: number, height: number, left: number, top: number, right: number,
                               bottom: number, colour: number): void {
  const from = Math.max(Math.round(left), 0), to = Math.min(Math.max(Math.round(right), Math.round(left) + 1), width);
  const last = Math.min(Math.max(Math.round(bottom), Math.round(top) + 1), height);
  if (to <= from) return;
  for (let row = Math.max(Math.round(top), 0); row < last; ++row) {
    // A call of fill for each row of a rectangle a pixel wide is what would take longest.
    for (let at = row * width + from, end = row * width + to; at < end; ++at) pixels[at] = colour;
  }
}

export class DenseNotes {
  private readonly canvas = document.createElement("canvas");
  private image: ImageData | undefined;

  /** `pixel` gives the colour of a note; `scale` is how many pixels of the screen a CSS pixel has. */
  paint(target: CanvasRenderingContext2D, view: ViewWindow, notes: readonly Note[], height_px: number, scale: number,
        pixel: (note: Note) => number): void {
    const width = Math.ceil(view.width_px * scale), height = Math.ceil(view.height_px * scale);
    const context = this.canvas.getContext("2d");
    if (!context || width < 1 || height < 1) return;
    if (this.image?.width !== width || this.image.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = context.createImageData(width, height);
    }
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(0);
    const middles = Float64Array.from({length: 128}, (_, pitch) => y_of(view, pitch) * scale);
    const half = height_px / 2 * scale;
    for (const note of notes) {
      const middle = middles[note.pitch] ?? 0;
      fill_rectangle(pixels, width, height, x_of(view, note.onset_s) * scale, middle - half, x_of(view, note.offset_s) * scale,
        middle + half, pixel(note));
    }
    context.putImageData(this.image, 0, 0);
    target.drawImage(this.canvas, 0, 0, width / scale, height / scale);
  }
}
