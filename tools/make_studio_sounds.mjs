#!/usr/bin/env node
// Cuts the studio's sounds out of Debian's FluidR3Mono (package fluidr3mono-gm-soundfont, MIT): one preset for each
// family of instruments and a drum kit, as they are, without compressing them again.
//
//   node tools/make_studio_sounds.mjs FluidR3Mono_GM.sf3 studio/public/sounds/fluid_r3_mono_small.sf3
//
// Needs studio/node_modules (npm ci in studio). Run by hand when the choice changes; the result is committed.
import {readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";

const require = createRequire(new URL("../studio/package.json", import.meta.url));
const {SoundBankLoader} = await import(require.resolve("spessasynth_core"));

// The page plays each General MIDI program with the nearest of these: studio/src/audio/programs.ts.
const PROGRAMS = [0, 4, 11, 16, 24, 27, 32, 40, 42, 46, 53, 56, 57, 58, 65, 68, 70, 71, 73, 81];
// Kick to ride of General MIDI's map.
const DRUM_KEYS = [35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 53, 54, 56, 57, 59];

const [source, target] = process.argv.slice(2);
const bytes = readFileSync(source);
const bank = SoundBankLoader.fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const all_velocities = new Set(Array.from({length: 128}, (_, v) => v));
const keys = (list) => new Map(list.map((key) => [key, all_velocities]));
const every_key = Array.from({length: 128}, (_, k) => k);
const kept = new Map();
for (const preset of bank.presets) {
  if (preset.isGMGSDrum && preset.program === 0) kept.set(preset, keys(DRUM_KEYS));
  if (!preset.isGMGSDrum && preset.bankMSB === 0 && PROGRAMS.includes(preset.program)) kept.set(preset, keys(every_key));
}
bank.trim(kept);
// The writer's date would make each run's bytes differ.
bank.soundBankInfo.creationDate = new Date(0);
writeFileSync(target, new Uint8Array(bank.writeSF2({compress: false})));
console.log(`${target}: ${kept.size} presets`);
