// <divisi-parts>: each part's colour, name, instrument, loudness, and how sure the program is of it.

import {html, nothing} from "lit";
import {INSTRUMENTS, instrument_name} from "../audio/programs.ts";
import {add_part, assign_notes, change_part, delete_part, merge_parts} from "../model/edits.ts";
import type {Part, PartFacts, Score} from "../model/score.ts";
import {facts_of_parts} from "../model/score.ts";
import {setting_of} from "../project/part_mix.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {Session} from "./session.ts";

export class PartList extends LightElement {
  static override properties = {session: {attribute: false}};
  declare session: Session;
  private counted: {score: Score; facts: Map<number, PartFacts>} | undefined;

  protected override firstUpdated(): void {
    redraw_on_change(this, this.session);
  }

  private get facts(): Map<number, PartFacts> {
    const {score} = this.session.controller;
    if (this.counted?.score !== score) this.counted = {score, facts: facts_of_parts(score)};
    return this.counted.facts;
  }

  protected override render() {
    const {controller} = this.session;
    const {parts} = controller.score;
    const {facts} = this;
    return html`<section class="parts"><h2>Parts</h2>
      <ul>${parts.map((part, place) => this.render_part(part, place, facts.get(part.id) ?? {count: 0, confidence: 0}))}</ul>
      ${controller.is_editable ? html`<button class="new_part" @click=${() => this.add()}>New part${
        controller.selected.size ? " from chosen notes" : nothing}</button>` : nothing}</section>`;
  }

  private add(): void {
    const {controller} = this.session;
    const {score, selected} = controller;
    const id = score.next_id;
    const added = add_part(score, `Part ${score.parts.length + 1}`);
    controller.edit("New part", selected.size ? assign_notes(added, selected, id) : added);
    this.session.chosen_part = id;
    this.session.changed();
  }

  private render_part(part: Part, place: number, facts: PartFacts) {
    const {session} = this;
    const {controller} = session;
    const setting = setting_of(session.settings, part.id);
    const is_chosen = session.chosen_part === part.id;
    return html`<li class="part part_${place % 8} ${is_chosen ? "chosen" : ""}" data-part=${part.id}
        @click=${() => this.choose(part.id)}>
      <span class="colour" aria-hidden="true">${place + 1}</span>
      <input class="part_name" .value=${part.name} ?readonly=${!controller.is_editable} aria-label="Name of part ${place + 1}"
        spellcheck="false" @change=${(event: Event) => this.change(part, "Rename part",
          {name: (event.currentTarget as HTMLInputElement).value.trim() || part.name})}>
      <span class="count" title="Notes, and how sure the program is of them">${facts.count}
        ${facts.count ? html`<meter min="0" max="1" .value=${facts.confidence}
          aria-label="Sure to ${Math.round(100 * facts.confidence)} percent"></meter>` : nothing}</span>
      ${controller.is_editable ? html`<span class="switches">
        <button class="mute" aria-pressed=${setting.is_muted} aria-label="Mute ${part.name}" title="Mute"
          @click=${() => session.change_setting(part.id, {is_muted: !setting.is_muted})}>M</button>
        <button class="solo" aria-pressed=${setting.is_solo} aria-label="Solo ${part.name}" title="Solo"
          @click=${() => session.change_setting(part.id, {is_solo: !setting.is_solo})}>S</button></span>
      <input class="volume" type="range" min="0" max="1" step="0.01" .value=${String(setting.volume)}
        aria-label="Volume of ${part.name}" @input=${(event: Event) => session.change_setting(part.id,
          {volume: Number((event.currentTarget as HTMLInputElement).value)})}>
      ${is_chosen ? this.render_more(part) : nothing}` : nothing}</li>`;
  }

  private choose(id: number): void {
    this.session.chosen_part = id;
    this.session.changed();
  }

  private change(part: Part, label: string, changes: Partial<Part>): void {
    const {controller} = this.session;
    controller.edit(label, change_part(controller.score, part.id, changes));
  }

  private render_more(part: Part) {
    const {controller} = this.session;
    const others = controller.score.parts.filter((other) => other.id !== part.id);
    const known = INSTRUMENTS.some(([program]) => program === part.program);
    return html`<div class="more">
      <select aria-label="Instrument of ${part.name}" ?disabled=${part.is_drums} @change=${(event: Event) => this.change(part,
        "Change instrument", {program: Number((event.currentTarget as HTMLSelectElement).value)})}>
        ${part.is_drums ? html`<option selected>Drums</option>` : nothing}
        ${known || part.is_drums ? nothing : html`<option value=${part.program} selected>${instrument_name(part.program)}</option>`}
        ${INSTRUMENTS.map(([program, name]) => html`<option value=${program}
          ?selected=${!part.is_drums && program === part.program}>${name}</option>`)}</select>
      ${controller.selected.size ? html`<button @click=${() => controller.edit("Assign to part",
        assign_notes(controller.score, controller.selected, part.id))}>Assign ${controller.selected.size} chosen</button>` : nothing}
      ${others.length ? html`<select aria-label="Join ${part.name} with another part" @change=${(event: Event) => {
        const into = Number((event.currentTarget as HTMLSelectElement).value);
        if (into) controller.edit("Join parts", merge_parts(controller.score, part.id, into));
      }}><option value="0">Join with…</option>${others.map((other) => html`<option value=${other.id}>${other.name}</option>`)}</select>
      <button class="delete_part" @click=${() => controller.edit("Delete part", delete_part(controller.score, part.id))}>Delete</button>` : nothing}</div>`;
  }
}

customElements.define("divisi-parts", PartList);
