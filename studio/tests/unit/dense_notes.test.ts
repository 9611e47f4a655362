import assert from "node:assert/strict";
import {test} from "node:test";
import {colours_for, part_colour, sound_palette} from "../../src/roll/colours.ts";
import {fill_rectangle, pixel_of} from "../../src/roll/dense_notes.ts";
import {sureness_step} from "../../src/roll/note_painter.ts";

const picture = (left: number, top: number, right: number, bottom: number) => {
  const pixels = new Uint32Array(4 * 3);
  fill_rectangle(pixels, 4, 3, left, top, right, bottom, 7);
  return [0, 1, 2].map((row) => [...pixels.subarray(4 * row, 4 * row + 4)].map((value) => value === 7 ? "x" : ".").join(""));
};

test("rectangles are cut at the picture's borders", () => {
  assert.deepEqual(picture(1, 1, 3, 2), ["....", ".xx.", "...."]);
  assert.deepEqual(picture(-5, -5, 9, 9), ["xxxx", "xxxx", "xxxx"]);
  for (const [left, top, right, bottom] of [[9, 0, 12, 3], [-9, 0, -5, 3], [0, 9, 4, 12], [0, -9, 4, -5]] as const) {
    assert.deepEqual(picture(left, top, right, bottom), ["....", "....", "...."]);
  }
});

test("what is thinner than a pixel still has one", () => {
  assert.deepEqual(picture(2.1, 0.9, 2.2, 1.0), ["....", "..x.", "...."]);
});

test("colours become pixels", () => {
  assert.equal(pixel_of("#102030", 1), 0xff302010);
  assert.equal(pixel_of("#ffffff", 0), 0x00ffffff);
});

test("sureness has few steps, within its borders", () => {
  assert.deepEqual([-1, 0, 0.3, 0.99, 1, 2].map(sureness_step), [0, 0, 1, 3, 3, 3]);
});

test("palettes go from silence to sound, in both looks", () => {
  for (const is_dark of [true, false]) {
    const colours = colours_for(is_dark);
    const palette = sound_palette(colours);
    assert.equal(palette.length, 256);
    const light = (pixel = 0) => (pixel & 255) + ((pixel >> 8) & 255) + ((pixel >> 16) & 255);
    assert.ok(is_dark ? light(palette[0]) < light(palette[255]) : light(palette[0]) > light(palette[255]));
    assert.equal(part_colour(colours, 8), part_colour(colours, 0));
    assert.equal(new Set(colours.parts).size, 8);
  }
});
