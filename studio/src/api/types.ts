// What the server says (docs/studio_api: version 1).

export type ProjectState = "queued" | "listening" | "ready" | "failed" | "cancelled" | "interrupted";

export interface Project {
  id: string;
  name: string;
  created: string;
  state: ProjectState;
  error?: string | {code: string; message: string};
  progress: {done_s: number; total_s: number};
  duration_s: number;
  sample_rate_hz: number;
  channels: number;
  revision: number;
  edited: boolean;
  /** The sound for playback: made beside the listening. */
  audio?: "working" | "ready" | "failed";
  stems: "none" | "working" | "ready" | "failed";
}

export interface ServerFacts {
  version: string;
  models: string[];
  formats: string[];
  /** Who may be named as playing; absent with servers that cannot be told. */
  instruments?: string[];
  limits: {upload_bytes: number; duration_s: number; projects: number};
  decode_defaults: DecideOptions;
}

export interface SpectrogramFacts {
  frames: {hop_s: number; origin_s: number};
  lowest_midi: number;
  bins_per_semitone: number;
  width: number;
  height: number;
  floor_db: number;
}

export interface Stem {
  part: number;
  name: string;
  audio: string;
  synthesised?: string;
}

export interface Stems {
  state: Project["stems"];
  revision: number;
  stems: Stem[];
  residual?: string;
}

export type DecideOptions = Record<string, number | string | readonly string[]>;

export const is_working = (state: ProjectState) => state === "queued" || state === "listening";

export function error_text(project: Project): string {
  if (!project.error) return "";
  return typeof project.error === "string" ? project.error : project.error.message;
}
