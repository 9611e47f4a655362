// General MIDI's instruments, and which of our few sounds plays each (tools/make_studio_sounds.mjs).

/** Program from which on, up to the next entry's: the sound. */
const SOUNDS: readonly (readonly [number, number])[] = [
  [0, 0], [4, 4], [6, 46], [8, 11], [16, 16], [24, 24], [26, 27], [32, 32], [40, 40], [42, 42], [44, 40], [45, 46],
  [47, 11], [48, 40], [52, 53], [55, 56], [57, 57], [58, 58], [59, 56], [60, 57], [61, 56], [64, 65], [68, 68],
  [70, 70], [71, 71], [72, 73], [80, 81], [96, 53], [104, 24], [108, 11], [109, 68], [110, 40], [111, 68], [112, 11],
];

export function sound_of(program: number): number {
  return SOUNDS.findLast(([first]) => first <= program)?.[1] ?? 0;
}

/** What the list of instruments offers: those that we have a sound for, and the common rest. */
export const INSTRUMENTS: readonly (readonly [program: number, name: string])[] = [
  [0, "Piano"], [4, "Electric piano"], [6, "Harpsichord"], [11, "Vibraphone"], [12, "Marimba"], [13, "Xylophone"],
  [16, "Organ"], [19, "Church organ"], [21, "Accordion"], [24, "Nylon guitar"], [25, "Steel guitar"],
  [27, "Electric guitar"], [30, "Distorted guitar"], [32, "Double bass"], [33, "Electric bass"], [38, "Synth bass"],
  [40, "Violin"], [41, "Viola"], [42, "Cello"], [45, "Pizzicato strings"], [46, "Harp"], [48, "Strings"], [52, "Choir"],
  [53, "Voice"], [56, "Trumpet"], [57, "Trombone"], [58, "Tuba"], [60, "Horn"], [61, "Brass section"],
  [64, "Soprano sax"], [65, "Alto sax"], [66, "Tenor sax"], [68, "Oboe"], [69, "English horn"], [70, "Bassoon"],
  [71, "Clarinet"], [72, "Piccolo"], [73, "Flute"], [74, "Recorder"], [80, "Square lead"], [81, "Saw lead"],
  [88, "Synth pad"], [104, "Sitar"], [105, "Banjo"], [114, "Steel drums"],
];

export function instrument_name(program: number): string {
  return INSTRUMENTS.find(([p]) => p === program)?.[1] ?? `Program ${program + 1}`;
}
