// The spectrogram at halved and halved again rates, so that ten minutes are drawn from as few columns as a few
// seconds are. Of two columns the stronger value counts: short notes stay visible from afar.

export interface SpectrogramLevel {
  readonly width: number;
  /** Frame after frame, lowest pitch first. */
  readonly bytes: Uint8Array;
}

export function halve(level: SpectrogramLevel, height: number): SpectrogramLevel {
  const width = Math.ceil(level.width / 2);
  const bytes = new Uint8Array(width * height);
  for (let column = 0; column < width; ++column) {
    const left = 2 * column * height;
    const right = Math.min(2 * column + 1, level.width - 1) * height;
    for (let bin = 0; bin < height; ++bin) {
      bytes[column * height + bin] = Math.max(level.bytes[left + bin] ?? 0, level.bytes[right + bin] ?? 0);
    }
  }
  return {width, bytes};
}

export function levels_of(bytes: Uint8Array, width: number, height: number, least_width = 1024): SpectrogramLevel[] {
  const levels: SpectrogramLevel[] = [{width, bytes}];
  for (let last = levels[0]; last && last.width > least_width; last = levels.at(-1)) levels.push(halve(last, height));
  return levels;
}

/** The coarsest level that still has a column for each pixel. */
export function level_for(frames_per_px: number, count: number): number {
  return Math.min(Math.max(Math.floor(Math.log2(Math.max(frames_per_px, 1))), 0), count - 1);
}
