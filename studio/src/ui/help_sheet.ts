// <divisi-help>: every key, from the table that the keyboard is read by.

import {html} from "lit";
import {KEYS} from "./keys.ts";
import {LightElement} from "./light_element.ts";

export class HelpSheet extends LightElement {
  open(): void {
    this.querySelector("dialog")?.showModal();
  }

  protected override render() {
    return html`<dialog class="help_sheet" aria-label="Keys"><form method="dialog"><h2>Keys</h2>
      <button aria-label="Close" autofocus>Close</button></form>
      <div class="columns">${KEYS.map(({title, keys}) => html`<section><h3>${title}</h3><dl>
        ${keys.filter(({shown}) => shown).map(({shown, about}) => html`<dt><kbd>${shown}</kbd></dt><dd>${about}</dd>`)}</dl></section>`)}
      <section><h3>With the mouse</h3><dl><dt>Drag a note</dt><dd>Move it; at its ends, stretch it</dd><dt>Drag the ground</dt>
        <dd>Choose what lies in the box; with Shift, also</dd><dt>Double click</dt><dd>A new note</dd><dt>Ruler</dt>
        <dd>Go there; with Shift, drag out a loop</dd><dt>Right button</dt><dd>Drag the picture</dd><dt>Wheel</dt>
        <dd>Scroll in time; with Shift in pitch, with Ctrl zoom</dd></dl></section></div></dialog>`;
  }
}

customElements.define("divisi-help", HelpSheet);
