// How long the roll takes to draw 20,000 notes over ten minutes, in processor time of the page's main thread: so that
// the figure is the same whatever else the machine does.

import type {CDPSession, Page} from "playwright-core";

const PICTURES = 60;

interface Stage {
  view: {start_s: number};
  is_dirty: boolean;
  show(view: object): void;
  fit_all(): void;
  zoom(factor: number): void;
  draw(): void;
}

interface Controller {
  score: {parts: unknown[]};
  show_preview(score: unknown): void;
}

function show_many_notes(): void {
  const {controller} = (document.querySelector("divisi-project") as unknown as {session: {controller: Controller}}).session;
  const notes = Array.from({length: 20000}, (_, n) => ({id: n + 1, part: n % 5 + 1, onset_s: n * 0.03, offset_s: n * 0.03 + 0.25,
    pitch: 30 + n * 7 % 60, velocity: 80, confidence: n % 10 / 10}));
  const parts = Array.from({length: 5}, (_, p) => ({id: p + 1, name: `P${p}`, program: 0, is_drums: false, rest: {}}));
  controller.show_preview({parts, notes, next_id: 30000, duration_s: 600, rest: {}});
}

function draw_pictures([count, by_s]: readonly [number, number]): void {
  const {stage} = document.querySelector("divisi-roll") as unknown as {stage: Stage};
  const context = document.querySelector<HTMLCanvasElement>("canvas.picture")?.getContext("2d");
  for (let n = 0; n < count; ++n) {
    stage.show({...stage.view, start_s: stage.view.start_s + by_s});
    stage.draw();
    // Reading a pixel back waits until all was really drawn.
    context?.getImageData(0, 0, 1, 1);
  }
}

async function processor_ms(session: CDPSession, work: () => Promise<unknown>): Promise<number> {
  const now_s = async () => (await session.send("Performance.getMetrics")).metrics.find(({name}) => name === "TaskDuration")?.value ?? 0;
  const begin_s = await now_s();
  await work();
  return 1000 * (await now_s() - begin_s);
}

/** Milliseconds for a picture of all of the piece, and of a twentieth of it that is scrolled. */
export async function measure_drawing(page: Page): Promise<{whole_ms: number; scrolled_ms: number}> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", {timeDomain: "threadTicks"});
  await page.evaluate(show_many_notes);
  const stage = (work: (stage: Stage) => void) => page.evaluate(
    `(${work.toString()})(document.querySelector("divisi-roll").stage)`);
  await stage((stage) => stage.fit_all());
  await page.evaluate(draw_pictures, [PICTURES, 0] as const);  // Code that is not compiled yet is no measure.
  const whole = await processor_ms(session, () => page.evaluate(draw_pictures, [PICTURES, 0] as const));
  await stage((stage) => stage.zoom(20));
  const scrolled = await processor_ms(session, () => page.evaluate(draw_pictures, [PICTURES, 0.2] as const));
  await page.evaluate(() => (document.querySelector("divisi-project") as unknown as {session: {controller: Controller}})
    .session.controller.show_preview(undefined));
  await session.detach();
  return {whole_ms: whole / PICTURES, scrolled_ms: scrolled / PICTURES};
}
