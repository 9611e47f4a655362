// Measures what the page promises, with the server in DIVISI (npm run measure -- RECORDING):
// when it can be used, what it weighs, when first notes are seen, how long a decision and a picture take.

import {loadavg} from "node:os";
import {resolve} from "node:path";
import type {Page} from "playwright-core";
import {measure_drawing} from "./drawing.ts";
import {StudioServer, open_page, start_browser, until_ready} from "./studio_server.ts";

const RUNS = 5;

interface Times {
  usable_ms: number;
  dropped_ms: number;
  notes_ms: number;
}

/** In the page, before its own scripts: notes when it is usable and when the first notes are there. */
function watch(): void {
  const times: Times = {usable_ms: 0, dropped_ms: 0, notes_ms: 0};
  Object.assign(window, {times});
  addEventListener("change", () => times.dropped_ms ||= performance.now(), true);
  const look = () => {
    if (document.querySelector(".drop")) times.usable_ms ||= performance.now();
    const view = document.querySelector("divisi-project") as unknown as {session?: {controller: {score: {notes: unknown[]}}}} | null;
    if (view?.session?.controller.score.notes.length) times.notes_ms ||= performance.now();
    if (!times.notes_ms) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function measure_once(page: Page, recording: string): Promise<[usable: number, bytes: number, notes: number, decision: string]> {
  await page.addInitScript(watch);
  await page.goto(page.url().replace(/#.*/, ""));
  await page.reload();
  await page.waitForSelector(".drop");
  const bytes = await page.evaluate(() => (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
    .filter((entry) => !entry.name.includes("/api/")).reduce((sum, entry) => sum + entry.decodedBodySize, 0));
  await page.setInputFiles("input[type=file]", recording);
  await page.waitForFunction(() => (window as unknown as {times: Times}).times.notes_ms > 0, null, {timeout: 120000});
  const times = await page.evaluate(() => (window as unknown as {times: Times}).times);
  await until_ready(page);
  await page.locator("input[data-key=threshold]").evaluate((input) => {
    (input as HTMLInputElement).value = "0.6";
    input.dispatchEvent(new Event("input", {bubbles: true}));
  });
  const decision = await page.locator(".decide small").textContent();
  return [times.usable_ms, bytes, times.notes_ms - times.dropped_ms, decision ?? ""];
}

const recording = resolve(process.env.INIT_CWD ?? ".", process.argv[2] ?? "../examples/wiegenlied.flac");
const server = await StudioServer.start([]);
const browser = await start_browser();
console.log(`load of this machine: ${loadavg().map((load) => load.toFixed(1)).join(" ")}`);
for (let run = 0; run < RUNS; ++run) {
  const page = await open_page(browser, server.url);
  const [usable_ms, bytes, notes_ms, decision] = await measure_once(page, recording);
  console.log(`usable after ${usable_ms.toFixed(0)} ms (${(bytes / 1000).toFixed(0)} kB), first notes ${notes_ms.toFixed(0)} ms after `
    + `the drop, decision: ${decision}`);
  if (run === RUNS - 1) console.log(JSON.stringify(await measure_drawing(page)));
  await page.context().close();
}
await browser.close();
await server.stop();
