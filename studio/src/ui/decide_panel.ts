// <divisi-decide>: sliders that decide anew from what the network heard, without listening again.

import {html, nothing} from "lit";
import type {DecideOptions, ServerFacts} from "../api/types.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {Session} from "./session.ts";

interface Slider {
  readonly key: string;
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** Right is more notes, though a threshold then falls. */
  readonly is_turned?: boolean;
  readonly about: string;
  readonly text: (value: number) => string;
}

const percent = (value: number) => `${Math.round(100 * value)} %`;

const SLIDERS: readonly Slider[] = [
  {key: "threshold", name: "Sensitivity", low: 0.05, high: 0.95, step: 0.01, is_turned: true, text: (v) => percent(1 - v),
    about: "More to the right finds fainter notes, and more that are not there"},
  {key: "ghost_suppression", name: "Cleanliness", low: 0, high: 1, step: 0.01, text: percent,
    about: "More to the right takes away notes that only echo others, such as octaves"},
  {key: "min_note_s", name: "Shortest note", low: 0.02, high: 0.5, step: 0.01, text: (v) => `${Math.round(1000 * v)} ms`,
    about: "Shorter notes are left out"},
  {key: "onset_threshold", name: "Sure of beginnings", low: 0.05, high: 0.95, step: 0.01, text: percent,
    about: "How clearly a note must begin"},
  {key: "frame_threshold", name: "Sure of sounding on", low: 0.05, high: 0.95, step: 0.01, text: percent,
    about: "How clearly a note must go on: lower makes notes longer"},
];
const MAIN = new Set(["threshold", "ghost_suppression", "min_note_s"]);
/** Lines of the grid in a quarter note. */
const GRIDS: readonly (readonly [lines: number, name: string])[] = [[1, "Quarters"], [2, "Eighths"], [3, "Eighth triplets"],
  [4, "Sixteenths"], [6, "Sixteenth triplets"], [8, "32nds"], [12, "32nd triplets"]];
const GRID_STRENGTH: Slider = {key: "quantise_strength", name: "How far to the grid", low: 0, high: 1, step: 0.05, text: percent,
  about: "All the way, or part of it, so that the playing stays alive"};
const MOST_PARTS = 12;
const DRUMS = "drums";
const MOST_OF_A_FAMILY = 8;

export class DecidePanel extends LightElement {
  static override properties = {session: {attribute: false}, facts: {attribute: false}, is_asking: {state: true}};
  declare session: Session;
  declare facts: ServerFacts;
  declare is_asking: boolean;
  private values: Record<string, number> = {};
  private parts: number | "auto" = "auto";
  /** Who plays, where somebody said so. */
  private line_up: readonly string[] = [];
  /** 0: notes stay where they were played. */
  private grid = 0;
  private may_lose = false;

  protected override firstUpdated(): void {
    redraw_on_change(this, this.session);
  }

  private value_of(slider: Slider): number {
    const decided = this.session.controller.score.rest.options as Record<string, number> | undefined;
    const {decode_defaults} = this.facts;
    const otherwise = slider.key === "threshold" ? 0.5 : decided?.[slider.key] ?? Number(decode_defaults[slider.key] ?? slider.low);
    return this.values[slider.key] ?? otherwise;
  }

  private change(slider: Slider, shown: number): void {
    this.values = {...this.values, [slider.key]: slider.is_turned ? slider.low + slider.high - shown : shown};
    this.ask();
  }

  private ask(): void {
    this.requestUpdate();
    if (this.session.controller.hand_edits > 0 && !this.may_lose) {
      this.is_asking = true;
      return;
    }
    void this.decide();
  }

  /** Drums alone are nobody to deal notes to. */
  private get is_line_up_known(): boolean {
    return this.line_up.some((name) => name !== DRUMS);
  }

  private count_of(name: string): number {
    return this.line_up.filter((other) => other === name).length;
  }

  private name_players(name: string, count: number): void {
    if (!(count >= 0 && count <= MOST_OF_A_FAMILY)) return;
    this.line_up = this.facts.instruments!.flatMap((known) =>
      new Array<string>(known === name ? Math.round(count) : this.count_of(known)).fill(known));
    this.ask();
  }

  private async decide(): Promise<void> {
    const who: DecideOptions = this.is_line_up_known ? {instruments: this.line_up} : {parts: this.parts};
    const options: DecideOptions = {...this.values, ...who, ...this.grid ? {quantise: this.grid} : {}};
    if (await this.session.controller.decide(options)) this.may_lose = false;
  }

  private answer(may_lose: boolean): void {
    this.is_asking = false;
    this.may_lose = may_lose;
    if (may_lose) void this.decide();
    else this.reset_values();
  }

  private reset_values(): void {
    this.values = {};
    this.parts = "auto";
    this.line_up = [];
    this.grid = 0;
    this.requestUpdate();
  }

  protected override render() {
    const {controller} = this.session;
    if (!controller.is_editable) return nothing;
    const known = (slider: Slider) => slider.key === "threshold" || slider.key in this.facts.decode_defaults;
    const main = SLIDERS.filter((slider) => MAIN.has(slider.key) && known(slider));
    const finer = SLIDERS.filter((slider) => !MAIN.has(slider.key) && known(slider));
    return html`<section class="decide"><h2>What counts as a note</h2>
      ${this.is_asking ? this.render_question() : nothing}
      ${main.map((slider) => this.render_slider(slider))}
      <label class="slider"><span>Number of parts</span><output>${this.is_line_up_known ? "as named" : this.parts}</output>
        <input class="part_count" type="range" ?disabled=${this.is_line_up_known} min="0" max=${MOST_PARTS} step="1" .value=${String(this.parts === "auto" ? 0 : this.parts)}
          aria-valuetext=${String(this.parts)} title="At the left end, as many as are heard" @input=${(event: Event) => {
            const value = Number((event.currentTarget as HTMLInputElement).value);
            this.parts = value === 0 ? "auto" : value;
            this.ask();
          }}></label>
      ${this.facts.instruments ? this.render_line_up(this.facts.instruments) : nothing}
      ${"quantise" in this.facts.decode_defaults ? this.render_grid() : nothing}
      ${finer.length ? html`<details><summary>Finer</summary>${finer.map((slider) => this.render_slider(slider))}</details>` : nothing}
      <p class="row"><button class="as_heard" @click=${() => {
        this.reset_values();
        this.ask();
      }}>As first heard</button>${controller.decided_ms === undefined ? nothing
        : html`<small>${controller.score.notes.length} notes in ${controller.decided_ms.toFixed(0)} ms</small>`}</p></section>`;
  }

  private render_line_up(names: readonly string[]) {
    return html`<details class="line_up"><summary title="A part for each, instead of as many as are heard">Who plays${
      this.line_up.length ? `: ${this.line_up.join(", ")}` : ""}</summary>
      <div role="group" aria-label="Who plays">${names.map((name) => html`<label><input type="checkbox" data-plays=${name}
        .checked=${this.line_up.includes(name)} @change=${(event: Event) =>
          this.name_players(name, (event.currentTarget as HTMLInputElement).checked ? 1 : 0)}>${name}${
        this.line_up.includes(name) && name !== DRUMS ? this.render_count(name) : nothing}</label>`)}</div></details>`;
  }

  private render_count(name: string) {
    return html`<input type="number" min="1" max=${MOST_OF_A_FAMILY} data-count=${name} aria-label="How many: ${name}"
      title="How many of them play" .value=${String(this.count_of(name))} @change=${(event: Event) => {
        const field = event.currentTarget as HTMLInputElement;
        this.name_players(name, Number(field.value) || this.count_of(name));
        field.value = String(this.count_of(name));
      }}>`;
  }

  private render_grid() {
    return html`<label class="slider"><span>Quantise</span><select class="grid" @change=${(event: Event) => {
      this.grid = Number((event.currentTarget as HTMLSelectElement).value);
      this.ask();
    }}><option value="0" ?selected=${this.grid === 0}>As played</option>${GRIDS.map(([lines, name]) => html`<option value=${lines}
      ?selected=${this.grid === lines}>${name}</option>`)}</select></label>
      ${this.grid ? this.render_slider(GRID_STRENGTH) : nothing}`;
  }

  private render_question() {
    return html`<div class="notice" role="alertdialog" aria-label="Edits would be replaced"><p>You have changed notes by hand. New notes
      replace them; Undo brings yours back.</p><button class="go_on" @click=${() => this.answer(true)}>Decide anew</button>
      <button @click=${() => this.answer(false)}>Keep mine</button></div>`;
  }

  private render_slider(slider: Slider) {
    const value = this.value_of(slider);
    const shown = slider.is_turned ? slider.low + slider.high - value : value;
    return html`<label class="slider" title=${slider.about}><span>${slider.name}</span><output>${slider.text(value)}</output>
      <input type="range" data-key=${slider.key} min=${slider.low} max=${slider.high} step=${slider.step} .value=${String(shown)}
        aria-valuetext=${slider.text(value)} @input=${(event: Event) =>
          this.change(slider, Number((event.currentTarget as HTMLInputElement).value))}></label>`;
  }
}

customElements.define("divisi-decide", DecidePanel);
