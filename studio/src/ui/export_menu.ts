// <divisi-export>: takes the score away in every format that the server writes.

import {html, nothing} from "lit";
import type {ServerFacts} from "../api/types.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {Session} from "./session.ts";

const ABOUT: Record<string, string> = {
  midi: "MIDI: for any music program", musicxml: "MusicXML: for notation programs", json: "JSON: everything that is known of the notes",
  csv: "CSV: a table", png: "PNG: a picture of the roll", zip: "ZIP: all of these, and stems where there are any",
};

export class ExportMenu extends LightElement {
  static override properties = {session: {attribute: false}, facts: {attribute: false}};
  declare session: Session;
  declare facts: ServerFacts;

  protected override firstUpdated(): void {
    redraw_on_change(this, this.session);
    document.addEventListener("click", (event) => {
      if (!this.contains(event.target as Node)) this.close();
    });
  }

  private close(): void {
    this.querySelector("details")?.removeAttribute("open");
  }

  /** What was changed a moment ago must be in the file. */
  private async take(event: Event, format: string): Promise<void> {
    const {controller, client} = this.session;
    if (controller.autosave?.is_clean === false) {
      event.preventDefault();
      await controller.autosave.flush();
      if (controller.autosave.is_clean) location.href = client.export_url(controller.id, format);
    }
    this.close();
  }

  protected override render() {
    const {controller, client} = this.session;
    if (!controller.is_editable) return nothing;
    return html`<details class="export"><summary class="button">Export</summary><ul>${Object.keys(ABOUT).map((format) => html`<li>
      <a href=${client.export_url(controller.id, format)} download data-format=${format}
        @click=${(event: Event) => this.take(event, format)}>${ABOUT[format]}</a></li>`)}</ul></details>`;
  }
}

customElements.define("divisi-export", ExportMenu);
