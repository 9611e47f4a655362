// What page and audio thread say to each other.

export type ToMixer =
  | {kind: "source"; name: string; channels: number; total_frames: number}
  | {kind: "drop"; name: string}
  | {kind: "block"; name: string; index: number; samples: Int16Array}
  | {kind: "gain"; name: string; gain: number}
  | {kind: "play"; turn: number; frame: number; rate: number; loop?: [number, number] | undefined}
  | {kind: "pause"}
  | {kind: "loop"; loop?: [number, number] | undefined}
  | {kind: "end"; frame: number};

export interface FromMixer {
  /** Of the last `play` that was obeyed: reports from before it say nothing about now. */
  readonly turn: number;
  /** The frame of the song that sounds at `context_s`. */
  readonly frame: number;
  readonly context_s: number;
  readonly is_playing: boolean;
  readonly is_waiting: boolean;
}
