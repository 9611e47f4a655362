// <divisi-transport>: play, where it is, what is heard, how fast, and again and again.

import {html, nothing} from "lit";
import {clock_text} from "../roll/view_window.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {Session} from "./session.ts";

const RATES = [0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1];

export class TransportBar extends LightElement {
  static override properties = {session: {attribute: false}};
  declare session: Session;
  private timer = 0;

  protected override firstUpdated(): void {
    redraw_on_change(this, this.session);
    this.timer = window.setInterval(() => this.session.player.is_playing && this.show_clock(), 100);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  private show_clock(): void {
    const clock = this.querySelector("output.clock");
    if (clock) clock.textContent = this.clock;
  }

  private get clock(): string {
    return clock_text(this.session.player.now_s, 0.1);
  }

  protected override render() {
    const {session} = this;
    const {player, controller} = session;
    const {project, score, is_editable} = controller;
    const can_play = project?.audio === "ready" || (project?.audio === undefined && is_editable);
    const length_s = project?.duration_s || project?.progress.total_s || score.duration_s;
    return html`<footer class="transport" aria-label="Playback">
      <button class="play" ?disabled=${!can_play} aria-label=${player.is_playing ? "Pause" : "Play"} title="Space"
        @click=${() => player.toggle().catch((error: unknown) => controller.say(error))}>${player.is_playing
          ? html`<svg viewBox="0 0 16 16" aria-hidden="true"><rect x="3" y="2" width="4" height="12"/><rect x="9" y="2" width="4" height="12"/></svg>`
          : html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2 14 8 4 14Z"/></svg>`}</button>
      <button class="home" aria-label="To the beginning" title="Home" @click=${() => player.seek(0)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 2h2v12H3zM13 2v12L5 8z"/></svg></button>
      <output class="clock" .textContent=${this.clock}></output><span class="length">/ ${clock_text(length_s)}</span>
      ${player.is_waiting ? html`<span class="waiting">loading sound</span>` : nothing}
      <span class="gap"></span>
      <span class="blend" role="group" aria-label="What is heard">
        ${this.render_background()}
        <input class="ab" type="range" min="0" max="1" step="0.01" .value=${String(session.blend)} aria-label="From the recording to the notes"
          aria-valuetext="${Math.round(100 * session.blend)} percent notes" @input=${(event: Event) =>
            session.set_blend(Number((event.currentTarget as HTMLInputElement).value))}>
        <button class="b ${session.blend > 0.5 ? "on" : ""}" aria-pressed=${session.blend === 1} title="Hear the notes played back (B)"
          @click=${() => session.set_blend(1)}>Notes</button></span>
      <label class="rate"><span class="wide">Speed</span> <select aria-label="Speed" @change=${(event: Event) =>
        player.set_rate(Number((event.currentTarget as HTMLSelectElement).value))}>${RATES.map((rate) => html`<option value=${rate}
          ?selected=${rate === player.rate}>${Math.round(100 * rate)} %</option>`)}</select></label>
      <button class="loop" aria-pressed=${player.loop !== undefined} title="Loop: chosen notes, or what is seen (L)"
        @click=${() => toggle_loop(session)}>Loop</button></footer>`;
  }

  private render_background() {
    const {session} = this;
    const {project, is_editable} = session.controller;
    const is_recording = session.background === "audio";
    return html`<button class="a ${session.blend < 0.5 && is_recording ? "on" : ""}" aria-pressed=${session.blend === 0 && is_recording}
        title="Hear the recording (A)" @click=${() => {
          void session.set_background("audio");
          session.set_blend(0);
        }}>Recording</button>
      ${session.stems ? html`<button class="stems ${session.background === "stems" && session.blend < 0.5 ? "on" : ""}"
          aria-pressed=${session.background === "stems" && session.blend === 0} title="Hear the recording taken apart: mute and solo its parts"
          @click=${() => {
            session.set_blend(0);
            void session.set_background("stems");
          }}>Stems</button>` : nothing}
      ${session.stems && !session.are_stems_old ? nothing : html`<button class="make_stems" ?disabled=${!is_editable || project?.stems === "working"}
          title=${session.stems ? "Notes were changed since the stems were made" : "Take the recording apart by its parts"}
          @click=${() => session.controller.make_stems()}>${project?.stems === "working" ? "Making stems…"
            : session.stems ? "Renew" : "Make stems"}</button>`}`;
  }
}

/** The chosen notes' stretch, else what the roll shows; off when it is on. */
export function toggle_loop(session: Session): void {
  const {player, controller} = session;
  if (player.loop) return player.set_loop(undefined);
  const notes = controller.score.notes.filter((note) => controller.selected.has(note.id));
  if (notes.length) {
    return player.set_loop({from_s: Math.min(...notes.map((note) => note.onset_s)), to_s: Math.max(...notes.map((note) => note.offset_s))});
  }
  const roll = document.querySelector<HTMLElement & {stage?: {view: {start_s: number; seconds_per_px: number; width_px: number}}}>("divisi-roll");
  const view = roll?.stage?.view;
  const end_s = controller.score.duration_s || (controller.project?.duration_s ?? 0);
  if (view) player.set_loop({from_s: view.start_s, to_s: Math.min(view.start_s + view.seconds_per_px * view.width_px, end_s)});
}

customElements.define("divisi-transport", TransportBar);
