import assert from "node:assert/strict";
import {test} from "node:test";
import {box_between, hit} from "../../src/roll/gestures.ts";
import {level_for, levels_of} from "../../src/roll/spectrogram_levels.ts";
import {clamped, clock_text, end_of, fit, follow, pitch_of, reveal, ruler_step_s, scroll, time_of, x_of, y_of, zoom_pitch, zoom_time}
  from "../../src/roll/view_window.ts";
import {NoteIndex} from "../../src/model/note_index.ts";
import {score_of} from "./fixtures.ts";

const bounds = {duration_s: 600, low_pitch: 21, high_pitch: 108};
const whole = fit(bounds, 1000, 600);
const near = (a: number, b: number, slack = 1e-9) => assert.ok(Math.abs(a - b) <= slack, `${a} is not ${b}`);

test("a window without size or piece has finite numbers", () => {
  for (const view of [fit({...bounds, duration_s: 0}, 0, 0), clamped({...whole, width_px: 0, height_px: 0}, bounds)]) {
    for (const value of Object.values(view)) assert.ok(Number.isFinite(value));
  }
});

test("all is seen at first", () => {
  assert.equal(whole.start_s, 0);
  assert.ok(end_of(whole) >= 600);
  assert.ok(pitch_of(whole, 0) >= 108 && pitch_of(whole, 600) <= 21);
});

test("places and times are inverse", () => {
  near(time_of(whole, x_of(whole, 123.4)), 123.4);
  near(pitch_of(whole, y_of(whole, 64)), 64);
});

test("zooming leaves the moment under the pointer where it is", () => {
  let view = whole;
  for (const factor of [2, 3, 1.1, 5]) {
    const at = time_of(view, 400);
    view = zoom_time(view, bounds, factor, 400);
    near(time_of(view, 400), at, 1e-6);
  }
  const pitch = pitch_of(view, 250);
  near(pitch_of(zoom_pitch(view, bounds, 2, 250), 250), pitch, 1e-6);
});

test("zooming out ends with the whole piece, zooming in with half a millisecond for a pixel", () => {
  let view = zoom_time(whole, bounds, 1e9, 500);
  near(view.seconds_per_px, 0.0005);
  view = zoom_time(view, bounds, 1e-9, 500);
  near(view.seconds_per_px, whole.seconds_per_px);
  assert.equal(view.start_s, 0);
});

test("scrolling stops at the ends", () => {
  const close = zoom_time(whole, bounds, 10, 0);
  assert.equal(scroll(close, bounds, -1e6, 0).start_s, 0);
  const last = scroll(close, bounds, 1e6, 0);
  near(end_of(last), 612, 1e-6);
  const tall = zoom_pitch(close, bounds, 3, 300);
  near(pitch_of(scroll(tall, bounds, 0, 1e6), 600), 20.5, 1e-6);
  near(pitch_of(scroll(tall, bounds, 0, -1e6), 0), 108.5, 1e-6);
});

test("pages turn when the song leaves them, and only then", () => {
  const close = zoom_time(whole, bounds, 20, 0);
  assert.equal(follow(close, bounds, end_of(close) * 0.5), close);
  const turned = follow(close, bounds, end_of(close) * 0.95);
  near(x_of(turned, end_of(close) * 0.95), 100, 1e-6);
  assert.equal(reveal(close, bounds, 1), close);
  assert.ok(x_of(reveal(close, bounds, 300), 300) > 0);
});

test("the ruler's labels are round and have room", () => {
  for (const seconds_per_px of [0.0005, 0.01, 0.1, 0.6]) {
    assert.ok(ruler_step_s(seconds_per_px) / seconds_per_px >= 72);
  }
  assert.deepEqual([clock_text(0), clock_text(59.6), clock_text(61.25, 0.1), clock_text(59.96, 0.1), clock_text(3.456, 0.01), clock_text(-1)],
    ["0:00", "1:00", "1:01.3", "1:00.0", "0:03.46", "0:00"]);
});

test("edges are hit only where there is room for them", () => {
  const view = {start_s: 0, seconds_per_px: 0.01, top_pitch: 70, px_per_pitch: 10, width_px: 1000, height_px: 600};
  const index = new NoteIndex(score_of([[1, 2, 60], [3, 3.05, 60]]).notes);
  assert.equal(hit(view, index, {x: 150, y: 100}).kind, "note");
  assert.deepEqual([hit(view, index, {x: 102, y: 100}).kind, hit(view, index, {x: 198, y: 100}).kind], ["edge", "edge"]);
  assert.equal(hit(view, index, {x: 300, y: 100}).kind, "note");
  assert.equal(hit(view, index, {x: 250, y: 100}).kind, "ground");
  const box = box_between(view, {x: 300, y: 150}, {x: 100, y: 50});
  assert.deepEqual([box.from_s, box.to_s], [1, 3]);
  assert.ok(box.low_pitch < 55 && box.high_pitch > 65);
});

test("halving the spectrogram keeps what is loud", () => {
  const bytes = new Uint8Array(5 * 2);
  bytes[4 * 2 + 1] = 200;
  const levels = levels_of(bytes, 5, 2, 1);
  assert.deepEqual(levels.map((level) => level.width), [5, 3, 2, 1]);
  for (const level of levels) assert.equal(Math.max(...level.bytes), 200);
  assert.deepEqual([level_for(0.1, 4), level_for(2.5, 4), level_for(1000, 4)], [0, 1, 3]);
});
