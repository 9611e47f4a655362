// Reads a stretch of the mix of all sources from blocks of 16-bit samples that arrive one by one. All sources are
// read at the same frame, so that they cannot drift apart.

export const BLOCK_FRAMES = 32768;

export interface Source {
  readonly channels: number;
  readonly total_frames: number;
  gain: number;
  readonly blocks: Map<number, Int16Array>;
}

export class MixReader {
  readonly sources = new Map<string, Source>();

  /** False where a block that is to be heard is not there yet. Past a source's end there is silence. */
  has(from: number, count: number): boolean {
    const first = Math.floor(Math.max(from, 0) / BLOCK_FRAMES);
    const last = Math.floor(Math.max(from + count - 1, 0) / BLOCK_FRAMES);
    for (const source of this.sources.values()) {
      if (source.gain === 0) continue;
      for (let b = first; b <= last && b * BLOCK_FRAMES < source.total_frames; ++b) {
        if (!source.blocks.has(b)) return false;
      }
    }
    return true;
  }

  /** Writes frames [from, from + left.length) of the mix; silence before 0. */
  read(from: number, left: Float32Array, right: Float32Array): void {
    left.fill(0);
    right.fill(0);
    for (const source of this.sources.values()) {
      if (source.gain !== 0) this.add(source, from, left, right);
    }
  }

  private add(source: Source, from: number, left: Float32Array, right: Float32Array): void {
    const scale = source.gain / 32768;
    const second = source.channels > 1 ? 1 : 0;
    for (let done = 0; done < left.length;) {
      const frame = from + done;
      if (frame < 0) {
        done = Math.min(-from, left.length);
        continue;
      }
      const b = Math.floor(frame / BLOCK_FRAMES);
      const inside = frame - b * BLOCK_FRAMES;
      const count = Math.min(BLOCK_FRAMES - inside, left.length - done);
      const samples = source.blocks.get(b);
      const frames = samples ? Math.min(count, samples.length / source.channels - inside) : 0;
      for (let n = 0; n < frames; ++n) {
        const at = (inside + n) * source.channels;
        left[done + n] = (left[done + n] ?? 0) + (samples?.[at] ?? 0) * scale;
        right[done + n] = (right[done + n] ?? 0) + (samples?.[at + second] ?? 0) * scale;
      }
      done += count;
    }
  }

  forget_outside(first_block: number, last_block: number, also: number): void {
    for (const source of this.sources.values()) {
      for (const b of source.blocks.keys()) {
        if ((b < first_block || b > last_block) && Math.abs(b - also) > 1) source.blocks.delete(b);
      }
    }
  }
}
