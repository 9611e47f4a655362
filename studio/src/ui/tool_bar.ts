// <divisi-tools>: pointer or pen, what to do with the chosen notes, zoom, roll or score.

import {html, nothing} from "lit";
import type {Tool} from "../roll/gestures.ts";
import {edit_chosen} from "./edit_keys.ts";
import {LightElement, redraw_on_change} from "./light_element.ts";
import type {RollElement} from "./roll_element.ts";
import type {Session} from "./session.ts";

export class ToolBar extends LightElement {
  static override properties = {session: {attribute: false}, tab: {attribute: false}};
  declare session: Session;
  declare tab: "roll" | "score";

  protected override firstUpdated(): void {
    redraw_on_change(this, this.session);
  }

  private show(tab: "roll" | "score"): void {
    this.dispatchEvent(new CustomEvent("tab", {detail: tab}));
  }

  private tool(tool: Tool): void {
    this.session.tool = tool;
    this.session.changed();
  }

  protected override render() {
    const {session} = this;
    const {controller} = session;
    const stage = document.querySelector<RollElement>("divisi-roll")?.stage;
    return html`<div class="tools" role="toolbar" aria-label="Tools">
      <span class="tabs" role="tablist"><button role="tab" aria-selected=${this.tab === "roll"} @click=${() => this.show("roll")}>Roll</button>
        <button class="to_score" role="tab" aria-selected=${this.tab === "score"} ?disabled=${!controller.is_editable}
          @click=${() => this.show("score")}>Score</button></span>
      ${this.tab === "roll" && controller.is_editable ? html`<span class="group">
        <button class="tool_select" aria-pressed=${session.tool === "select"} title="Choose and move notes (V)" @click=${() => this.tool("select")}>Select</button>
        <button class="tool_draw" aria-pressed=${session.tool === "draw"} title="Draw notes into the chosen part (D)" @click=${() => this.tool("draw")}>Draw</button></span>
        ${controller.selected.size ? html`<span class="group chosen_tools">
          <button title="Cut at the playhead (X)" @click=${() => edit_chosen(session, "split")}>Split</button>
          <button title="Join notes of one pitch (J)" @click=${() => edit_chosen(session, "merge")}>Merge</button>
          <button title="Delete" @click=${() => edit_chosen(session, "delete")}>Delete</button></span>` : nothing}` : nothing}
      <span class="gap"></span>
      ${this.tab === "roll" ? html`<span class="group">
        <button aria-pressed=${session.show_sound} title="The sound under the notes (G)" @click=${() => {
          session.show_sound = !session.show_sound;
          session.changed();
        }}>Sound</button>
        <button aria-pressed=${session.is_following} title="Turn pages while it plays (F)" @click=${() => {
          session.is_following = !session.is_following;
          session.changed();
        }}>Follow</button></span>
      <span class="group"><button aria-label="Zoom out" title="Zoom out (−)" @click=${() => stage?.zoom(1 / 1.5)}>−</button>
        <button aria-label="Show everything" title="Show everything (0)" @click=${() => stage?.fit_all()}>Fit</button>
        <button aria-label="Zoom in" title="Zoom in (+)" @click=${() => stage?.zoom(1.5)}>+</button></span>` : nothing}</div>`;
  }
}

customElements.define("divisi-tools", ToolBar);
