// What the elements of one open project share: the controller, the player, and how it is shown and heard.

import {Player} from "../audio/player.ts";
import {ApiClient} from "../api/client.ts";
import {listen} from "../api/events.ts";
import type {Stems} from "../api/types.ts";
import {part_of} from "../model/score.ts";
import {ProjectController} from "../project/controller.ts";
import type {PartSetting, PartSettings} from "../project/part_mix.ts";
import {changed_setting, crossfade, gain_of} from "../project/part_mix.ts";
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
    if (stems === "working") this.stems = undefined;
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

  set_background(background: Background): void {
    this.background = background;
    this.mix();
    this.changed();
  }

  /** Brings what is heard in line with the settings. */
  mix(): void {
    const {a, b} = crossfade(this.blend);
    const has_stems = this.background === "stems" && this.stems !== undefined;
    this.player.set_gain("audio", has_stems ? 0 : a);
    for (const stem of this.stems?.stems ?? []) {
      // Stems are in order of the score's parts at the time they were made.
      const part = this.part_ids[stem.part] ?? -1;
      this.player.set_gain(file_of(stem.audio), has_stems ? a * this.gain_of(part) / 0.8 : 0);
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
    const {parts} = this.controller.score;
    if (this.known_parts !== parts) synth.set_parts(parts);
    this.known_parts = parts;
    for (const {id} of parts) synth.set_volume(id, this.gain_of(id));
  }

  private async load_stems(): Promise<void> {
    this.is_loading_stems = true;
    try {
      const stems = await this.client.stems(this.controller.id);
      for (const stem of stems.stems) await this.player.add_source(file_of(stem.audio));
      this.stems = stems;
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
