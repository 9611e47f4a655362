// Holds what the roll shows and draws it when something changed: follows the session, the window's size, the colours
// that the system prefers, and, while it plays, the song.

import type {RollColours} from "../roll/colours.ts";
import {colours_for, part_colour, sound_palette} from "../roll/colours.ts";
import {KEYS_PX, RULER_PX} from "../roll/frame_painter.ts";
import type {Point} from "../roll/gestures.ts";
import type {Scene} from "../roll/roll_surface.ts";
import {RollSurface} from "../roll/roll_surface.ts";
import {SpectrogramLayer} from "../roll/spectrogram_layer.ts";
import type {Bounds, ViewWindow} from "../roll/view_window.ts";
import {fit, follow, resized, reveal, zoom_pitch, zoom_time} from "../roll/view_window.ts";
import type {Session} from "./session.ts";

/** The piano's keys; wider where there are notes beyond. */
const LOW = 21, HIGH = 108;

export class RollStage {
  view: ViewWindow;
  box: readonly [Point, Point] | undefined;
  readonly surface: RollSurface;
  private readonly session: Session;
  private readonly frame: HTMLElement;
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private readonly watcher: ResizeObserver;
  private readonly end = new AbortController();
  private colours: RollColours;
  private spectrogram: SpectrogramLayer | undefined;
  private is_loading_sound = false;
  private is_dirty = true;
  /** Until the user zooms or scrolls, all is shown as it comes. */
  private is_moved = false;
  private fitted_s = 0;
  private scene: Scene | undefined;
  private request = 0;

  constructor(session: Session, frame: HTMLElement, picture: HTMLCanvasElement, overlay: HTMLCanvasElement) {
    this.session = session;
    this.frame = frame;
    this.surface = new RollSurface(picture, overlay);
    this.colours = colours_for(this.dark.matches);
    this.view = fit(this.bounds, 100, 100);
    const {signal} = this.end;
    session.addEventListener("change", () => this.follow_session(), {signal});
    this.dark.addEventListener("change", () => this.recolour(), {signal});
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(frame);
    this.resize();
    this.follow_session();
  }

  close(): void {
    this.end.abort();
    this.watcher.disconnect();
    cancelAnimationFrame(this.request);
  }

  get bounds(): Bounds {
    const {score, project} = this.session.controller;
    const last_s = score.notes.at(-1)?.offset_s ?? 0;
    const duration_s = Math.max(project?.duration_s ?? 0, project?.progress.total_s ?? 0, score.duration_s, last_s);
    return {duration_s, low_pitch: LOW, high_pitch: HIGH};
  }

  private resize(): void {
    const width = this.frame.clientWidth, height = this.frame.clientHeight;
    if (width === 0 || height === 0) return;
    this.surface.resize(width, height, Math.min(devicePixelRatio || 1, 2));
    this.view = resized(this.view, this.bounds, width - KEYS_PX, height - RULER_PX);
    if (!this.is_moved) this.fit_all();
    this.touch();
  }

  private recolour(): void {
    this.colours = colours_for(this.dark.matches);
    this.spectrogram?.set_palette(sound_palette(this.colours));
    this.touch();
  }

  private follow_session(): void {
    const {controller} = this.session;
    if (!this.is_moved && this.bounds.duration_s !== this.fitted_s) this.fit_all();
    if (controller.project?.state === "ready" && !this.spectrogram && !this.is_loading_sound) void this.load_sound();
    this.touch();
  }

  private async load_sound(): Promise<void> {
    this.is_loading_sound = true;
    const {client, controller} = this.session;
    try {
      const facts = await client.spectrogram(controller.id);
      const bytes = await client.spectrogram_bytes(controller.id);
      this.spectrogram = new SpectrogramLayer(facts, bytes, sound_palette(this.colours));
    } catch (error) {
      // The notes can be worked on without: said once, not tried again and again.
      controller.say(error);
    }
    this.touch();
  }

  show(view: ViewWindow): void {
    this.is_moved = true;
    this.view = view;
    this.touch();
  }

  fit_all(): void {
    const {notes} = this.session.controller.score;
    let low = HIGH, high = LOW;
    for (const {pitch} of notes) {
      low = Math.min(low, pitch);
      high = Math.max(high, pitch);
    }
    const {width_px, height_px} = this.view;
    this.fitted_s = this.bounds.duration_s;
    this.view = low > high ? fit(this.bounds, width_px, height_px) : fit(this.bounds, width_px, height_px, low, high);
    this.touch();
  }

  zoom(factor: number, is_pitch = false): void {
    const {view, bounds} = this;
    const x = Math.min(Math.max((this.session.player.now_s - view.start_s) / view.seconds_per_px, 0), view.width_px);
    this.show(is_pitch ? zoom_pitch(view, bounds, factor, view.height_px / 2) : zoom_time(view, bounds, factor, x));
  }

  reveal(time_s: number, pitch?: number): void {
    this.show(reveal(this.view, this.bounds, time_s, pitch));
  }

  /** Something changed: draw with the screen's next frame. */
  touch(): void {
    this.is_dirty = true;
    this.request ||= requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.request = 0;
    const {player, is_following} = this.session;
    if (player.is_playing && is_following) {
      const followed = follow(this.view, this.bounds, player.now_s);
      if (followed !== this.view) {
        this.view = followed;
        this.is_dirty = true;
      }
    }
    if (this.is_dirty || !this.scene) {
      this.is_dirty = false;
      this.scene = this.make_scene();
      if (!this.surface.draw(this.scene)) this.is_dirty = true;
    }
    const now_s = player.now_s;
    this.surface.draw_overlay(this.scene, {now_s, loop: player.loop, box: this.box}, this.sounding(now_s));
    if (player.is_playing || this.is_dirty) this.request = requestAnimationFrame(() => this.draw());
  }

  private part_colours(): Map<number, string> {
    return new Map(this.session.part_ids.map((id, place) => [id, part_colour(this.colours, place)]));
  }

  private make_scene(): Scene {
    const {controller, show_sound} = this.session;
    const faint = new Set(this.session.part_ids.filter((id) => this.session.gain_of(id) === 0));
    const {project} = controller;
    const is_done = !project || controller.is_editable || project.state === "ready";
    return {view: this.view, index: controller.index, colours: this.colours, show_sound,
      look: {colours: this.part_colours(), faint, selected: controller.selected},
      spectrogram: this.spectrogram, known_until_s: is_done ? Infinity : project.progress.done_s};
  }

  private sounding(now_s: number): Map<number, string> {
    if (!this.session.player.is_playing) return new Map();
    const colours = this.part_colours();
    const notes = this.session.controller.index.inside(now_s, now_s, 0, 127);
    return new Map(notes.filter((note) => note.onset_s <= now_s)
      .map((note) => [note.pitch, colours.get(note.part) ?? this.colours.soft]));
  }
}
