// Elements of the page draw into the page itself (no shadow roots): one style sheet serves all.

import {LitElement} from "lit";

export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** What an element follows: draws again when it says "change". */
export function redraw_on_change(element: LitElement, source: EventTarget): () => void {
  const redraw = () => element.requestUpdate();
  source.addEventListener("change", redraw);
  return () => source.removeEventListener("change", redraw);
}
