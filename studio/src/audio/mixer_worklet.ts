// The audio thread: the one clock. Its place in the song moves by what it has played, and only while every source
// that is to be heard is there; who else plays along (the synthesiser) follows what it reports.

import type {FromMixer, ToMixer} from "./messages.ts";
import {BLOCK_FRAMES, MixReader} from "./mix_reader.ts";
import {Stretcher} from "./stretcher.ts";

declare const sampleRate: number;
declare const currentTime: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: unknown): void;

const QUANTUM = 128;
const REPORT_EVERY = 8;
/** Gains reach their new value in some 5 ms: no clicks. */
const GLIDE = 0.12;
const BLOCKS_AHEAD = 6;

class Mixer extends AudioWorkletProcessor {
  private readonly reader = new MixReader();
  private readonly stretcher = new Stretcher(this.reader);
  private readonly targets = new Map<string, number>();
  private turn = 0;
  private frame = 0;
  private rate = 1;
  private loop: [number, number] | undefined;
  private end = Infinity;
  private is_playing = false;
  private is_waiting = false;
  private left_of_hop = 0;
  private fade = 0;
  private quanta = 0;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<ToMixer>) => this.obey(event.data);
  }

  private obey(message: ToMixer): void {
    switch (message.kind) {
      case "source":
        this.reader.sources.set(message.name, {channels: message.channels, total_frames: message.total_frames,
          gain: this.targets.get(message.name) ?? 0, blocks: new Map()});
        break;
      case "drop":
        this.reader.sources.delete(message.name);
        break;
      case "block":
        this.reader.sources.get(message.name)?.blocks.set(message.index, message.samples);
        break;
      case "gain":
        this.targets.set(message.name, message.gain);
        break;
      case "play":
        this.turn = message.turn;
        this.frame = message.frame;
        this.rate = message.rate;
        this.loop = message.loop;
        this.is_playing = true;
        this.restart();
        break;
      case "pause":
        this.is_playing = false;
        break;
      case "loop":
        this.loop = message.loop;
        break;
      case "end":
        this.end = message.frame;
        break;
    }
    this.report();
  }

  private restart(): void {
    this.stretcher.reset();
    this.left_of_hop = 0;
    this.fade = 0;
  }

  private glide(): void {
    for (const [name, source] of this.reader.sources) {
      const target = this.targets.get(name) ?? 0;
      const next = source.gain + (target - source.gain) * GLIDE;
      source.gain = Math.abs(target - next) < 1e-4 ? target : next;
    }
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const left = outputs[0]?.[0], right = outputs[0]?.[1] ?? left;
    if (!left || !right) return true;
    this.glide();
    if (this.is_playing) this.fill(left, right);
    if (++this.quanta % REPORT_EVERY === 0) this.report();
    return true;
  }

  private fill(left: Float32Array, right: Float32Array): void {
    if (this.loop && this.frame >= this.loop[1]) {
      this.frame = this.loop[0];
      this.restart();
    }
    if (this.frame >= this.end) {
      this.is_playing = false;
      this.frame = this.end;
      return;
    }
    this.is_waiting = !(this.rate === 1 ? this.fill_plain(left, right) : this.fill_stretched(left, right));
    if (this.is_waiting) return;
    this.frame += left.length * this.rate;
    for (let n = 0; n < left.length && this.fade < 1; ++n) {
      this.fade = Math.min(this.fade + 1 / (0.005 * sampleRate), 1);
      left[n] = (left[n] ?? 0) * this.fade;
      if (right !== left) right[n] = (right[n] ?? 0) * this.fade;
    }
  }

  private fill_plain(left: Float32Array, right: Float32Array): boolean {
    const from = Math.round(this.frame);
    if (!this.reader.has(from, left.length)) return false;
    this.reader.read(from, left, right);
    return true;
  }

  private fill_stretched(left: Float32Array, right: Float32Array): boolean {
    if (this.left_of_hop === 0) {
      if (!this.stretcher.step(this.frame)) return false;
      this.left_of_hop = Stretcher.hop_frames;
    }
    const at = Stretcher.hop_frames - this.left_of_hop;
    left.set(this.stretcher.out[0].subarray(at, at + QUANTUM));
    right.set(this.stretcher.out[1].subarray(at, at + QUANTUM));
    this.left_of_hop -= QUANTUM;
    return true;
  }

  private report(): void {
    const block = Math.floor(this.frame / BLOCK_FRAMES);
    this.reader.forget_outside(block - 2, block + BLOCKS_AHEAD, this.loop ? Math.floor(this.loop[0] / BLOCK_FRAMES) : 0);
    const report: FromMixer = {turn: this.turn, frame: this.frame, context_s: currentTime, is_playing: this.is_playing,
      is_waiting: this.is_waiting};
    this.port.postMessage(report);
  }
}

registerProcessor("divisi_mixer", Mixer);
