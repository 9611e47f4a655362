// Turns times of the song into times of the audio context and back, from what the audio thread last reported.

export interface Anchor {
  readonly song_s: number;
  readonly context_s: number;
  readonly rate: number;
  readonly is_moving: boolean;
}

export interface Loop {
  readonly from_s: number;
  readonly to_s: number;
}

export function song_time(anchor: Anchor, context_s: number, loop?: Loop): number {
  if (!anchor.is_moving) return anchor.song_s;
  const song_s = anchor.song_s + (context_s - anchor.context_s) * anchor.rate;
  if (!loop || anchor.song_s >= loop.to_s || song_s < loop.to_s) return song_s;
  return loop.from_s + (song_s - loop.to_s) % Math.max(loop.to_s - loop.from_s, 0.01);
}

export interface Stretch {
  readonly from_s: number;
  readonly to_s: number;
  /** When from_s sounds. */
  readonly context_s: number;
}

/** The stretches of the song that sound from `context_s` to `until_s`, unrolling the loop. */
export function stretches(anchor: Anchor, context_s: number, until_s: number, loop?: Loop): Stretch[] {
  if (!anchor.is_moving || until_s <= context_s) return [];
  const found: Stretch[] = [];
  let now_s = context_s;
  let song_s = song_time(anchor, now_s, loop);
  while (now_s < until_s - 1e-9 && found.length < 100) {
    const wanted_s = song_s + (until_s - now_s) * anchor.rate;
    const is_wrapping = loop !== undefined && song_s < loop.to_s && wanted_s > loop.to_s;
    const to_s = is_wrapping ? loop.to_s : wanted_s;
    found.push({from_s: song_s, to_s, context_s: now_s});
    now_s += (to_s - song_s) / anchor.rate;
    song_s = is_wrapping ? loop.from_s : to_s;
  }
  return found;
}
