// <divisi-studio>: the page. Shows the list of projects, or the one that the address names (#/p/<id>).

import {html, nothing} from "lit";
import {keyed} from "lit/directives/keyed.js";
import {ApiClient} from "../api/client.ts";
import type {ServerFacts} from "../api/types.ts";
import {LightElement} from "./light_element.ts";
import "./project_view.ts";
import "./projects_view.ts";

export class StudioApp extends LightElement {
  static override properties = {route: {state: true}, facts: {state: true}, trouble: {state: true}};
  declare route: string;
  declare facts: ServerFacts | undefined;
  declare trouble: string;
  private readonly client = new ApiClient();

  constructor() {
    super();
    this.route = location.hash;
    this.trouble = "";
    window.addEventListener("hashchange", () => this.route = location.hash);
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.facts = await this.client.server();
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  protected override render() {
    const id = /^#\/p\/([a-z0-9]+)/.exec(this.route)?.[1];
    if (this.trouble) return html`<main class="projects"><div class="notice bad" role="alert"><p>${this.trouble}</p>
      <button @click=${() => location.reload()}>Try again</button></div></main>`;
    if (!this.facts) return nothing;
    // Another project is another element, with nothing left over from the last.
    return id
      ? keyed(id, html`<divisi-project .client=${this.client} .facts=${this.facts} .project_id=${id}></divisi-project>`)
      : html`<divisi-projects .client=${this.client} .facts=${this.facts}></divisi-projects>`;
  }
}

customElements.define("divisi-studio", StudioApp);
