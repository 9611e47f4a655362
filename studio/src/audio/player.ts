// Playback of a project: recording or stems, and the notes as a synthesiser plays them, all on the audio thread's
// clock. The page asks it where the song is; nothing else keeps time.

import type {ApiClient} from "../api/client.ts";
import type {NoteIndex} from "../model/note_index.ts";
import type {FromMixer, ToMixer} from "./messages.ts";
import mixer_url from "./mixer_worklet.ts?worker&url";
import type {Start} from "./note_schedule.ts";
import {starts, wheel_turns} from "./note_schedule.ts";
import type {PartSynth} from "./part_synth.ts";
import {SampleFeed} from "./sample_feed.ts";
import type {Anchor, Loop} from "./song_clock.ts";
import {song_time} from "./song_clock.ts";

/** Notes are handed to the synthesiser this long before they sound. */
const AHEAD_S = 0.12;
const TICK_MS = 25;
const LATEST_S = 0.1;

export class Player extends EventTarget {
  private context: AudioContext | undefined;
  private mixer: AudioWorkletNode | undefined;
  private synth_gain: GainNode | undefined;
  synth: PartSynth | undefined;
  private readonly feed: SampleFeed;
  private rate_hz = 44100;
  private place_s = 0;
  private anchor: Anchor = {song_s: 0, context_s: 0, rate: 1, is_moving: false};
  private scheduled_until_s = 0;
  /** Notes that were started and have not ended. */
  private sounding: readonly Start[] = [];
  private timer = 0;
  private turn = 0;
  private gains = new Map<string, number>([["audio", 1]]);
  private opening: Promise<void> | undefined;
  private index: NoteIndex | undefined;
  private is_audible = (_part: number) => true;
  is_playing = false;
  is_waiting = false;
  rate = 1;
  loop: Loop | undefined;

  constructor(client: ApiClient, project: string) {
    super();
    this.feed = new SampleFeed(client, project, (name, index, samples) =>
      this.tell({kind: "block", name, index, samples}, [samples.buffer as ArrayBuffer]));
    this.feed.on_error = (error) => this.fail(error);
  }

  private tell(message: ToMixer, transfer: Transferable[] = []): void {
    this.mixer?.port.postMessage(message, transfer);
  }

  private fail(error: unknown): void {
    this.dispatchEvent(new CustomEvent("failure", {detail: error}));
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  /** Needs a click or key first: browsers let no page sound by itself. */
  private open(): Promise<void> {
    this.opening ??= this.build().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async build(): Promise<void> {
    const facts = await this.feed.open("audio");
    this.rate_hz = facts.rate_hz;
    // At the recording's own rate nothing need be converted.
    const context = new AudioContext({sampleRate: facts.rate_hz, latencyHint: "interactive"});
    await context.audioWorklet.addModule(mixer_url);
    this.mixer = new AudioWorkletNode(context, "divisi_mixer", {numberOfInputs: 0, outputChannelCount: [2]});
    this.mixer.connect(context.destination);
    this.mixer.port.onmessage = (event: MessageEvent<FromMixer>) => this.hear(event.data);
    this.tell({kind: "source", name: "audio", channels: facts.channels, total_frames: facts.total_frames});
    this.tell({kind: "end", frame: facts.total_frames});
    for (const [name, gain] of this.gains) this.tell({kind: "gain", name, gain});
    this.synth_gain = new GainNode(context, {gain: 0});
    this.synth_gain.connect(context.destination);
    this.context = context;
  }

  /** Adds a stem; silent until it gets a gain. */
  async add_source(name: string): Promise<void> {
    await this.open();
    const facts = await this.feed.open(name);
    this.tell({kind: "source", name, channels: facts.channels, total_frames: facts.total_frames});
  }

  remove_source(name: string): void {
    this.feed.close(name);
    this.gains.delete(name);
    this.tell({kind: "drop", name});
  }

  set_gain(name: string, gain: number): void {
    if (this.gains.get(name) === gain) return;
    this.gains.set(name, gain);
    this.supply();
    this.tell({kind: "gain", name, gain});
  }

  /** Loads synthesiser and sounds when they are first wanted. */
  async set_synth_gain(gain: number): Promise<void> {
    if (gain > 0 && !this.synth) {
      await this.open();
      if (this.context && this.synth_gain) {
        // Half of the page's code is the synthesiser's: it is fetched when it is first wanted.
        const {PartSynth} = await import("./part_synth.ts");
        this.synth = await PartSynth.create(this.context, this.synth_gain);
        this.dispatchEvent(new Event("synth"));
      }
    }
    if (this.context) this.synth_gain?.gain.setTargetAtTime(gain, this.context.currentTime, 0.01);
  }

  set_notes(index: NoteIndex, is_audible: (part: number) => boolean): void {
    this.index = index;
    this.is_audible = is_audible;
  }

  /** Where the song is now, as it is heard. */
  get now_s(): number {
    if (!this.is_playing || !this.context) return this.place_s;
    const heard_s = this.context.currentTime - (this.context.outputLatency || 0);
    return Math.max(song_time(this.anchor, heard_s, this.loop), 0);
  }

  async play(): Promise<void> {
    await this.open();
    await this.context?.resume();
    if (this.loop && this.place_s >= this.loop.to_s) this.place_s = this.loop.from_s;
    this.is_playing = true;
    this.begin();
    this.timer ||= window.setInterval(() => this.tick(), TICK_MS);
    this.changed();
  }

  private begin(): void {
    const context_s = this.context?.currentTime ?? 0;
    this.silence_notes();
    this.anchor = {song_s: this.place_s, context_s, rate: this.rate, is_moving: false};
    this.scheduled_until_s = context_s;
    this.supply();
    this.tell({kind: "play", turn: ++this.turn, frame: this.place_s * this.rate_hz, rate: this.rate, loop: this.loop_frames()});
  }

  private loop_frames(): [number, number] | undefined {
    return this.loop && [this.loop.from_s * this.rate_hz, this.loop.to_s * this.rate_hz];
  }

  pause(): void {
    if (!this.is_playing) return;
    this.place_s = this.now_s;
    this.is_playing = false;
    this.stop_timer();
    this.tell({kind: "pause"});
    this.silence_notes();
    this.changed();
  }

  private stop_timer(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
  }

  async toggle(): Promise<void> {
    if (this.is_playing) this.pause();
    else await this.play();
  }

  seek(time_s: number): void {
    this.place_s = Math.max(time_s, 0);
    if (this.is_playing) this.begin();
    this.changed();
  }

  set_rate(rate: number): void {
    this.place_s = this.now_s;
    this.rate = rate;
    if (this.is_playing) this.begin();
    this.changed();
  }

  set_loop(loop: Loop | undefined): void {
    this.place_s = this.now_s;
    this.loop = loop && loop.to_s - loop.from_s >= 0.05 ? loop : undefined;
    if (this.is_playing) this.begin();
    this.changed();
  }

  private supply(): void {
    const heard = new Set([...this.gains].filter(([, gain]) => gain > 0).map(([name]) => name));
    this.feed.supply(this.now_s * this.rate_hz, heard, this.loop_frames()?.[0]);
  }

  private hear(report: FromMixer): void {
    if (!this.is_playing || report.turn !== this.turn) return;
    if (this.is_waiting !== report.is_waiting) {
      this.is_waiting = report.is_waiting;
      this.changed();
    }
    if (!report.is_playing) {
      this.place_s = 0;
      this.is_playing = false;
      this.stop_timer();
      this.silence_notes();
      this.changed();
      return;
    }
    const song_s = report.frame / this.rate_hz;
    if (!this.anchor.is_moving && !report.is_waiting) {
      // The song began to move before we were told: notes are due from there on, the first one included.
      this.scheduled_until_s = report.context_s - (song_s - this.anchor.song_s) / this.rate;
    }
    this.anchor = {song_s, context_s: report.context_s, rate: this.rate, is_moving: !report.is_waiting};
  }

  private silence_notes(): void {
    this.sounding = [];
    this.synth?.stop();
  }

  private tick(): void {
    this.supply();
    if (!this.context || !this.index || !this.synth) return;
    const now_s = this.context.currentTime;
    const until_s = now_s + AHEAD_S;
    // A page that was held up does not catch up on what should have sounded long ago.
    const from_s = Math.max(this.scheduled_until_s, now_s - LATEST_S);
    if (this.anchor.is_moving && until_s > from_s) {
      const due = starts(this.index, this.anchor, from_s, until_s, this.loop);
      const heard = due.filter(({note}) => this.is_audible(note.part));
      this.sounding = [...this.sounding.filter((start) => start.until_s > from_s), ...heard];
      this.synth.turn(wheel_turns(this.sounding, from_s, until_s, this.rate));
      this.synth.start(heard);
      this.scheduled_until_s = until_s;
    }
    this.synth.end_until(until_s);
  }

  /** What the tests look at. */
  get state() {
    return {is_playing: this.is_playing, is_waiting: this.is_waiting, now_s: this.now_s, rate: this.rate,
      context: this.context?.state ?? "none", has_synth: this.synth !== undefined};
  }

  async close(): Promise<void> {
    this.pause();
    await this.context?.close();
  }
}
