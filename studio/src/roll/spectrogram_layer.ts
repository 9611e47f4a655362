// Draws the spectrogram from tiles that are coloured when they are first seen and kept while there is room.

import type {SpectrogramFacts} from "../api/types.ts";
import type {SpectrogramLevel} from "./spectrogram_levels.ts";
import {level_for, levels_of} from "./spectrogram_levels.ts";
import type {ViewWindow} from "./view_window.ts";
import {end_of, x_of, y_of} from "./view_window.ts";

const TILE_FRAMES = 512;
const MOST_TILES = 96;
/** Colouring takes a millisecond a tile: more in one frame would be felt; the rest come with the next. */
const MOST_NEW_TILES = 3;

export class SpectrogramLayer {
  private readonly facts: SpectrogramFacts;
  private readonly levels: SpectrogramLevel[];
  private readonly tiles = new Map<string, HTMLCanvasElement>();
  private palette: Uint32Array;

  constructor(facts: SpectrogramFacts, bytes: Uint8Array, palette: Uint32Array) {
    this.facts = facts;
    this.levels = levels_of(bytes, facts.width, facts.height);
    this.palette = palette;
  }

  set_palette(palette: Uint32Array): void {
    this.palette = palette;
    this.tiles.clear();
  }

  /** False when tiles were left out: draw again soon. */
  draw(context: CanvasRenderingContext2D, view: ViewWindow): boolean {
    const {hop_s, origin_s} = this.facts.frames;
    const l = level_for(view.seconds_per_px / hop_s, this.levels.length);
    const level = this.levels[l];
    if (!level || level.width === 0) return true;
    const column_s = hop_s * 2 ** l;
    const tile_s = column_s * TILE_FRAMES;
    const first = Math.max(Math.floor((view.start_s - origin_s) / tile_s), 0);
    const last = Math.min(Math.floor((end_of(view) - origin_s) / tile_s), Math.ceil(level.width / TILE_FRAMES) - 1);
    const top = y_of(view, this.facts.lowest_midi + (this.facts.height - 0.5) / this.facts.bins_per_semitone);
    const bottom = y_of(view, this.facts.lowest_midi - 0.5 / this.facts.bins_per_semitone);
    let room = MOST_NEW_TILES;
    let is_whole = true;
    context.imageSmoothingEnabled = true;
    for (let t = first; t <= last; ++t) {
      const tile = this.tile(l, t, level, room > 0);
      if (!tile) {
        is_whole = false;
        continue;
      }
      if (tile.is_new) room -= 1;
      // A frame stands for the hop around its time.
      const x = x_of(view, origin_s + t * tile_s - column_s / 2);
      context.drawImage(tile.canvas, x, top, tile.canvas.width * column_s / view.seconds_per_px, bottom - top);
    }
    return is_whole;
  }

  private tile(l: number, t: number, level: SpectrogramLevel, may_make: boolean) {
    const key = `${l} ${t}`;
    const known = this.tiles.get(key);
    if (known) {
      this.tiles.delete(key);  // Maps keep the order of insertion: now it is the youngest.
      this.tiles.set(key, known);
      return {canvas: known, is_new: false};
    }
    if (!may_make) return undefined;
    const canvas = this.colour(level, t);
    this.tiles.set(key, canvas);
    const oldest = this.tiles.keys().next();
    if (this.tiles.size > MOST_TILES && !oldest.done) this.tiles.delete(oldest.value);
    return {canvas, is_new: true};
  }

  private colour(level: SpectrogramLevel, t: number): HTMLCanvasElement {
    const height = this.facts.height;
    const begin = t * TILE_FRAMES;
    const width = Math.min(TILE_FRAMES, level.width - begin);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    if (!context) return canvas;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let column = 0; column < width; ++column) {
      const from = (begin + column) * height;
      for (let bin = 0; bin < height; ++bin) {
        pixels[(height - 1 - bin) * width + column] = this.palette[level.bytes[from + bin] ?? 0] ?? 0;
      }
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }
}
