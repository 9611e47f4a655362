// How far the pitch wheel is turned for notes to sound in the recording's tuning, and bent.

import {STANDARD_TUNING_HZ} from "../model/score.ts";

/** What the wheel's ends stand for: two semitones of tuning and two of bends, and some more. */
export const WHEEL_SEMITONES = 5;

const WHEEL_CENTRE = 8192;

/** From 0 to 16383, for A4 at `tuning_hz` and notes `cents` above their keys. */
export function wheel_of(tuning_hz: number, cents = 0): number {
  const semitones = 12 * Math.log2(tuning_hz / STANDARD_TUNING_HZ) + cents / 100;
  const wheel = Math.round(WHEEL_CENTRE * (1 + semitones / WHEEL_SEMITONES));
  return Math.min(Math.max(wheel, 0), 2 * WHEEL_CENTRE - 1);
}
