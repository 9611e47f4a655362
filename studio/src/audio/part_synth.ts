// Plays notes with a SoundFont, each part on a channel of its own (spessasynth, an AudioWorklet on the same context).

import {WorkletSynthesizer} from "spessasynth_lib";
import processor_url from "spessasynth_lib/dist/spessasynth_processor.min.js?url";
import type {Part} from "../model/score.ts";
import {STANDARD_TUNING_HZ} from "../model/score.ts";
import {sound_of} from "./programs.ts";
import type {Start, WheelTurn} from "./note_schedule.ts";
import {WHEEL_SEMITONES, wheel_of} from "./tuning.ts";

const SOUNDS_URL = "sounds/fluid_r3_mono_small.sf3";
const DRUM_CHANNEL = 9;
const VOLUME = 7;

interface Ending {
  readonly channel: number;
  readonly pitch: number;
  readonly at_s: number;
}

export class PartSynth {
  private readonly synth: WorkletSynthesizer;
  private readonly context: AudioContext;
  private readonly channels = new Map<number, number>();
  private readonly programs = new Map<number, number>();
  private readonly tunings = new Map<number, number>();
  private readonly bends = new Map<number, number>();
  private channel_count = 16;
  private endings: Ending[] = [];

  private constructor(context: AudioContext, synth: WorkletSynthesizer) {
    this.context = context;
    this.synth = synth;
  }

  /** Fetches the sounds (5 MB) and starts the synthesiser; its sound goes to `target`. */
  static async create(context: AudioContext, target: AudioNode): Promise<PartSynth> {
    const [sounds] = await Promise.all([
      fetch(SOUNDS_URL).then((response) => {
        if (!response.ok) throw new Error(`The instruments' sounds are not there (${SOUNDS_URL}, ${response.status}).`);
        return response.arrayBuffer();
      }),
      context.audioWorklet.addModule(processor_url),
    ]);
    const synth = new WorkletSynthesizer(context, {eventsEnabled: false});
    synth.connect(target);
    await synth.soundBankManager.addSoundBank(sounds, "studio");
    await synth.isReady;
    return new PartSynth(context, synth);
  }

  /** A4 of all but drums is at `tuning_hz`. */
  set_parts(parts: readonly Part[], tuning_hz: number): void {
    this.channels.clear();
    this.straighten();
    let next = 0;
    for (const part of parts) {
      if (part.is_drums) {
        this.channels.set(part.id, DRUM_CHANNEL);
        continue;
      }
      if (next === DRUM_CHANNEL) next += 1;
      while (next >= this.channel_count) {
        this.synth.addNewChannel();
        this.channel_count += 1;
      }
      this.channels.set(part.id, next);
      const sound = sound_of(part.program);
      if (this.programs.get(next) !== sound) this.synth.programChange(next, sound);
      this.programs.set(next, sound);
      this.tune(next, tuning_hz);
      next += 1;
    }
  }

  private tune(channel: number, tuning_hz: number): void {
    if ((this.tunings.get(channel) ?? STANDARD_TUNING_HZ) === tuning_hz) return;
    this.tunings.set(channel, tuning_hz);
    this.synth.pitchWheelRange(channel, WHEEL_SEMITONES);
    this.synth.pitchWheel(channel, wheel_of(tuning_hz, this.bends.get(channel)));
  }

  /** Who gets a channel begins in its middle. */
  private straighten(): void {
    for (const channel of this.bends.keys()) {
      this.synth.pitchWheel(channel, wheel_of(this.tunings.get(channel) ?? STANDARD_TUNING_HZ));
      this.bends.set(channel, 0);
    }
  }

  /** In order of time for each part; what it says already is not said again. */
  turn(turns: readonly WheelTurn[]): void {
    for (const {part, at_s, cents} of turns) {
      const channel = this.channels.get(part);
      if (channel === undefined || channel === DRUM_CHANNEL || (this.bends.get(channel) ?? 0) === cents) continue;
      if (!this.bends.has(channel)) this.synth.pitchWheelRange(channel, WHEEL_SEMITONES);
      this.bends.set(channel, cents);
      this.synth.pitchWheel(channel, wheel_of(this.tunings.get(channel) ?? STANDARD_TUNING_HZ, cents), {time: at_s});
    }
  }

  set_volume(part: number, volume: number): void {
    const channel = this.channels.get(part);
    if (channel !== undefined) this.synth.controllerChange(channel, VOLUME, Math.round(volume * 100));
  }

  start(starts: readonly Start[]): void {
    for (const {note, at_s, until_s} of starts) {
      const channel = this.channels.get(note.part);
      if (channel === undefined) continue;
      this.synth.noteOn(channel, note.pitch, note.velocity, {time: at_s});
      this.endings.push({channel, pitch: note.pitch, at_s: until_s});
    }
  }

  /** Ends are told shortly before they are due: what the synthesiser once knows cannot be taken back. */
  end_until(until_s: number): void {
    const due = this.endings.filter((ending) => ending.at_s < until_s);
    for (const {channel, pitch, at_s} of due) this.synth.noteOff(channel, pitch, {time: at_s});
    if (due.length) this.endings = this.endings.filter((ending) => ending.at_s >= until_s);
  }

  /** Ends everything that was started, also what was started for the next tenth of a second. */
  stop(): void {
    const soon_s = this.context.currentTime + 0.15;
    for (const {channel, pitch, at_s} of this.endings) this.synth.noteOff(channel, pitch, {time: Math.min(soon_s, at_s)});
    this.endings = [];
    this.synth.stopAll();
  }

  /** Sounds a note at once, for a click on a key or a note that is moved. */
  audition(part: number, pitch: number, velocity = 80): void {
    const channel = this.channels.get(part);
    if (channel === undefined) return;
    const now_s = this.context.currentTime;
    this.synth.noteOn(channel, pitch, velocity, {time: now_s});
    this.endings.push({channel, pitch, at_s: now_s + 0.35});
    setTimeout(() => this.end_until(now_s + 0.5), 300);
  }
}
