// For everybody: by keyboard alone, with a screen reader, in a narrow window, dark and light.

import assert from "node:assert/strict";
import {test} from "node:test";
import type {Browser, Page} from "playwright-core";
import type {StudioServer} from "./studio_server.ts";
import {known, open_page, troubles_of, until_ready, with_open_song} from "./studio_server.ts";

let server: StudioServer;
let browser: Browser;
let page: Page;
let id: string;

with_open_song((song) => {
  ({server, browser, page, id} = song);
});

interface Window {
  start_s: number;
  seconds_per_px: number;
}

const view = () => page.evaluate(() => (document.querySelector("divisi-roll") as unknown as {stage: {view: Window}}).stage.view);

test("every control has a name", async () => {
  await page.click(".part >> nth=0");
  const nameless = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>("button, input, select, [role=tab]")]
    .filter((control) => {
      const label = control.getAttribute("aria-label") ?? control.closest("label")?.textContent ?? control.textContent ?? "";
      return label.trim() === "";
    }).map((control) => control.outerHTML));
  assert.deepEqual(nameless, []);
});

test("by keyboard alone a note is found, changed and brought back, and it is said", async () => {
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const first = await known(page);
  assert.equal(first.selected.length, 1);
  assert.match(await page.locator("#announcements").textContent() ?? "", /^[A-G]#?\d at /);
  await page.keyboard.press("ArrowRight");
  assert.notDeepEqual((await known(page)).selected, first.selected);
  await page.keyboard.press("Shift+ArrowUp");
  assert.match(await page.locator("#announcements").textContent() ?? "", /^Move: 1 note$/);
  await page.keyboard.press("Control+z");
  assert.match(await page.locator("#announcements").textContent() ?? "", /^Undone: Move$/);
  assert.deepEqual((await known(page)).notes, first.notes);
});

test("the help sheet opens, names the keys, and gives the focus back", async () => {
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("?");
  await page.waitForSelector(".help_sheet[open]");
  assert.ok(await page.locator(".help_sheet kbd").count() > 25);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".help_sheet[open]", {state: "detached"});
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("roll")));
});

test("keys typed into a field are no commands", async () => {
  const {notes} = await known(page);
  await page.keyboard.press("Control+a");
  await page.focus(".part_name >> nth=0");
  await page.keyboard.press("Delete");
  await page.keyboard.type("xjd");
  assert.equal((await known(page)).notes.length, notes.length);
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("Escape");
});

test("wheel and keys zoom and scroll around the pointer", async () => {
  await page.keyboard.press("0");
  const whole = await view();
  const box = await page.locator("divisi-roll").boundingBox();
  assert.ok(box);
  const x = 400;
  await page.mouse.move(box.x + 46 + x, box.y + 200);
  const time_at = (window: Window) => window.start_s + x * window.seconds_per_px;
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -400);
  await page.keyboard.up("Control");
  await page.waitForTimeout(100);
  const close = await view();
  assert.ok(close.seconds_per_px < whole.seconds_per_px * 0.6);
  assert.ok(Math.abs(time_at(close) - time_at(whole)) < 2 * whole.seconds_per_px);
  await page.mouse.wheel(100, 0);
  await page.waitForTimeout(100);
  assert.ok((await view()).start_s > close.start_s);
  await page.keyboard.press("0");
  assert.equal((await view()).seconds_per_px, whole.seconds_per_px);
});

test("two fingers zoom around what lies between them, and scroll; one scrolls", async () => {
  const phone = await open_page(browser, `${server.url}/#/p/${id}`, {viewport: {width: 390, height: 800}, hasTouch: true});
  await until_ready(phone);
  const {notes} = await known(phone);
  const window_now = () => phone.evaluate(() =>
    ({...(document.querySelector("divisi-roll") as unknown as {stage: {view: Window}}).stage.view}));
  const box = await phone.locator("divisi-roll").boundingBox();
  assert.ok(box);
  const fingers = await phone.context().newCDPSession(phone);
  const y = box.y + box.height - 20;
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: number[]) =>
    fingers.send("Input.dispatchTouchEvent", {type, touchPoints: xs.map((x, id) => ({x: box.x + 46 + x, y, id}))});
  const whole = await window_now();
  await touch("touchStart", 130);
  await touch("touchStart", 130, 170);
  for (const by of [10, 25, 40]) await touch("touchMove", 130 - by, 170 + by);
  await touch("touchEnd");
  const close = await window_now();
  const middle_s = (window: Window) => window.start_s + 150 * window.seconds_per_px;
  assert.ok(Math.abs(close.seconds_per_px / whole.seconds_per_px - 1 / 3) < 0.02, `${close.seconds_per_px} of ${whole.seconds_per_px}`);
  assert.ok(Math.abs(middle_s(close) - middle_s(whole)) < 2 * whole.seconds_per_px, "what lay between the fingers stays there");
  await touch("touchStart", 200);
  await touch("touchMove", 150);
  await touch("touchEnd");
  const later = await window_now();
  assert.ok(Math.abs(later.start_s - close.start_s - 50 * close.seconds_per_px) < 2 * close.seconds_per_px, "one finger scrolls");
  assert.equal(later.seconds_per_px, close.seconds_per_px);
  assert.deepEqual((await known(phone)).notes, notes, "no note was moved");
  assert.deepEqual((await known(phone)).selected, []);
  assert.deepEqual(troubles_of(phone), []);
  await phone.context().close();
});

for (const theme of ["dark", "light"] as const) {
  test(`a narrow window needs no scrolling sideways, and has its colours (${theme})`, async () => {
    const narrow = await open_page(browser, `${server.url}/#/p/${id}`, {viewport: {width: 360, height: 740}, colorScheme: theme, hasTouch: true});
    await until_ready(narrow);
    const [wide_px, back] = await narrow.evaluate(() => [document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor] as const);
    assert.ok(wide_px <= 360, `${wide_px} px`);
    assert.equal(back, theme === "dark" ? "rgb(12, 16, 20)" : "rgb(251, 251, 249)");
    const play = await narrow.locator(".transport .play").boundingBox();
    assert.ok(play && play.height >= 34, "room for a thumb");
    await narrow.goto(`${server.url}/`);
    await narrow.waitForSelector(".drop");
    assert.ok(await narrow.evaluate(() => document.documentElement.scrollWidth) <= 360);
    assert.deepEqual(troubles_of(narrow), []);
    await narrow.context().close();
  });
}
