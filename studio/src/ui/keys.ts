// The keyboard. One table makes both what keys do and what the help sheet says.

import {pitch_name} from "../model/document.ts";
import {announce} from "./announce.ts";
import type {EditName} from "./edit_keys.ts";
import {assign_chosen, edit_chosen} from "./edit_keys.ts";
import type {ProjectView} from "./project_view.ts";
import type {ReviewPanel} from "./review_panel.ts";
import type {Session} from "./session.ts";
import {toggle_loop} from "./transport_bar.ts";

type Action = (session: Session, view: ProjectView) => void;
interface Key {
  /** As `name_of` writes it: modifiers in this order, then the key. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly about: string;
  readonly act: Action;
}

const edit = (name: EditName): Action => (session) => edit_chosen(session, name);
const review = (view: ProjectView) => view.querySelector<ReviewPanel>("divisi-review");

function neighbour(direction: 1 | -1): Action {
  return (session, view) => {
    const {controller, player} = session;
    const chosen = controller.score.notes.filter((note) => controller.selected.has(note.id));
    const from_s = (direction === 1 ? chosen.at(-1) : chosen[0])?.onset_s ?? player.now_s;
    const note = controller.index.neighbour(from_s, direction);
    if (!note) return;
    controller.select([note.id]);
    session.audition(note.part, note.pitch);
    view.roll?.stage?.reveal(note.onset_s, note.pitch);
    announce(`${pitch_name(note.pitch)} at ${note.onset_s.toFixed(1)} seconds`);
  };
}

const seek_by = (by_s: number): Action => ({player}) => player.seek(player.now_s + by_s);

export const KEYS: readonly {readonly title: string; readonly keys: readonly Key[]}[] = [
  {title: "Listen", keys: [
    {keys: [" "], shown: "Space", about: "Play or pause", act: (s) => void s.player.toggle().catch((e: unknown) => s.controller.say(e))},
    {keys: [","], shown: ",", about: "Two seconds back", act: seek_by(-2)},
    {keys: ["."], shown: ".", about: "Two seconds on", act: seek_by(2)},
    {keys: ["Home"], shown: "Home", about: "To the beginning", act: (s, v) => {
      s.player.seek(0);
      v.roll?.stage?.reveal(0);
    }},
    {keys: ["a"], shown: "A", about: "Hear the recording", act: (s) => s.set_blend(0)},
    {keys: ["b"], shown: "B", about: "Hear the notes played back", act: (s) => s.set_blend(1)},
    {keys: ["l"], shown: "L", about: "Loop the chosen notes, or what is seen", act: (s) => toggle_loop(s)},
    {keys: ["m"], shown: "M", about: "Mute the chosen part", act: (s) =>
      s.change_setting(s.chosen_part, {is_muted: !(s.settings.get(s.chosen_part)?.is_muted ?? false)})},
    {keys: ["s"], shown: "S", about: "Hear the chosen part alone", act: (s) =>
      s.change_setting(s.chosen_part, {is_solo: !(s.settings.get(s.chosen_part)?.is_solo ?? false)})},
  ]},
  {title: "See", keys: [
    {keys: ["+", "="], shown: "+", about: "Closer in time (Ctrl and wheel, or pinch)", act: (_, v) => v.roll?.stage?.zoom(1.4)},
    {keys: ["-"], shown: "−", about: "Further away", act: (_, v) => v.roll?.stage?.zoom(1 / 1.4)},
    {keys: ["Shift++", "Shift+*"], shown: "Shift +", about: "Taller keys (Alt and wheel)", act: (_, v) => v.roll?.stage?.zoom(1.25, true)},
    {keys: ["Shift+_"], shown: "Shift −", about: "Lower keys", act: (_, v) => v.roll?.stage?.zoom(0.8, true)},
    {keys: ["0"], shown: "0", about: "Show everything", act: (_, v) => v.roll?.stage?.fit_all()},
    {keys: ["g"], shown: "G", about: "The sound under the notes", act: (s) => {
      s.show_sound = !s.show_sound;
      s.changed();
    }},
    {keys: ["f"], shown: "F", about: "Turn pages while it plays", act: (s) => {
      s.is_following = !s.is_following;
      s.changed();
    }},
  ]},
  {title: "Choose", keys: [
    {keys: ["ArrowRight"], shown: "→", about: "Next note", act: neighbour(1)},
    {keys: ["ArrowLeft"], shown: "←", about: "The note before", act: neighbour(-1)},
    {keys: ["Ctrl+a"], shown: "Ctrl A", about: "All notes", act: (s) => s.controller.select(s.controller.score.notes.map((n) => n.id))},
    {keys: ["p"], shown: "P", about: "All notes of the chosen part", act: (s) =>
      s.controller.select(s.controller.score.notes.filter((n) => n.part === s.chosen_part).map((n) => n.id))},
    {keys: ["Escape"], shown: "Esc", about: "None", act: (s) => s.controller.select([])},
    {keys: ["n"], shown: "N", about: "The next of the 20 least sure notes", act: (_, v) => review(v)?.step(1)},
    {keys: ["Shift+n"], shown: "Shift N", about: "The one before", act: (_, v) => review(v)?.step(-1)},
    {keys: ["v"], shown: "V", about: "The pointer", act: (s) => {
      s.tool = "select";
      s.changed();
    }},
    {keys: ["d"], shown: "D", about: "The pen", act: (s) => {
      s.tool = "draw";
      s.changed();
    }},
  ]},
  {title: "Change the chosen notes", keys: [
    {keys: ["ArrowUp"], shown: "↑", about: "A semitone up", act: edit("up")},
    {keys: ["ArrowDown"], shown: "↓", about: "A semitone down", act: edit("down")},
    {keys: ["Shift+ArrowUp"], shown: "Shift ↑", about: "An octave up", act: edit("octave_up")},
    {keys: ["Shift+ArrowDown"], shown: "Shift ↓", about: "An octave down", act: edit("octave_down")},
    {keys: ["Alt+ArrowRight"], shown: "Alt →", about: "10 ms later", act: edit("later")},
    {keys: ["Alt+ArrowLeft"], shown: "Alt ←", about: "10 ms earlier", act: edit("earlier")},
    {keys: ["Shift+ArrowRight"], shown: "Shift →", about: "10 ms longer", act: edit("longer")},
    {keys: ["Shift+ArrowLeft"], shown: "Shift ←", about: "10 ms shorter", act: edit("shorter")},
    {keys: ["Delete", "Backspace"], shown: "Del", about: "Delete", act: edit("delete")},
    {keys: ["x"], shown: "X", about: "Split at the playhead", act: edit("split")},
    {keys: ["j"], shown: "J", about: "Join notes of one pitch", act: edit("merge")},
    ...Array.from({length: 9}, (_, n): Key => ({keys: [String(n + 1)], shown: n === 0 ? "1 … 9" : "",
      about: "Give them to this part", act: (s) => assign_chosen(s, n)})),
    {keys: ["Ctrl+z"], shown: "Ctrl Z", about: "Undo", act: (s) => announce(`Undone: ${s.controller.undo() ?? "nothing"}`)},
    {keys: ["Ctrl+Shift+z", "Ctrl+y"], shown: "Ctrl Shift Z", about: "Redo", act: (s) => announce(`Redone: ${s.controller.redo() ?? "nothing"}`)},
  ]},
  {title: "Help", keys: [{keys: ["?", "Shift+?"], shown: "?", about: "This sheet", act: (_, v) => v.show_help()}]},
];

const TABLE = new Map(KEYS.flatMap(({keys}) => keys.flatMap((key) => key.keys.map((name) => [name, key.act] as const))));

export function name_of(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${key}`;
}

/** Keys belong to the field or the slider that has the focus, where there is one. */
function is_taken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.closest("dialog[open]")) return true;
  if (target.matches("input[type=range]")) return event.key.startsWith("Arrow") || event.key === "Home";
  if (target.matches("input, select, textarea")) return true;
  return target.matches("button, a, summary") && (event.key === " " || event.key === "Enter");
}

export function key_handler(session: Session, view: ProjectView) {
  return (event: KeyboardEvent) => {
    if (is_taken(event)) return;
    const act = TABLE.get(name_of(event));
    if (!act) return;
    event.preventDefault();
    act(session, view);
  };
}
