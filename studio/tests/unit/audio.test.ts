import assert from "node:assert/strict";
import {test} from "node:test";
import {BLOCK_FRAMES, MixReader} from "../../src/audio/mix_reader.ts";
import {starts, wheel_turns} from "../../src/audio/note_schedule.ts";
import {INSTRUMENTS, sound_of} from "../../src/audio/programs.ts";
import type {Anchor} from "../../src/audio/song_clock.ts";
import {song_time, stretches} from "../../src/audio/song_clock.ts";
import {Stretcher} from "../../src/audio/stretcher.ts";
import {wheel_of} from "../../src/audio/tuning.ts";
import {NoteIndex} from "../../src/model/note_index.ts";
import {score_of} from "./fixtures.ts";

function reader_with(samples: (frame: number) => number, total_frames: number, gain = 1, channels = 1): MixReader {
  const reader = new MixReader();
  const blocks = new Map<number, Int16Array>();
  for (let b = 0; b * BLOCK_FRAMES < total_frames; ++b) {
    const frames = Math.min(BLOCK_FRAMES, total_frames - b * BLOCK_FRAMES);
    blocks.set(b, Int16Array.from({length: frames * channels}, (_, n) => samples(b * BLOCK_FRAMES + Math.floor(n / channels))));
  }
  reader.sources.set("audio", {channels, total_frames, gain, blocks});
  return reader;
}

const read = (reader: MixReader, from: number, count: number) => {
  const left = new Float32Array(count), right = new Float32Array(count);
  reader.read(from, left, right);
  return {left, right};
};

test("the wheel is turned as far as the tuning is off", () => {
  assert.equal(wheel_of(440), 8192);
  assert.equal(wheel_of(440 * 2 ** (1 / 12)), Math.round(8192 * 6 / 5));
  assert.equal(wheel_of(440 * 2 ** (-2 / 12)), Math.round(8192 * 3 / 5));
  assert.equal(wheel_of(440, 100), wheel_of(440 * 2 ** (1 / 12)));
  assert.equal(wheel_of(440 * 2 ** (2 / 12), -200), 8192);
  assert.equal(wheel_of(880), 16383);
  assert.equal(wheel_of(220), 0);
});

test("the wheel follows a bent note that sounds alone, in the player's time", () => {
  const [note, next] = score_of([[10, 11, 69], [11, 12, 71]]).notes;
  const bent = {...note!, bend_cents: [-100, 100]};
  const sounding = [{note: bent, at_s: 3, until_s: 5}, {note: next!, at_s: 5, until_s: 7}];
  const cents_at = (from_s: number) => wheel_turns(sounding, from_s, from_s + 0.01, 0.5).map(({cents}) => cents);
  assert.deepEqual(cents_at(3), [-100, -100], "where it begins, and on the grid");
  assert.deepEqual(cents_at(4), [0], "half speed: half-way after a second");
  assert.deepEqual(cents_at(5), [0, 0], "the next keeps to its key");
  assert.deepEqual(cents_at(8), [], "afterwards the wheel stays");
});

test("notes of a chord do not bend, those that overlap for a moment do", () => {
  const [low, high] = score_of([[0, 2, 60], [1, 2, 64]]).notes.map((note) => ({...note, bend_cents: [40]}));
  const chord = [{note: low!, at_s: 0, until_s: 2}, {note: high!, at_s: 1, until_s: 2}];
  assert.deepEqual(wheel_turns(chord, 0.5, 0.51, 1).map(({cents}) => cents), [40]);
  assert.deepEqual(wheel_turns(chord, 1.5, 1.51, 1).map(({cents}) => cents), [0]);
  const line = [{note: {...low!, bend_cents: [10]}, at_s: 0, until_s: 1.03}, {note: high!, at_s: 1, until_s: 2}];
  assert.deepEqual(wheel_turns(line, 1, 1.01, 1).map(({cents}) => cents), [40, 40]);
});

test("no source is silence that is always there", () => {
  const reader = new MixReader();
  assert.ok(reader.has(0, 1000));
  assert.deepEqual([...read(reader, 0, 3).left], [0, 0, 0]);
});

test("samples cross the borders of blocks and of the song", () => {
  const reader = reader_with((frame) => frame % 100, BLOCK_FRAMES + 10, 1);
  const {left, right} = read(reader, BLOCK_FRAMES - 2, 14);
  const expected = Array.from({length: 14}, (_, n) => n < 12 ? ((BLOCK_FRAMES - 2 + n) % 100) / 32768 : 0);
  assert.deepEqual([...left], expected.map(Math.fround));
  assert.deepEqual(right, left);
  assert.deepEqual([...read(reader, -2, 3).left], [0, 0, 0]);
  assert.ok(reader.has(BLOCK_FRAMES + 5, 100000), "after the end nothing is missing");
});

test("a source that is heard must be there, a silent one need not", () => {
  const reader = reader_with(() => 100, 3 * BLOCK_FRAMES, 0.5);
  reader.forget_outside(1, 1, 1);
  assert.ok(reader.has(0, 10), "a neighbour of the loop's begin is kept");
  reader.sources.get("audio")?.blocks.delete(2);
  assert.ok(!reader.has(2 * BLOCK_FRAMES - 5, 10));
  const source = reader.sources.get("audio");
  if (source) source.gain = 0;
  assert.ok(reader.has(2 * BLOCK_FRAMES - 5, 10));
});

const sine = (hz: number, rate: number) => (frame: number) => 12000 * Math.sin(2 * Math.PI * hz * frame / rate);

/** How often the sound crosses zero upwards, in a second. */
function pitch_hz(samples: Float32Array, rate: number): number {
  let count = 0;
  for (let n = 1; n < samples.length; ++n) if ((samples[n - 1] ?? 0) < 0 && (samples[n] ?? 0) >= 0) count += 1;
  return count * rate / samples.length;
}

test("slowing down changes neither pitch nor loudness", () => {
  const rate = 44100, hop = Stretcher.hop_frames;
  for (const [hz, speed] of [[110, 0.5], [440, 0.25], [1234, 0.75]] as const) {
    const stretcher = new Stretcher(reader_with(sine(hz, rate), 4 * rate));
    const out = new Float32Array(60 * hop);
    for (let k = 0; k < 60; ++k) {
      assert.ok(stretcher.step(1000 + k * hop * speed));
      out.set(stretcher.out[0], k * hop);
    }
    const middle = out.subarray(4 * hop, 56 * hop);
    assert.ok(Math.abs(pitch_hz(middle, rate) - hz) < 0.02 * hz, `${hz} Hz at ${speed} has ${pitch_hz(middle, rate)} Hz`);
    const level = Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
    assert.ok(Math.abs(level / (12000 / 32768 / Math.SQRT2) - 1) < 0.05, `${hz} Hz at ${speed} has level ${level}`);
  }
});

test("the stretcher waits for what is not there yet", () => {
  const reader = reader_with(() => 1, 3 * BLOCK_FRAMES);
  reader.sources.get("audio")?.blocks.delete(1);
  assert.equal(new Stretcher(reader).step(BLOCK_FRAMES), false);
});

const anchor: Anchor = {song_s: 10, context_s: 100, rate: 0.5, is_moving: true};

test("the song's time follows the context's, and wraps in a loop", () => {
  assert.equal(song_time(anchor, 104), 12);
  assert.equal(song_time(anchor, 98), 9, "shortly before as well: the ear hears later than the clock says");
  assert.equal(song_time({...anchor, is_moving: false}, 104), 10);
  assert.equal(song_time(anchor, 104, {from_s: 9, to_s: 11}), 10);
  assert.equal(song_time({...anchor, song_s: 20}, 104, {from_s: 9, to_s: 11}), 22, "behind the loop it does not count");
});

test("a loop is unrolled into stretches", () => {
  assert.deepEqual(stretches({...anchor, is_moving: false}, 100, 101), []);
  assert.deepEqual(stretches(anchor, 100, 101), [{from_s: 10, to_s: 10.5, context_s: 100}]);
  assert.deepEqual(stretches(anchor, 100, 103, {from_s: 10, to_s: 11}),
    [{from_s: 10, to_s: 11, context_s: 100}, {from_s: 10, to_s: 10.5, context_s: 102}]);
});

test("each note starts once, when its time comes, and ends with the loop", () => {
  const index = new NoteIndex(score_of([[10, 10.4, 60], [10.9, 12, 61], [9, 11, 62]]).notes);
  const loop = {from_s: 10, to_s: 11};
  const found = [0, 1, 2, 3, 4, 5].flatMap((n) => starts(index, anchor, 100 + n / 2, 100.5 + n / 2, loop));
  assert.deepEqual(found.map(({note, at_s, until_s}) => [note.pitch, +at_s.toFixed(6), +until_s.toFixed(6)]),
    [[60, 100, 100.8], [61, 101.8, 102], [60, 102, 102.8]]);
});

test("every program has a sound", () => {
  for (let program = 0; program < 128; ++program) assert.ok(Number.isInteger(sound_of(program)));
  assert.deepEqual([sound_of(0), sound_of(1), sound_of(43), sound_of(66), sound_of(127)], [0, 0, 42, 65, 11]);
  assert.equal(new Set(INSTRUMENTS.map(([program]) => program)).size, INSTRUMENTS.length);
});
