// Slows sound down without changing its pitch: overlapping windows are taken from the sound at a slower pace than
// they are laid down, each from where it best continues the one before.
// Source: Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993.

const WINDOW = 2048;
const HOP = WINDOW / 2;
/** Half a period of 55 Hz at 48 kHz: enough to bring any louder pitch into phase. */
const SEARCH = 440;
/** Every fourth sample is enough to compare by. */
const STRIDE = 4;

export interface Reading {
  has(from: number, count: number): boolean;
  read(from: number, left: Float32Array, right: Float32Array): void;
}

const hann = Float32Array.from({length: WINDOW}, (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / WINDOW));

export class Stretcher {
  private readonly reading: Reading;
  private readonly span = [new Float32Array(WINDOW + 2 * SEARCH), new Float32Array(WINDOW + 2 * SEARCH)] as const;
  /** What the last window would go on with: the next should look like it. */
  private readonly wanted = new Float32Array(HOP);
  private readonly tail = [new Float32Array(HOP), new Float32Array(HOP)] as const;
  readonly out = [new Float32Array(HOP), new Float32Array(HOP)] as const;
  private is_first = true;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  reset(): void {
    this.is_first = true;
    this.tail[0].fill(0);
    this.tail[1].fill(0);
  }

  static readonly hop_frames = HOP;

  /** Makes the next HOP frames in `out` from around `frame`; false when the sound is not there yet. */
  step(frame: number): boolean {
    const from = Math.round(frame) - SEARCH;
    if (!this.reading.has(from, WINDOW + 2 * SEARCH)) return false;
    const [left, right] = this.span;
    this.reading.read(from, left, right);
    const shift = this.is_first ? SEARCH : this.best_shift(left, right);
    for (const [c, span] of this.span.entries()) {
      const out = this.out[c as 0 | 1], tail = this.tail[c as 0 | 1];
      for (let n = 0; n < HOP; ++n) {
        const rising = this.is_first ? 1 : hann[n] ?? 0;
        out[n] = (this.is_first ? 0 : tail[n] ?? 0) + (span[shift + n] ?? 0) * rising;
        tail[n] = (span[shift + HOP + n] ?? 0) * (hann[HOP + n] ?? 0);
      }
    }
    for (let n = 0; n < HOP; ++n) this.wanted[n] = (left[shift + HOP + n] ?? 0) + (right[shift + HOP + n] ?? 0);
    this.is_first = false;
    return true;
  }

  private best_shift(left: Float32Array, right: Float32Array): number {
    let best = SEARCH, most = -Infinity;
    for (let shift = 0; shift <= 2 * SEARCH; shift += 2) {
      let product = 0, energy = 1e-6;
      for (let n = 0; n < HOP; n += STRIDE) {
        const sample = (left[shift + n] ?? 0) + (right[shift + n] ?? 0);
        product += sample * (this.wanted[n] ?? 0);
        energy += sample * sample;
      }
      const likeness = product / Math.sqrt(energy);
      if (likeness > most) {
        most = likeness;
        best = shift;
      }
    }
    return best;
  }
}
