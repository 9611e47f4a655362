// Which stretch of time and pitch the roll shows, and where on the canvas things lie. Pure arithmetic.
// x grows with time from the left edge of the picture, y downwards from its upper edge; both in CSS pixels.

export interface ViewWindow {
  readonly start_s: number;
  readonly seconds_per_px: number;
  /** The pitch at the upper edge; a note of pitch p fills p-0.5 to p+0.5. */
  readonly top_pitch: number;
  readonly px_per_pitch: number;
  readonly width_px: number;
  readonly height_px: number;
}

export interface Bounds {
  readonly duration_s: number;
  readonly low_pitch: number;
  readonly high_pitch: number;
}

/** A frame of evidence takes about 0.3 px at the widest and 40 px at the narrowest: more shows nothing new. */
const LEAST_SECONDS_PER_PX = 0.0005;
const LEAST_PX_PER_PITCH = 2;
const MOST_PX_PER_PITCH = 48;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));

export const x_of = (view: ViewWindow, time_s: number) => (time_s - view.start_s) / view.seconds_per_px;
export const time_of = (view: ViewWindow, x: number) => view.start_s + x * view.seconds_per_px;
export const y_of = (view: ViewWindow, pitch: number) => (view.top_pitch - pitch) * view.px_per_pitch;
export const pitch_of = (view: ViewWindow, y: number) => view.top_pitch - y / view.px_per_pitch;
export const end_of = (view: ViewWindow) => time_of(view, view.width_px);

/** Holds the window inside the piece: never wider than it (a little air at the end), never beside it. */
export function clamped(view: ViewWindow, bounds: Bounds): ViewWindow {
  const width_px = Math.max(view.width_px, 1), height_px = Math.max(view.height_px, 1);
  const whole_s = Math.max(bounds.duration_s, 1) * 1.02;
  const seconds_per_px = clamp(view.seconds_per_px, LEAST_SECONDS_PER_PX, whole_s / width_px);
  const start_s = clamp(view.start_s, 0, whole_s - seconds_per_px * width_px);
  const low = bounds.low_pitch - 0.5, high = bounds.high_pitch + 0.5;
  const fitting = height_px / (high - low);
  const px_per_pitch = clamp(view.px_per_pitch, Math.max(fitting, LEAST_PX_PER_PITCH), Math.max(MOST_PX_PER_PITCH, fitting));
  const top_pitch = clamp(view.top_pitch, low + height_px / px_per_pitch, high);
  return {start_s, seconds_per_px, top_pitch: Math.min(top_pitch, high), px_per_pitch, width_px, height_px};
}

/** Zooms time by `factor` (above 1: closer) around the moment under x, which stays where it is. */
export function zoom_time(view: ViewWindow, bounds: Bounds, factor: number, x: number): ViewWindow {
  const anchor_s = time_of(view, x);
  const zoomed = clamped({...view, seconds_per_px: view.seconds_per_px / factor}, bounds);
  return clamped({...zoomed, start_s: anchor_s - x * zoomed.seconds_per_px}, bounds);
}

export function zoom_pitch(view: ViewWindow, bounds: Bounds, factor: number, y: number): ViewWindow {
  const anchor = pitch_of(view, y);
  const zoomed = clamped({...view, px_per_pitch: view.px_per_pitch * factor}, bounds);
  return clamped({...zoomed, top_pitch: anchor + y / zoomed.px_per_pitch}, bounds);
}

export function scroll(view: ViewWindow, bounds: Bounds, dx: number, dy: number): ViewWindow {
  return clamped({...view, start_s: view.start_s + dx * view.seconds_per_px,
    top_pitch: view.top_pitch - dy / view.px_per_pitch}, bounds);
}

export function resized(view: ViewWindow, bounds: Bounds, width_px: number, height_px: number): ViewWindow {
  return clamped({...view, width_px, height_px}, bounds);
}

/** All of the piece in time; in pitch, what is between the lowest and the highest note, with air. */
export function fit(bounds: Bounds, width_px: number, height_px: number, low = bounds.low_pitch,
                    high = bounds.high_pitch): ViewWindow {
  const whole_s = Math.max(bounds.duration_s, 1) * 1.02;
  return clamped({start_s: 0, seconds_per_px: whole_s / Math.max(width_px, 1), top_pitch: high + 3,
    px_per_pitch: height_px / Math.max(high - low + 6, 24), width_px, height_px}, bounds);
}

/** Moves the window so that a moment is seen; leaves it alone where it is seen already. */
export function reveal(view: ViewWindow, bounds: Bounds, time_s: number, pitch?: number): ViewWindow {
  const x = x_of(view, time_s);
  let next = view;
  if (x < 0 || x > view.width_px * 0.95) next = {...next, start_s: time_s - view.width_px * 0.25 * view.seconds_per_px};
  if (pitch !== undefined) {
    const y = y_of(view, pitch);
    if (y < 0 || y > view.height_px) next = {...next, top_pitch: pitch + view.height_px / view.px_per_pitch / 2};
  }
  return next === view ? view : clamped(next, bounds);
}

/** Page by page, as a reader turns leaves: the window jumps when playing reaches its end. */
export function follow(view: ViewWindow, bounds: Bounds, time_s: number): ViewWindow {
  const x = x_of(view, time_s);
  if (x >= 0 && x <= view.width_px * 0.9) return view;
  return clamped({...view, start_s: time_s - view.width_px * 0.1 * view.seconds_per_px}, bounds);
}

const STEPS_S = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** The distance of the ruler's labels: the smallest round one that leaves them room. */
export function ruler_step_s(seconds_per_px: number, least_px = 72): number {
  return STEPS_S.find((step) => step / seconds_per_px >= least_px) ?? 1200;
}

export function clock_text(time_s: number, step_s = 1): string {
  const decimals = step_s >= 1 ? 0 : step_s >= 0.1 ? 1 : 2;
  const scale = 10 ** decimals;
  const whole = Math.round(Math.max(time_s, 0) * scale);
  const minutes = Math.floor(whole / (60 * scale));
  const seconds = (whole - minutes * 60 * scale) / scale;
  return `${minutes}:${seconds.toFixed(decimals).padStart(decimals ? decimals + 3 : 2, "0")}`;
}
