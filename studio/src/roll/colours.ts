// Colours of parts and of the roll, dark and light. The parts' hues are Okabe and Ito's eight, which stay apart for
// every kind of colour blindness (https://jfly.uni-koeln.de/color/), made lighter on dark ground and darker on light.

export interface RollColours {
  readonly parts: readonly string[];
  readonly back: string;
  readonly text: string;
  readonly soft: string;
  readonly line: string;
  readonly strong_line: string;
  readonly panel: string;
  readonly white_key: string;
  readonly black_key: string;
  readonly playhead: string;
  readonly selected: string;
  readonly loop: string;
  /** Red, green, blue of silence, of middle strength and of the loudest sound. */
  readonly sound: readonly (readonly [number, number, number])[];
}

const DARK: RollColours = {
  parts: ["#f2a93b", "#58b7f0", "#35c99d", "#f0609a", "#f2e355", "#8f8cff", "#ff7f4d", "#c7ced6"],
  back: "#0c1014", text: "#e7eaee", soft: "#98a3b0", line: "rgba(200,215,235,0.07)",
  strong_line: "rgba(200,215,235,0.17)", panel: "#151b22", white_key: "#cfd5dc", black_key: "#20272f",
  playhead: "#ffffff", selected: "#ffffff", loop: "rgba(120,180,255,0.13)",
  sound: [[12, 16, 20], [44, 56, 70], [142, 156, 172]],
};

const LIGHT: RollColours = {
  parts: ["#b86a00", "#0a6fb0", "#00795a", "#b5286b", "#7d6f00", "#5448c8", "#c4420a", "#4b545e"],
  back: "#fbfbf9", text: "#1b2027", soft: "#59636e", line: "rgba(30,45,65,0.07)",
  strong_line: "rgba(30,45,65,0.19)", panel: "#f1f1ed", white_key: "#ffffff", black_key: "#39424c",
  playhead: "#10151b", selected: "#10151b", loop: "rgba(20,95,190,0.11)",
  sound: [[251, 251, 249], [212, 216, 220], [136, 146, 158]],
};

export const colours_for = (is_dark: boolean): RollColours => is_dark ? DARK : LIGHT;

export const part_colour = (colours: RollColours, place: number): string =>
  colours.parts[place % colours.parts.length] ?? colours.text;

/** 256 colours as canvas pixels (bytes A B G R of a little-endian word). */
export function sound_palette(colours: RollColours): Uint32Array {
  const [low, middle, high] = colours.sound as unknown as [number[], number[], number[]];
  return Uint32Array.from({length: 256}, (_, level) => {
    // The map is in decibels: bend it, so that the floor of noise stays dark.
    const strength = (level / 255) ** 1.6 * 2;
    const [from, to, share] = strength < 1 ? [low, middle, strength] : [middle, high, strength - 1];
    const mix = (c: number) => Math.round((from[c] ?? 0) + ((to[c] ?? 0) - (from[c] ?? 0)) * share);
    return (0xff000000 | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0;
  });
}
