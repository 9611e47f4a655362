// Uploading, watching, stopping and coming back.

import assert from "node:assert/strict";
import {after, afterEach, before, test} from "node:test";
import type {Browser, Page} from "playwright-core";
import {StudioServer, known, open_page, start_browser, troubles_of, until_ready, upload} from "./studio_server.ts";

let server: StudioServer;
let browser: Browser;
let pages: Page[] = [];

before(async () => {
  server = await StudioServer.start();
  browser = await start_browser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  const troubles = pages.flatMap(troubles_of);
  for (const page of pages) await page.context().close();
  pages = [];
  assert.deepEqual(troubles, []);
});

async function page_at(path = "/"): Promise<Page> {
  const page = await open_page(browser, server.url + path);
  pages.push(page);
  return page;
}

test("a recording becomes a project with notes and parts, which can be renamed and deleted", async () => {
  const page = await page_at();
  await upload(page, await server.song("tune.wav", 8));
  await until_ready(page);
  const {notes, parts} = await known(page);
  assert.ok(notes.length >= 10, `${notes.length} notes`);
  assert.ok(parts.length >= 1);
  assert.ok(await page.locator("#announcements").textContent().then((text) => /ready/.test(text ?? "")));
  await page.fill(".head .title", "My tune");
  await page.press(".head .title", "Enter");
  await page.locator(".head .title").blur();
  await page.click(".head .home");
  await page.waitForSelector(".project .name:has-text('My tune')");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.click(".project:has-text('My tune') button:has-text('Delete')");
  await page.waitForSelector(".project:has-text('My tune')", {state: "detached"});
});

test("notes are seen while the server still listens, a reload in the middle goes on, and so does a second page", async () => {
  const page = await page_at();
  const id = await upload(page, await server.song("long.wav", 500));
  await page.waitForFunction(() => {
    const {controller} = (document.querySelector("divisi-project") as unknown as
      {session: {controller: {is_editable: boolean; score: {notes: unknown[]}}}}).session;
    return !controller.is_editable && controller.score.notes.length > 5;
  });
  assert.ok(await page.locator(".job progress").isVisible());
  await page.reload();
  await page.waitForSelector(".studio");
  const other = await page_at(`/#/p/${id}`);
  await until_ready(page);
  await until_ready(other);
  const [mine, others] = [await known(page), await known(other)];
  assert.ok(mine.notes.length > 500);
  assert.deepEqual(mine.notes, others.notes);
});

test("a job is cancelled and begun again", async () => {
  const page = await page_at();
  await upload(page, await server.song("cancelled.wav", 240));
  await page.click(".job .cancel");
  await page.click(".notice .retry");
  await until_ready(page);
});

test("two jobs at once both get ready", async () => {
  const page = await page_at();
  await page.setInputFiles("input[type=file]", [await server.song("one.wav", 30), await server.song("two.wav", 30)]);
  await page.waitForSelector(".project.ready:has-text('one.wav')", {timeout: 60000});
  await page.waitForSelector(".project.ready:has-text('two.wav')", {timeout: 60000});
});

test("files without sound are refused with what is wrong, and the page goes on", async () => {
  const page = await page_at();
  await page.setInputFiles("input[type=file]", {name: "empty.wav", mimeType: "audio/wav", buffer: Buffer.alloc(0)});
  await page.waitForSelector(".notice:has-text('empty.wav is empty')");
  await upload(page, {name: "text.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("this is no sound at all ".repeat(400))});
  await page.waitForSelector(".notice.bad[role=alert]");
  assert.equal(await page.locator("divisi-export details").count(), 0);
  await page.click(".head .home");
  await page.waitForSelector(".project.failed:has-text('text.mp3') .error");
});

test("a project that does not exist says so", async () => {
  const page = await page_at("/#/p/aaaaaaaaaaaaaaaa");
  await page.waitForSelector(".notice.bad");
  await page.click("text=All projects");
  await page.waitForSelector(".drop");
});
