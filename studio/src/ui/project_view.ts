// <divisi-project>: one project: what it is called and how far it is, parts, roll or score, and the transport.

import {html, nothing} from "lit";
import type {ApiClient} from "../api/client.ts";
import type {ServerFacts} from "../api/types.ts";
import {error_text, is_working} from "../api/types.ts";
import {tuning_text} from "../model/score.ts";
import {clock_text} from "../roll/view_window.ts";
import {announce} from "./announce.ts";
import "./decide_panel.ts";
import "./export_menu.ts";
import "./help_sheet.ts";
import {key_handler} from "./keys.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import "./part_list.ts";
import "./review_panel.ts";
import type {RollElement} from "./roll_element.ts";
import "./roll_element.ts";
import "./score_view.ts";
import {Session} from "./session.ts";
import "./tool_bar.ts";
import "./transport_bar.ts";

const SAVE_TEXT = {saved: "Saved", waiting: "Not saved yet", saving: "Saving", offline: "Not saved: no answer",
  conflict: "Changed elsewhere", refused: "Not saved"} as const;

export class ProjectView extends LightElement {
  static override properties = {client: {attribute: false}, facts: {attribute: false}, project_id: {attribute: false},
    tab: {state: true}};
  declare client: ApiClient;
  declare facts: ServerFacts;
  declare project_id: string;
  declare tab: "roll" | "score";
  session: Session | undefined;
  private readonly end = new AbortController();
  private said = "";

  constructor() {
    super();
    this.tab = "roll";
  }

  protected override willUpdate(): void {
    if (this.session) return;
    const session = this.session = new Session(this.client, this.project_id);
    redraw_on_change(this, session);
    session.addEventListener("change", () => this.tell(), {signal: this.end.signal});
    void session.controller.open();
    window.addEventListener("beforeunload", (event) => {
      const {autosave} = session.controller;
      if (autosave && !autosave.is_clean) {
        void autosave.flush();
        event.preventDefault();
      }
    }, {signal: this.end.signal});
    window.addEventListener("keydown", key_handler(session, this), {signal: this.end.signal});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end.abort();
    this.session?.close();
  }

  get roll(): RollElement | null {
    return this.querySelector<RollElement>("divisi-roll");
  }

  show_help(): void {
    this.querySelector<HTMLElement & {open(): void}>("divisi-help")?.open();
  }

  /** For the screen reader: states, and progress in tenths. */
  private tell(): void {
    const {project} = this.session?.controller ?? {};
    if (!project) return;
    const {done_s, total_s} = project.progress;
    const tenth = total_s ? Math.floor(10 * done_s / total_s) * 10 : 0;
    const text = project.state === "listening" ? `Listening, ${tenth} percent` : `${project.name}: ${project.state}`;
    if (text !== this.said) announce(text);
    this.said = text;
    document.title = `${project.name} · divisi studio`;
  }

  protected override render() {
    const {session} = this;
    const {project, trouble} = session?.controller ?? {};
    if (!session) return nothing;
    if (!project) {
      return html`<main class="projects">${trouble ? html`<div class="notice bad" role="alert"><p>${trouble}</p>
        <a href="#/">All projects</a></div>` : nothing}</main>`;
    }
    return html`<div class="studio">
      ${this.render_head(session)}
      ${this.render_notices(session)}
      <aside aria-label="Parts and decisions">
        <divisi-parts .session=${session}></divisi-parts>
        <divisi-decide .session=${session} .facts=${this.facts}></divisi-decide>
        <divisi-review .session=${session}></divisi-review></aside>
      <main><divisi-tools .session=${session} .tab=${this.tab}
          @tab=${(event: CustomEvent<"roll" | "score">) => this.tab = event.detail}></divisi-tools>
        <div class="stage" ?hidden=${this.tab !== "roll"}><divisi-roll .session=${session}></divisi-roll>
          ${this.render_empty(session)}</div>
        ${this.tab === "score" ? html`<divisi-score .session=${session}></divisi-score>` : nothing}</main>
      <divisi-transport .session=${session}></divisi-transport>
      <divisi-help></divisi-help></div>`;
  }

  private render_head(session: Session) {
    const {controller} = session;
    const {project, autosave, undo_label, redo_label} = controller;
    if (!project) return nothing;
    return html`<header class="head">
      <a class="home" href="#/" aria-label="All projects" title="All projects"><img src="icon.svg" alt="" width="28" height="28"></a>
      <input class="title" .value=${project.name} aria-label="Name of the project" spellcheck="false" @change=${(event: Event) =>
        controller.rename((event.currentTarget as HTMLInputElement).value.trim() || project.name)}>
      ${this.render_state(session)}
      <span class="tuning" title="How the recording is tuned">${tuning_text(controller.score)}</span>
      <span class="gap"></span>
      ${autosave ? html`<span class="save ${autosave.state}" title=${autosave.message}>${SAVE_TEXT[autosave.state]}</span>` : nothing}
      <button class="undo" ?disabled=${!undo_label} title=${undo_label ? `Undo: ${undo_label} (Ctrl+Z)` : "Nothing to undo"}
        aria-label="Undo" @click=${() => controller.undo()}><span class="wide">Undo</span><span class="narrow" aria-hidden="true">↶</span></button>
      <button class="redo" ?disabled=${!redo_label} title=${redo_label ? `Redo: ${redo_label} (Ctrl+Shift+Z)` : "Nothing to redo"}
        aria-label="Redo" @click=${() => controller.redo()}><span class="wide">Redo</span><span class="narrow" aria-hidden="true">↷</span></button>
      <divisi-export .session=${session} .facts=${this.facts}></divisi-export>
      <button class="help" aria-label="Keys and help" title="Keys and help (?)" @click=${() => this.show_help()}>?</button></header>`;
  }

  private render_state(session: Session) {
    const {project, is_connected} = session.controller;
    if (!project || project.state === "ready") return nothing;
    const {done_s, total_s} = project.progress;
    if (!is_working(project.state)) return nothing;
    return html`<span class="job"><progress max=${total_s || 1} .value=${done_s} aria-label="Listening"></progress>
      <span>${project.state === "queued" ? "Waiting for its turn" : is_connected
        ? `Listening, ${clock_text(done_s)} of ${clock_text(total_s)}` : "Connecting again"}</span>
      <button class="cancel" @click=${() => session.controller.cancel()}>Cancel</button></span>`;
  }

  private render_notices(session: Session) {
    const {controller} = session;
    const {project, trouble, autosave} = controller;
    if (!project) return nothing;
    const is_stopped = ["failed", "cancelled", "interrupted"].includes(project.state);
    const stopped = {failed: "The recording could not be worked through.", cancelled: "You stopped this.",
      interrupted: "The server stopped in the middle of this."}[project.state as string] ?? "";
    return html`<div class="notices">
      ${is_stopped ? html`<div class="notice bad" role="alert"><p>${stopped} ${error_text(project)}</p>
        <button class="retry" @click=${() => controller.retry()}>Try again</button>
        <a class="button" href="#/">Choose another recording</a></div>` : nothing}
      ${trouble ? html`<div class="notice bad" role="alert"><p>${trouble}</p>
        <button @click=${() => controller.clear_trouble()}>Dismiss</button></div>` : nothing}
      ${autosave?.state === "conflict" ? html`<div class="notice bad" role="alert">
        <p>This score was saved from another window while you changed it here. Which one is to stay? Undo brings the
          other back.</p>
        <button class="keep_mine" @click=${() => controller.keep_mine()}>Keep mine</button>
        <button class="take_other" @click=${() => controller.take_other()}>Take the other</button></div>` : nothing}
      ${autosave?.state === "refused" || autosave?.state === "offline"
        ? html`<div class="notice bad" role="alert"><p>${autosave.message}</p></div>` : nothing}</div>`;
  }

  private render_empty({controller}: Session) {
    const {project, score} = controller;
    if (!project || score.notes.length > 0) return nothing;
    if (is_working(project.state)) return html`<p class="hint">Listening. Notes appear here as they are found.</p>`;
    if (project.state !== "ready") return nothing;
    return html`<p class="hint">No notes. Move Sensitivity to the right to hear more, or draw notes with the pen.</p>`;
  }
}

customElements.define("divisi-project", ProjectView);
