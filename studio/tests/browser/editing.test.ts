// Deciding anew, editing, undo, saving, exporting.

import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {test} from "node:test";
import type {Browser, Page, Route} from "playwright-core";
import {midi_notes} from "./midi_notes.ts";
import type {StudioServer} from "./studio_server.ts";
import {known, open_page, place_of, saved, troubles_of, until_ready, with_open_song} from "./studio_server.ts";

let server: StudioServer;
let browser: Browser;
let page: Page;
let id: string;

with_open_song((song) => {
  ({server, browser, page, id} = song);
});

async function drag(from: {x: number; y: number}, to: {x: number; y: number}): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

const slide = (selector: string, value: number) => page.locator(selector).evaluate((input, wanted) => {
  (input as HTMLInputElement).value = String(wanted);
  input.dispatchEvent(new Event("input", {bubbles: true}));
}, value);

test("a slider decides anew, and undo takes it back", async () => {
  const before_count = (await known(page)).notes.length;
  await slide("input[data-key=min_note_s]", 0.5);
  await page.waitForFunction((count) => {
    const view = document.querySelector("divisi-project") as unknown as {session: {controller: {score: {notes: unknown[]}}}};
    return view.session.controller.score.notes.length < count;
  }, before_count);
  assert.ok(await page.locator(".decide small").textContent().then((text) => / ms$/.test(text ?? "")));
  await page.click(".undo");
  assert.equal((await known(page)).notes.length, before_count);
  await saved(page);
});

test("who plays is named, each gets a part, and undo takes it back", async () => {
  const names = async () => (await known(page)).parts.map((part) => part.name);
  const before = await names();
  await page.click(".line_up summary");
  await page.check("input[data-plays=flute]");
  await page.check("input[data-plays=piano]");
  await page.waitForFunction(() => {
    const view = document.querySelector("divisi-project") as unknown as {session: {controller: {score: {parts: {name: string}[]}}}};
    return view.session.controller.score.parts.map((part) => part.name).join() === "Piano,Flute";
  });
  assert.ok(await page.locator(".part_count").isDisabled());
  assert.match(await page.locator(".line_up summary").textContent() ?? "", /Who plays: piano, flute/);
  await page.fill("input[data-count=flute]", "2");
  await page.press("input[data-count=flute]", "Tab");
  await page.waitForFunction(() => {
    const view = document.querySelector("divisi-project") as unknown as {session: {controller: {score: {parts: {name: string}[]}}}};
    return view.session.controller.score.parts.map((part) => part.name).join() === "Piano,Flute 1,Flute 2";
  });
  assert.match(await page.locator(".line_up summary").textContent() ?? "", /Who plays: piano, flute, flute/);
  await page.click(".as_heard");
  await page.waitForFunction((wanted) => {
    const view = document.querySelector("divisi-project") as unknown as {session: {controller: {score: {parts: {name: string}[]}}}};
    return view.session.controller.score.parts.map((part) => part.name).join() === wanted;
  }, before.join());
  assert.ok(!await page.locator(".part_count").isDisabled());
  await page.click(".line_up summary");
  while (await page.locator(".undo").isEnabled()) await page.click(".undo");
  assert.deepEqual(await names(), before);
  await saved(page);
});

test("a note is moved, stretched and deleted with the mouse and by keys, and undo takes all back", async () => {
  const first = (await known(page)).notes;
  const note = first.find(({offset_s, onset_s}) => offset_s - onset_s > 0.2);
  assert.ok(note);
  const find = async () => (await known(page)).notes.find((other) => other.id === note.id);
  let place = await place_of(page, note.id);
  const middle = {x: (place.left + place.right) / 2, y: place.y};
  await drag(middle, {x: middle.x + 30, y: middle.y});
  const moved = await find();
  assert.ok(moved && moved.onset_s > note.onset_s + 0.05, "moved later");
  assert.ok(Math.abs(moved.offset_s - moved.onset_s - (note.offset_s - note.onset_s)) < 1e-6);
  place = await place_of(page, note.id);
  await drag({x: place.right - 2, y: place.y}, {x: place.right + 40, y: place.y});
  assert.ok(((await find())?.offset_s ?? 0) > moved.offset_s + 0.05, "stretched");
  await page.keyboard.press("ArrowUp");
  assert.equal((await find())?.pitch, note.pitch + 1);
  await page.keyboard.press("Delete");
  assert.equal(await find(), undefined);
  for (let n = 0; n < 4; ++n) await page.keyboard.press("Control+z");
  assert.deepEqual((await known(page)).notes, first);
  await page.keyboard.press("Control+Shift+Z");
  assert.ok(((await find())?.onset_s ?? 0) > note.onset_s);
  await page.keyboard.press("Control+z");
});

test("a box chooses notes; they split, merge, and go to a new part", async () => {
  const roll = await page.locator("divisi-roll").boundingBox();
  assert.ok(roll);
  await drag({x: roll.x + 60, y: roll.y + 40}, {x: roll.x + roll.width - 10, y: roll.y + roll.height - 10});
  const all = await known(page);
  assert.ok(all.selected.length > 5 && all.selected.length === all.notes.length, `${all.selected.length} of ${all.notes.length}`);
  await page.click(".new_part");
  const dealt = await known(page);
  assert.equal(dealt.parts.length, all.parts.length + 1);
  assert.ok(dealt.notes.every((note) => note.part === dealt.parts.at(-1)?.id));
  await page.keyboard.press("Control+z");
  const long = all.notes.find(({offset_s, onset_s}) => offset_s - onset_s > 0.2);
  assert.ok(long);
  const place = await place_of(page, long.id);
  await page.mouse.click((place.left + place.right) / 2, place.y);
  await page.evaluate((time_s) => (document.querySelector("divisi-project") as unknown as
    {session: {player: {seek(time_s: number): void}}}).session.player.seek(time_s), (long.onset_s + long.offset_s) / 2);
  await page.keyboard.press("x");
  const split = await known(page);
  assert.equal(split.notes.length, all.notes.length + 1);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Escape");
  assert.deepEqual((await known(page)).selected, []);
  await page.keyboard.press("Control+z");
  assert.equal((await known(page)).notes.length, all.notes.length);
});

test("notes are drawn with the pen", async () => {
  const count = (await known(page)).notes.length;
  const roll = await page.locator("divisi-roll").boundingBox();
  assert.ok(roll);
  await page.keyboard.press("d");
  await drag({x: roll.x + 200, y: roll.y + 60}, {x: roll.x + 260, y: roll.y + 60});
  const drawn = await known(page);
  assert.equal(drawn.notes.length, count + 1);
  assert.equal(drawn.notes.find((note) => note.id === drawn.selected[0])?.confidence, 1);
  await page.keyboard.press("v");
});

test("edits are not lost to a decision unasked", async () => {
  const before_notes = (await known(page)).notes;
  await slide("input[data-key=threshold]", 0.7);
  await page.waitForSelector(".decide [role=alertdialog]");
  assert.deepEqual((await known(page)).notes, before_notes);
  await page.click(".decide [role=alertdialog] button:has-text('Keep mine')");
  assert.deepEqual((await known(page)).notes, before_notes);
});

test("the least sure notes are stepped through", async () => {
  await page.click(".review .start");
  assert.match(await page.locator(".review .place").textContent() ?? "", /^1 of 20$/);
  const first = (await known(page)).selected;
  await page.keyboard.press("n");
  assert.match(await page.locator(".review .place").textContent() ?? "", /^2 of 20$/);
  assert.notDeepEqual((await known(page)).selected, first);
  await page.click(".review button:has-text('Done')");
});

test("a part is renamed and gets another instrument", async () => {
  await page.fill(".part_name >> nth=0", "Lead");
  await page.locator(".part_name >> nth=0").blur();
  await page.click(".part >> nth=0");
  await page.selectOption(".part .more select >> nth=0", "73");
  const {parts} = await known(page);
  assert.deepEqual([parts[0]?.name, parts[0]?.program], ["Lead", 73]);
});

test("what was edited is there after a reload", async () => {
  const {notes, parts} = await known(page);
  await saved(page);
  await page.reload();
  await until_ready(page);
  const after_reload = await known(page);
  assert.deepEqual(after_reload.parts.map((part) => part.name), parts.map((part) => part.name));
  const tidy = (list: typeof notes) => list.map((note) => [note.pitch, note.onset_s.toFixed(5), note.offset_s.toFixed(5)]);
  assert.deepEqual(tidy(after_reload.notes), tidy(notes));
});

interface Editor {
  session: {controller: {
    score: {notes: {id: number}[]};
    select(ids: number[]): void;
    autosave: {flush(): Promise<void>};
  }};
}

async function delete_first(window: Page): Promise<void> {
  const [first] = (await known(window)).notes;
  assert.ok(first);
  await window.evaluate((note) => (document.querySelector("divisi-project") as unknown as Editor)
    .session.controller.select([note]), first.id);
  await window.locator("divisi-roll .roll").focus();
  await window.keyboard.press("Delete");
}

const has_notes = (window: Page, count: number) => window.waitForFunction((expected) =>
  (document.querySelector("divisi-project") as unknown as Editor).session.controller.score.notes.length === expected, count);

test("another window's edits arrive, and can be undone here", async () => {
  const other = await open_page(browser, `${server.url}/#/p/${id}`);
  await until_ready(other);
  await delete_first(page);
  await saved(page);
  const count = (await known(page)).notes.length;
  await has_notes(other, count);
  assert.deepEqual(troubles_of(other), []);
  await other.click(".undo");
  await has_notes(page, count + 1);
  await other.context().close();
});

/** Both windows have changed the score, and the other one's was saved first: `page` has one note less, `other` two. */
async function conflict(): Promise<Page> {
  const other = await open_page(browser, `${server.url}/#/p/${id}`);
  await until_ready(other);
  // Ours waits on its way until the other's has arrived.
  let release: () => void = () => undefined;
  const may_go = new Promise<void>((resolve) => release = resolve);
  const hold = async (route: Route) => {
    if (route.request().method() === "PUT") await may_go;
    await route.continue();
  };
  await page.route("**/score", hold);
  const on_its_way = page.waitForRequest((request) => request.method() === "PUT");
  await delete_first(page);
  await on_its_way;
  await delete_first(other);
  await delete_first(other);
  await saved(other);
  release();
  await page.waitForSelector(".notices [role=alert] .keep_mine");
  await page.unroute("**/score", hold);
  return other;
}

for (const [choice, kept] of [["keep_mine", 1], ["take_other", 2]] as const) {
  test(`what two windows changed at once is asked about, and nothing is lost (${choice})`, async () => {
    const count = (await known(page)).notes.length;
    const other = await conflict();
    assert.equal((await known(page)).notes.length, count - 1, "ours stays until we say which");
    assert.equal(await page.locator(".save").textContent().then((text) => text?.trim()), "Changed elsewhere");
    assert.match(await page.locator(".notices [role=alert]").textContent() ?? "", /another window.*Undo/s);
    await page.click(`.${choice}`);
    await page.waitForSelector(".notices [role=alert]", {state: "detached"});
    await saved(page);
    await has_notes(page, count - kept);
    await has_notes(other, count - kept);
    await page.click(".undo");
    await has_notes(page, count - (kept === 1 ? 2 : 1));
    await saved(page);
    await has_notes(other, count - (kept === 1 ? 2 : 1));
    assert.deepEqual(troubles_of(other), []);
    await other.context().close();
  });
}

for (const format of ["midi", "musicxml", "json", "csv", "png", "zip"]) {
  test(`export of ${format}`, async () => {
    await page.click(".export summary");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.export [data-format=${format}]`)]);
    const bytes = await readFile(await download.path());
    const {notes} = await known(page);
    const text = bytes.toString("latin1");
    if (format === "midi") {
      const expected = notes.map((note) => note.pitch).sort((a, b) => a - b);
      assert.deepEqual(midi_notes(bytes).map((note) => note.pitch).sort((a, b) => a - b), expected);
    }
    if (format === "json") {
      const document = JSON.parse(text) as {parts: {name: string; notes: unknown[]}[]};
      assert.equal(document.parts[0]?.name, "Lead");
      assert.equal(document.parts.flatMap((part) => part.notes).length, notes.length);
    }
    if (format === "csv") assert.equal(text.trim().split("\n").length, notes.length + 1);
    if (format === "musicxml") assert.match(text, /<score-partwise[\s\S]*<part-name>Lead<\/part-name>/);
    if (format === "png") assert.equal(text.slice(1, 4), "PNG");
    if (format === "zip") assert.equal(text.slice(0, 2), "PK");
  });
}

test("the score is engraved", async () => {
  await page.click(".to_score");
  await page.waitForSelector(".sheet svg .note", {timeout: 60000, state: "attached"});
  await page.click("[role=tab]:has-text('Roll')");
});
