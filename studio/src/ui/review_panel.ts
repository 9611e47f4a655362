// <divisi-review>: steps through the notes that the program is least sure of, and shows what is chosen.

import {html, nothing} from "lit";
import {delete_notes, set_velocity} from "../model/edits.ts";
import {pitch_name} from "../model/document.ts";
import type {Note} from "../model/score.ts";
import {least_sure, notes_in, part_of} from "../model/score.ts";
import {clock_text} from "../roll/view_window.ts";
import {announce} from "./announce.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {RollElement} from "./roll_element.ts";
import type {Session} from "./session.ts";

const COUNT = 20;

export class ReviewPanel extends LightElement {
  static override properties = {session: {attribute: false}, list: {state: true}, place: {state: true}};
  declare session: Session;
  /** Chosen once, so that a note that is corrected does not make the others change places. */
  declare list: readonly Note[];
  declare place: number;

  constructor() {
    super();
    this.list = [];
    this.place = 0;
  }

  protected override firstUpdated(): void {
    redraw_on_change(this, this.session);
  }

  start(): void {
    this.list = least_sure(this.session.controller.score, COUNT);
    this.show(0);
  }

  step(by: 1 | -1): void {
    if (this.list.length === 0) this.start();
    else this.show((this.place + by + this.list.length) % this.list.length);
  }

  private show(place: number): void {
    this.place = place;
    const note = this.list[place];
    const {controller, player} = this.session;
    if (!note) return;
    controller.select([note.id]);
    player.seek(Math.max(note.onset_s - 0.5, 0));
    document.querySelector<RollElement>("divisi-roll")?.stage?.reveal(note.onset_s, note.pitch);
    announce(`${place + 1} of ${this.list.length}: ${this.describe(note)}`);
  }

  private describe(note: Note): string {
    const part = part_of(this.session.controller.score, note.part)?.name ?? "";
    return `${pitch_name(note.pitch)} at ${clock_text(note.onset_s, 0.1)}, ${part}, sure to ${Math.round(100 * note.confidence)} percent`;
  }

  protected override render() {
    const {controller} = this.session;
    if (!controller.is_editable) return nothing;
    const note = this.list[this.place];
    return html`<section class="review"><h2>Least sure</h2>
      ${note ? html`<p class="row"><button aria-label="The one before" @click=${() => this.step(-1)}>‹</button>
        <span class="place">${this.place + 1} of ${this.list.length}</span>
        <button class="next" aria-label="The next" @click=${() => this.step(1)}>›</button>
        <button class="reject" title="It is not there: delete it and go on" @click=${() => this.reject(note)}>Delete</button>
        <button @click=${() => this.list = []}>Done</button></p><p class="about">${this.describe(note)}</p>`
        : html`<button class="start" ?disabled=${controller.score.notes.length === 0} @click=${() => this.start()}>Show the ${COUNT} least sure notes</button>`}
      ${this.render_chosen()}</section>`;
  }

  private reject(note: Note): void {
    const {controller} = this.session;
    controller.edit("Delete", delete_notes(controller.score, new Set([note.id])));
    this.list = this.list.filter((other) => other !== note);
    if (this.list.length) this.show(this.place % this.list.length);
  }

  private render_chosen() {
    const {controller} = this.session;
    const {selected} = controller;
    if (selected.size === 0) return nothing;
    const notes = notes_in(controller.score, selected);
    const [only] = notes;
    if (!only) return nothing;
    const mean = Math.round(notes.reduce((sum, note) => sum + note.velocity, 0) / notes.length);
    return html`<h2>Chosen</h2><p class="about">${notes.length === 1 ? this.describe(only) : `${notes.length} notes`}</p>
      <label class="slider"><span>Loudness</span><output>${mean}</output><input type="range" min="1" max="127" .value=${String(mean)}
        @change=${(event: Event) => controller.edit("Change loudness",
          set_velocity(controller.score, selected, Number((event.currentTarget as HTMLInputElement).value)))}></label>`;
  }
}

customElements.define("divisi-review", ReviewPanel);
