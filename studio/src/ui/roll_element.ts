// <divisi-roll>: the roll on the page. Turns pointers, wheel and pinch into zoom, scroll, choice and edits.

import {html} from "lit";
import {draw_note} from "../model/edits.ts";
import type {Box, Hit, Point} from "../roll/gestures.ts";
import {box_between, dragged, hit, is_drag, notes_in_box, toggled} from "../roll/gestures.ts";
import {KEYS_PX, RULER_PX} from "../roll/frame_painter.ts";
import type {ViewWindow} from "../roll/view_window.ts";
import {pitch_of, scroll, time_of, zoom_pitch, zoom_time} from "../roll/view_window.ts";
import {LightElement} from "./light_element.ts";
import {RollStage} from "./roll_stage.ts";
import type {Session} from "./session.ts";

type Gesture =
  | {kind: "seek"}
  | {kind: "loop"; from_s: number}
  | {kind: "box"; from: Point; to: Point; is_adding: boolean}
  | {kind: "drag"; what: Hit; from: Point; is_moving: boolean; pitch: number}
  | {kind: "draw"; from: Point}
  | {kind: "pan"; last: Point}
  | {kind: "pinch"; distance: number; middle: Point};

const WHEEL_ZOOM = 0.0022;

export class RollElement extends LightElement {
  static override properties = {session: {attribute: false}};
  declare session: Session;
  stage: RollStage | undefined;
  private gesture: Gesture | undefined;
  private readonly pointers = new Map<number, Point>();

  protected override render() {
    return html`<div class="roll" tabindex="0" role="application" aria-label="Piano roll: notes over time"
      aria-describedby="roll_help"
      @pointerdown=${this.press} @pointermove=${this.move} @pointerup=${this.release} @pointercancel=${this.abandon}
      @dblclick=${this.double} @contextmenu=${(event: Event) => event.preventDefault()}>
      <canvas class="picture"></canvas><canvas class="overlay"></canvas>
      <p id="roll_help" class="sr_only">Arrow keys go from note to note. Press question mark for all keys.</p></div>`;
  }

  protected override firstUpdated(): void {
    const canvases = this.querySelectorAll("canvas");
    const frame = this.querySelector<HTMLElement>(".roll");
    if (!frame || !canvases[0] || !canvases[1]) return;
    this.stage = new RollStage(this.session, frame, canvases[0], canvases[1]);
    // Not by the template: a wheel listener must say that it stops the page from scrolling.
    frame.addEventListener("wheel", (event) => this.wheel(event), {passive: false});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stage?.close();
  }

  private point(event: MouseEvent): Point {
    const {left, top} = this.getBoundingClientRect();
    return {x: event.clientX - left - KEYS_PX, y: event.clientY - top - RULER_PX};
  }

  private set_view(view: ViewWindow): void {
    this.stage?.show(view);
  }

  private wheel(event: WheelEvent): void {
    const stage = this.stage;
    if (!stage) return;
    event.preventDefault();
    const {x, y} = this.point(event);
    const pixels = event.deltaMode === 1 ? 24 : 1;
    const dx = event.deltaX * pixels, dy = event.deltaY * pixels;
    this.session.is_following = false;
    if (event.altKey) this.set_view(zoom_pitch(stage.view, stage.bounds, Math.exp(-dy * WHEEL_ZOOM), y));
    else if (event.ctrlKey || event.metaKey) {
      // Trackpads send pinches as a wheel with Ctrl, in small steps.
      const speed = Math.abs(dy) < 20 ? 4 : 1;
      this.set_view(zoom_time(stage.view, stage.bounds, Math.exp(-dy * WHEEL_ZOOM * speed), x));
    } else if (event.shiftKey && dx === 0) this.set_view(scroll(stage.view, stage.bounds, 0, dy));
    else if (Math.abs(dx) > Math.abs(dy)) this.set_view(scroll(stage.view, stage.bounds, dx, 0));
    else this.set_view(scroll(stage.view, stage.bounds, dy, 0));
  }

  private press(event: PointerEvent): void {
    const stage = this.stage;
    if (!stage) return;
    const point = this.point(event);
    this.pointers.set(event.pointerId, point);
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (this.pointers.size === 2) {
      this.session.controller.show_preview(undefined);
      this.gesture = this.pinch_now();
      return;
    }
    this.gesture = this.begin(event, point);
  }

  private begin(event: PointerEvent, point: Point): Gesture {
    const stage = this.stage as RollStage;
    const {session} = this;
    const {controller} = session;
    if (point.x < 0) {
      session.audition(session.chosen_part, Math.round(pitch_of(stage.view, point.y)));
      return {kind: "pan", last: point};
    }
    if (point.y < 0) {
      if (event.shiftKey) return {kind: "loop", from_s: time_of(stage.view, point.x)};
      session.player.seek(time_of(stage.view, point.x));
      return {kind: "seek"};
    }
    if (event.button === 1 || event.button === 2) return {kind: "pan", last: point};
    const what = hit(stage.view, controller.index, point);
    if (what.kind === "ground") {
      if (session.tool === "draw" && controller.is_editable) return {kind: "draw", from: point};
      // A finger on empty ground scrolls; a mouse draws a box.
      if (event.pointerType === "touch") return {kind: "pan", last: point};
      return {kind: "box", from: point, to: point, is_adding: event.shiftKey || event.ctrlKey};
    }
    this.choose(what.note.id, event.shiftKey || event.ctrlKey || event.metaKey);
    session.chosen_part = what.note.part;
    session.audition(what.note.part, what.note.pitch);
    return {kind: "drag", what, from: point, is_moving: false, pitch: what.note.pitch};
  }

  private choose(id: number, is_adding: boolean): void {
    const {controller} = this.session;
    if (is_adding) controller.select(toggled(controller.selected, [id]));
    else if (!controller.selected.has(id)) controller.select([id]);
    else this.session.changed();
  }

  private move(event: PointerEvent): void {
    const stage = this.stage;
    if (!stage) return;
    const point = this.point(event);
    if (this.pointers.has(event.pointerId)) this.pointers.set(event.pointerId, point);
    if (!this.gesture) return this.show_cursor(point);
    this.go_on(stage, point);
  }

  private go_on(stage: RollStage, point: Point): void {
    const gesture = this.gesture as Gesture;
    const {player} = this.session;
    switch (gesture.kind) {
      case "seek":
        player.seek(time_of(stage.view, Math.max(point.x, 0)));
        break;
      case "loop": {
        const now_s = time_of(stage.view, point.x);
        player.set_loop({from_s: Math.max(Math.min(gesture.from_s, now_s), 0), to_s: Math.max(gesture.from_s, now_s)});
        break;
      }
      case "box":
        gesture.to = point;
        stage.box = [gesture.from, point];
        stage.touch();
        break;
      case "drag":
        this.go_on_dragging(stage, gesture, point);
        break;
      case "draw":
        this.session.controller.show_preview(this.drawn(stage, gesture.from, point));
        break;
      case "pan":
        this.session.is_following = false;
        this.set_view(scroll(stage.view, stage.bounds, gesture.last.x - point.x, gesture.last.y - point.y));
        gesture.last = point;
        break;
      case "pinch":
        this.go_on_pinching(stage, gesture);
        break;
    }
  }

  private go_on_dragging(stage: RollStage, gesture: Gesture & {kind: "drag"}, point: Point): void {
    const {controller} = this.session;
    gesture.is_moving ||= is_drag(gesture.from, point);
    if (!gesture.is_moving || !controller.is_editable) return;
    controller.show_preview(this.dragged_to(stage, gesture, point));
    if (gesture.what.kind !== "note") return;
    const pitch = gesture.what.note.pitch + Math.round((gesture.from.y - point.y) / stage.view.px_per_pitch);
    if (pitch !== gesture.pitch) this.session.audition(gesture.what.note.part, pitch);
    gesture.pitch = pitch;
  }

  private dragged_to(stage: RollStage, gesture: Gesture & {kind: "drag"}, point: Point) {
    const {controller} = this.session;
    return dragged(controller.settled_score, stage.view, gesture.what, controller.selected, gesture.from, point);
  }

  private drawn(stage: RollStage, from: Point, to: Point) {
    const times = [time_of(stage.view, from.x), time_of(stage.view, to.x)] as const;
    const least_s = Math.max(8 * stage.view.seconds_per_px, 0.05);
    const onset_s = Math.min(...times);
    return draw_note(this.session.controller.settled_score, {part: this.session.chosen_part, onset_s,
      offset_s: Math.max(...times, onset_s + least_s), pitch: Math.round(pitch_of(stage.view, from.y))});
  }

  private pinch_now(): Gesture & {kind: "pinch"} {
    const [a, b] = [...this.pointers.values()] as [Point, Point];
    return {kind: "pinch", distance: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1), middle: {x: (a.x + b.x) / 2, y: (a.y + b.y) / 2}};
  }

  private go_on_pinching(stage: RollStage, gesture: Gesture & {kind: "pinch"}): void {
    const now = this.pinch_now();
    // Zoom first: where all is shown there is no room to scroll, and what lies between the fingers would slip away.
    const zoomed = zoom_time(stage.view, stage.bounds, now.distance / gesture.distance, gesture.middle.x);
    this.session.is_following = false;
    this.set_view(scroll(zoomed, stage.bounds, gesture.middle.x - now.middle.x, gesture.middle.y - now.middle.y));
    Object.assign(gesture, now);
  }

  private release(event: PointerEvent): void {
    const {gesture, stage} = this;
    this.pointers.delete(event.pointerId);
    this.gesture = undefined;
    if (!gesture || !stage) return;
    const point = this.point(event);
    const {controller} = this.session;
    if (gesture.kind === "box") this.finish_box(stage, gesture);
    else if (gesture.kind === "draw") {
      const id = controller.settled_score.next_id;
      controller.edit("Draw a note", this.drawn(stage, gesture.from, point));
      controller.select([id]);
    } else if (gesture.kind === "drag" && gesture.is_moving) {
      const label = gesture.what.kind === "edge" ? "Stretch" : "Move";
      controller.edit(label, this.dragged_to(stage, gesture, point));
    } else if (gesture.kind === "drag" && !event.shiftKey && !event.ctrlKey && !event.metaKey && gesture.what.kind !== "ground") {
      controller.select([gesture.what.note.id]);
    }
  }

  private finish_box(stage: RollStage, gesture: Gesture & {kind: "box"}): void {
    const {controller, player} = this.session;
    stage.box = undefined;
    if (!is_drag(gesture.from, gesture.to)) {
      controller.select([]);
      player.seek(time_of(stage.view, gesture.from.x));
      return;
    }
    const box: Box = box_between(stage.view, gesture.from, gesture.to);
    const ids = notes_in_box(controller.index, box).map((note) => note.id);
    controller.select(gesture.is_adding ? new Set([...controller.selected, ...ids]) : ids);
  }

  private abandon(event: PointerEvent): void {
    this.pointers.delete(event.pointerId);
    this.gesture = undefined;
    if (this.stage) this.stage.box = undefined;
    this.session.controller.show_preview(undefined);
  }

  private double(event: MouseEvent): void {
    const {stage, session} = this;
    const point = this.point(event);
    if (!stage || !session.controller.is_editable || point.x < 0 || point.y < 0) return;
    if (hit(stage.view, session.controller.index, point).kind !== "ground") return;
    const id = session.controller.score.next_id;
    const onset_s = time_of(stage.view, point.x);
    session.controller.edit("Draw a note", draw_note(session.controller.score, {part: session.chosen_part, onset_s,
      offset_s: onset_s + 0.25, pitch: Math.round(pitch_of(stage.view, point.y))}));
    session.controller.select([id]);
  }

  private show_cursor(point: Point): void {
    const {stage, session} = this;
    if (!stage) return;
    const frame = this.querySelector<HTMLElement>(".roll");
    if (!frame) return;
    if (point.x < 0 || point.y < 0) frame.style.cursor = point.y < 0 ? "col-resize" : "pointer";
    else {
      const what = hit(stage.view, session.controller.index, point);
      frame.style.cursor = what.kind === "edge" ? "ew-resize" : what.kind === "note" ? "grab"
        : session.tool === "draw" ? "crosshair" : "default";
    }
  }
}

customElements.define("divisi-roll", RollElement);
