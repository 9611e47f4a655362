// What the elements of one open project share: the controller, the player, and how it is shown and heard.

import {Player} from "../audio/player.ts";
import {ApiClient} from "../api/client.ts";
import {listen} from "../api/events.ts";
import type {Stems} from "../api/types.ts";
import {part_of, tuning_hz_of} from "../model/score.ts";
import {ProjectController} from "../project/controller.ts";
import type {PartSetting, PartSettings} from "../project/part_mix.ts";
import {PLAIN_SETTING, changed_setting, crossfade, gain_of} from "../project/part_mix.ts";
import type {Tool} from "../roll/gestures.ts";

export type Background = "audio" | "stems";

export class Session extends EventTarget {
  readonly client: ApiClient;
  readonly controller: ProjectController;
  readonly player: Player;
  settings: PartSettings = new Map();
  /** 0: only the recording (or its stems), 1: only the notes played back. */
  blend = 0;
  background: Background = "audio";
  stems: Stems | undefined;
  /** The parts that the stems are of, in their order; parts that come later have none. */
  private stem_parts: readonly number[] = [];
  private has_stem_sources = false;
  tool: Tool = "select";
  /** New notes go there. */
  chosen_part = 1;
  show_sound = true;
  is_following = true;
  private known_parts: unknown;
  private known_gain = 0;
  private is_loading_stems = false;

  constructor(client: ApiClient, id: string) {
    super();
    this.client = client;
    this.controller = new ProjectController(client, id, listen);
    this.player = new Player(client, id);
    this.controller.addEventListener("change", () => this.follow_controller());
    this.player.addEventListener("change", () => this.changed());
    this.player.addEventListener("synth", () => {
      this.known_parts = undefined;
      this.mix();
    });
    this.player.addEventListener("failure", (event) => this.controller.say((event as CustomEvent).detail));
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  private follow_controller(): void {
    const {score} = this.controller;
    if (!part_of(score, this.chosen_part)) this.chosen_part = score.parts[0]?.id ?? 1;
    const {stems} = this.controller.project ?? {};
    if (stems === "ready" && !this.stems && !this.is_loading_stems) void this.load_stems();
    if (stems === "working") this.drop_stems();
    this.mix();
    this.changed();
  }

  get part_ids(): number[] {
    return this.controller.score.parts.map((part) => part.id);
  }

  change_setting(part: number, change: Partial<PartSetting>): void {
    this.settings = changed_setting(this.settings, part, change);
    this.mix();
    this.changed();
  }

  gain_of(part: number): number {
    return gain_of(this.settings, this.part_ids, part);
  }

  set_blend(blend: number): void {
    this.blend = blend;
    this.mix();
    this.changed();
  }

  async set_background(background: Background): Promise<void> {
    if (background === "stems" && !this.has_stem_sources) await this.open_stems();
    this.background = background === "stems" && !this.has_stem_sources ? "audio" : background;
    this.mix();
    this.changed();
  }

  /** Notes were changed since the stems were made. */
  get are_stems_old(): boolean {
    const {autosave} = this.controller;
    return this.stems !== undefined && autosave !== undefined && String(this.stems.revision) !== autosave.revision;
  }

  private drop_stems(): void {
    for (const stem of this.stems?.stems ?? []) this.player.remove_source(file_of(stem.audio));
    this.stems = undefined;
    this.has_stem_sources = false;
    this.background = "audio";
  }

  private async open_stems(): Promise<void> {
    try {
      for (const stem of this.stems?.stems ?? []) await this.player.add_source(file_of(stem.audio));
      this.has_stem_sources = this.stems !== undefined;
    } catch (error) {
      this.controller.say(error);
    }
  }

  /** Brings what is heard in line with the settings. */
  mix(): void {
    const {a, b} = crossfade(this.blend);
    const has_stems = this.background === "stems" && this.has_stem_sources;
    this.player.set_gain("audio", has_stems ? 0 : a);
    for (const stem of this.stems?.stems ?? []) {
      const part = this.stem_parts[stem.part] ?? -1;
      const is_there = this.part_ids.includes(part);
      this.player.set_gain(file_of(stem.audio), has_stems && is_there ? a * this.gain_of(part) / PLAIN_SETTING.volume : 0);
    }
    this.player.set_notes(this.controller.index, (part) => this.gain_of(part) > 0);
    // Only on a change: what failed once would fail with each redraw.
    if (b !== this.known_gain) void this.player.set_synth_gain(b).catch((error: unknown) => this.controller.say(error));
    this.known_gain = b;
    this.mix_synth();
  }

  private mix_synth(): void {
    const {synth} = this.player;
    if (!synth) return;
    const {score} = this.controller;
    const {parts} = score;
    if (this.known_parts !== parts) synth.set_parts(parts, tuning_hz_of(score));
    this.known_parts = parts;
    for (const {id} of parts) synth.set_volume(id, this.gain_of(id));
  }

  private async load_stems(): Promise<void> {
    this.is_loading_stems = true;
    try {
      this.stems = await this.client.stems(this.controller.id);
      this.stem_parts = this.part_ids;
      this.mix();
      this.changed();
    } catch (error) {
      this.controller.say(error);
    } finally {
      this.is_loading_stems = false;
    }
  }

  audition(part: number, pitch: number): void {
    if (this.blend > 0) this.player.synth?.audition(part, pitch);
  }

  close(): void {
    this.controller.close();
    void this.player.close();
  }
}

const file_of = (url: string) => url.slice(url.lastIndexOf("/") + 1);
