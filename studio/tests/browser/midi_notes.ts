// Reads the notes of a MIDI file, by the standard rather than by our writer.

export interface MidiNote {
  pitch: number;
  from_ticks: number;
  to_ticks: number;
}

export function midi_notes(bytes: Buffer): MidiNote[] {
  if (bytes.toString("latin1", 0, 4) !== "MThd") throw new Error("no MIDI file");
  const notes: MidiNote[] = [];
  for (let at = 8 + bytes.readUInt32BE(4); at < bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString("latin1", at, at + 4) === "MTrk") {
      notes.push(...track_notes(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at + 4))));
    }
  }
  return notes;
}

function track_notes(track: Buffer): MidiNote[] {
  const notes: MidiNote[] = [];
  const open = new Map<number, number[]>();
  let at = 0, ticks = 0, status = 0;
  const number = () => {
    let value = 0, byte = 0x80;
    while (byte & 0x80) {
      byte = track[at++] ?? 0;
      value = value * 128 + (byte & 0x7f);
    }
    return value;
  };
  while (at < track.length) {
    ticks += number();
    if ((track[at] ?? 0) & 0x80) status = track[at++] ?? 0;
    if (status === 0xff) at += 1;
    if (status === 0xff || status === 0xf0 || status === 0xf7) {
      const length = number();
      at += length;
      continue;
    }
    const kind = status & 0xf0, pitch = track[at] ?? 0, velocity = track[at + 1] ?? 0;
    at += kind === 0xc0 || kind === 0xd0 ? 1 : 2;
    const key = (status & 0x0f) * 128 + pitch;
    if (kind === 0x90 && velocity > 0) open.set(key, [...open.get(key) ?? [], ticks]);
    else if (kind === 0x90 || kind === 0x80) {
      const from_ticks = open.get(key)?.shift();
      if (from_ticks !== undefined) notes.push({pitch, from_ticks, to_ticks: ticks});
    }
  }
  return notes;
}
