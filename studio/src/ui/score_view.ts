// <divisi-score>: the score as it is printed, engraved by Verovio from the MusicXML that the server writes. Verovio
// (7 MB) is fetched when the view is first opened.

import {html, nothing} from "lit";
import {announce} from "./announce.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {Session} from "./session.ts";

interface Toolkit {
  setOptions(options: Record<string, unknown>): void;
  loadData(data: string): boolean;
  getPageCount(): number;
  renderToSVG(page: number): string;
}

interface VerovioModule {
  default(): Promise<unknown>;
}

const MODULE_URL = "verovio/verovio-module.mjs";
const TOOLKIT_URL = "verovio/verovio.mjs";

let loading: Promise<Toolkit> | undefined;

async function load(): Promise<Toolkit> {
  const at = (path: string) => new URL(path, document.baseURI).href;
  const [module, {VerovioToolkit}] = await Promise.all([
    import(/* @vite-ignore */ at(MODULE_URL)) as Promise<VerovioModule>,
    import(/* @vite-ignore */ at(TOOLKIT_URL)) as Promise<{VerovioToolkit: new (module: unknown) => Toolkit}>,
  ]);
  return new VerovioToolkit(await module.default());
}

export class ScoreView extends LightElement {
  static override properties = {session: {attribute: false}, page: {state: true}, pages: {state: true}, svg: {state: true},
    trouble: {state: true}};
  declare session: Session;
  declare page: number;
  declare pages: number;
  declare svg: string;
  declare trouble: string;
  private toolkit: Toolkit | undefined;
  private stop: (() => void) | undefined;
  private is_engraving = false;
  private revision = "";

  constructor() {
    super();
    this.page = 1;
    this.pages = 0;
    this.svg = "";
    this.trouble = "";
  }

  protected override firstUpdated(): void {
    this.stop = redraw_on_change(this, this.session);
    void this.engrave();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  /** What was edited, and is saved by now, is engraved anew. */
  private follow(): void {
    const {autosave} = this.session.controller;
    if (this.is_engraving || !this.toolkit || !autosave?.is_clean || autosave.revision === this.revision) return;
    void this.engrave(this.page);
  }

  private async engrave(page = 1): Promise<void> {
    const {controller, client} = this.session;
    this.is_engraving = true;
    try {
      await controller.autosave?.flush();
      this.revision = controller.autosave?.revision ?? "";
      const xml = client.request(`/projects/${controller.id}/export/musicxml`).then((response) => response.text());
      loading ??= load();
      this.toolkit = await loading;
      const width = Math.max(this.clientWidth - 40, 300);
      this.toolkit.setOptions({pageWidth: width * 2.2, pageHeight: 2970, scale: 45, adjustPageHeight: true, breaks: "auto",
        header: "none", footer: "none", svgViewBox: true});
      if (!this.toolkit.loadData(await xml)) throw new Error("Verovio cannot read the MusicXML of this score.");
      this.pages = this.toolkit.getPageCount();
      this.show(page);
    } catch (error) {
      loading = this.toolkit ? loading : undefined;
      this.trouble = `The score cannot be shown: ${(error as Error).message} The MusicXML export can still be opened elsewhere.`;
    } finally {
      this.is_engraving = false;
    }
  }

  private show(page: number): void {
    this.page = Math.min(Math.max(page, 1), this.pages);
    this.svg = this.toolkit?.renderToSVG(this.page) ?? "";
    announce(`Score, page ${this.page} of ${this.pages}`);
  }

  protected override updated(): void {
    this.follow();
    const sheet = this.querySelector(".sheet");
    if (sheet && sheet.innerHTML === "" && this.svg) sheet.innerHTML = this.svg;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("svg")) return;
    const sheet = this.querySelector(".sheet");
    if (sheet) sheet.innerHTML = this.svg;
  }

  protected override render() {
    if (this.trouble) return html`<div class="notice bad" role="alert"><p>${this.trouble}</p></div>`;
    return html`<div class="score_view">
      ${this.pages ? html`<p class="row"><button aria-label="Page before" ?disabled=${this.page <= 1}
          @click=${() => this.show(this.page - 1)}>‹</button><span>Page ${this.page} of ${this.pages}</span>
        <button aria-label="Next page" ?disabled=${this.page >= this.pages} @click=${() => this.show(this.page + 1)}>›</button></p>`
        : html`<p class="hint">Engraving the score…</p>`}
      ${this.svg ? html`<div class="sheet" role="img" aria-label="The score, page ${this.page}"></div>` : nothing}</div>`;
  }
}

customElements.define("divisi-score", ScoreView);
