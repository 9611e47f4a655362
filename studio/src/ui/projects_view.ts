// <divisi-projects>: where to drop a recording, and the projects that there are.

import {html, nothing} from "lit";
import type {ApiClient} from "../api/client.ts";
import type {Project, ServerFacts} from "../api/types.ts";
import {error_text, is_working} from "../api/types.ts";
import {objection, size_text, upload} from "../api/upload.ts";
import type {Upload} from "../api/upload.ts";
import {clock_text} from "../roll/view_window.ts";
import {announce} from "./announce.ts";
import {LightElement} from "./light_element.ts";

interface Sending {
  readonly name: string;
  readonly upload: Upload;
  fraction: number;
}

const STATE_TEXT: Record<Project["state"], string> = {
  queued: "Waiting for its turn", listening: "Listening", ready: "Ready", failed: "Failed", cancelled: "Cancelled",
  interrupted: "Interrupted",
};

const POLL_MS = 1500;

export class ProjectsView extends LightElement {
  static override properties = {
    client: {attribute: false}, facts: {attribute: false}, projects: {state: true}, sending: {state: true},
    trouble: {state: true}, is_over: {state: true}, renaming: {state: true},
  };
  declare client: ApiClient;
  declare facts: ServerFacts;
  declare projects: Project[] | undefined;
  declare sending: Sending[];
  declare trouble: string[];
  declare is_over: boolean;
  declare renaming: string;
  private timer = 0;
  private readonly end = new AbortController();

  constructor() {
    super();
    this.sending = [];
    this.trouble = [];
    this.is_over = false;
    this.renaming = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = "divisi studio";
    const {signal} = this.end;
    window.addEventListener("dragover", (event) => this.drag(event, true), {signal});
    window.addEventListener("dragleave", (event) => event.relatedTarget === null && this.drag(event, false), {signal});
    window.addEventListener("drop", (event) => this.drop(event), {signal});
    void this.refresh();
    this.timer = window.setInterval(() => void this.refresh(), POLL_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end.abort();
    window.clearInterval(this.timer);
  }

  private async refresh(): Promise<void> {
    try {
      this.projects = await this.client.projects();
    } catch (error) {
      if (!this.projects) this.complain((error as Error).message);
    }
  }

  private complain(text: string): void {
    if (!this.trouble.includes(text)) this.trouble = [...this.trouble, text];
  }

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.complain((error as Error).message);
    }
    await this.refresh();
  }

  private drag(event: DragEvent, is_over: boolean): void {
    event.preventDefault();
    this.is_over = is_over;
  }

  private drop(event: DragEvent): void {
    this.drag(event, false);
    this.take([...event.dataTransfer?.files ?? []]);
  }

  private choose(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    this.take([...input.files ?? []]);
    input.value = "";
  }

  private take(files: File[]): void {
    this.trouble = [];
    for (const file of files) {
      const problem = objection(file.name, file.size, this.facts.limits.upload_bytes);
      if (problem) this.complain(problem);
      else void this.send(file, files.length === 1);
    }
  }

  private async send(file: File, is_only: boolean): Promise<void> {
    const sending: Sending = {name: file.name, fraction: 0, upload: upload(this.client.base, file, (fraction) => {
      sending.fraction = fraction;
      this.requestUpdate();
    })};
    this.sending = [...this.sending, sending];
    announce(`Sending ${file.name}`);
    try {
      const project = await sending.upload.done;
      if (is_only) location.hash = `#/p/${project.id}`;
    } catch (error) {
      this.complain((error as Error).message);
    }
    this.sending = this.sending.filter((other) => other !== sending);
    await this.refresh();
  }

  protected override render() {
    return html`<main class="projects">
      <header><h1><img src="icon.svg" alt="" width="36" height="36"> divisi studio</h1>
        <p>Turns a recording into notes and parts, on this machine. Nothing leaves it.</p></header>
      ${this.trouble.map((text) => html`<div class="notice bad" role="alert"><p>${text}</p>
        <button @click=${() => this.trouble = this.trouble.filter((other) => other !== text)}>Dismiss</button></div>`)}
      <label class="drop ${this.is_over ? "over" : ""}">
        <input type="file" class="sr_only" multiple accept="audio/*,video/*,.flac,.mp3,.ogg,.opus,.m4a,.wav,.aiff" @change=${this.choose}>
        <b>Drop a recording here</b><span>or press to choose one: WAV, FLAC, MP3, Ogg, M4A, and others</span>
        <small>Up to ${size_text(this.facts.limits.upload_bytes)} and ${Math.round(this.facts.limits.duration_s / 60)} minutes</small></label>
      ${this.sending.map((sending) => html`<div class="sending"><span>Sending ${sending.name}</span>
        <progress max="1" .value=${sending.fraction} aria-label="Sending ${sending.name}"></progress>
        <button @click=${() => sending.upload.cancel()}>Cancel</button></div>`)}
      ${this.render_list()}
      <footer>divisi ${this.facts.version} · <a href="licences.txt">licences of this page</a></footer></main>`;
  }

  private render_list() {
    if (!this.projects) return nothing;
    if (this.projects.length === 0) return html`<p class="empty">No projects yet.</p>`;
    return html`<section><h2>Projects</h2>
      <ul class="list">${this.projects.map((project) => this.render_project(project))}</ul></section>`;
  }

  private render_project(project: Project) {
    const {done_s, total_s} = project.progress;
    const is_on = is_working(project.state);
    return html`<li class="project ${project.state}" data-id=${project.id}>
      ${this.renaming === project.id ? this.render_rename(project)
        : html`<a class="name" href="#/p/${project.id}">${project.name}</a>`}
      <span class="facts">${project.duration_s ? `${clock_text(project.duration_s)} · ` : nothing}${new Date(project.created)
        .toLocaleString(undefined, {dateStyle: "medium", timeStyle: "short"})}${project.edited ? " · edited" : nothing}</span>
      <span class="state">${STATE_TEXT[project.state]}</span>
      ${project.state === "listening" && total_s ? html`<progress max=${total_s} .value=${done_s}
        aria-label="Listening to ${project.name}"></progress>` : nothing}
      ${error_text(project) ? html`<span class="error">${error_text(project)}</span>` : nothing}
      <span class="actions">
        ${is_on ? html`<button @click=${() => this.attempt(() => this.client.cancel(project.id))}>Cancel</button>` : nothing}
        ${["failed", "cancelled", "interrupted"].includes(project.state)
          ? html`<button @click=${() => this.attempt(() => this.client.retry(project.id))}>Try again</button>` : nothing}
        <button @click=${() => this.renaming = project.id} aria-label="Rename ${project.name}">Rename</button>
        <button @click=${() => this.remove_project(project)} aria-label="Delete ${project.name}">Delete</button></span></li>`;
  }

  private render_rename(project: Project) {
    const finish = (event: Event) => {
      const {value} = event.currentTarget as HTMLInputElement;
      this.renaming = "";
      if (value.trim() && value !== project.name) void this.attempt(() => this.client.rename(project.id, value.trim()));
    };
    return html`<input class="name" .value=${project.name} aria-label="New name" autofocus @change=${finish} @blur=${finish}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && (this.renaming = "")}>`;
  }

  private remove_project(project: Project): void {
    const question = `Delete ${project.name}, with its recording, notes and stems? This cannot be undone.`;
    if (confirm(question)) void this.attempt(() => this.client.remove(project.id));
  }

  protected override updated(): void {
    this.querySelector<HTMLInputElement>("input.name")?.focus();
  }
}

customElements.define("divisi-projects", ProjectsView);
