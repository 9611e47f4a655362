// How far the pitch wheel is turned for notes to sound in the recording's tuning.

import {STANDARD_TUNING_HZ} from "../model/score.ts";

/** What the wheel's ends stand for. */
export const WHEEL_SEMITONES = 3;

const WHEEL_CENTRE = 8192;

/** From 0 to 16383, for A4 at `tuning_hz`. */
export function wheel_of(tuning_hz: number): number {
  const semitones = 12 * Math.log2(tuning_hz / STANDARD_TUNING_HZ);
  const wheel = Math.round(WHEEL_CENTRE * (1 + semitones / WHEEL_SEMITONES));
  return Math.min(Math.max(wheel, 0), 2 * WHEEL_CENTRE - 1);
}
