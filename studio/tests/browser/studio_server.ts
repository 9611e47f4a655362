// Starts the server under test (environment: DIVISI) and a browser (CHROMIUM) for the tests of this folder.

import assert from "node:assert/strict";
import type {ChildProcess} from "node:child_process";
import {spawn} from "node:child_process";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before} from "node:test";
import type {Browser, BrowserContextOptions, Page} from "playwright-core";
import {chromium} from "playwright-core";

export class StudioServer {
  readonly url: string;
  readonly folder: string;
  private readonly songs: string;
  private readonly process: ChildProcess;

  private constructor(url: string, folder: string, songs: string, process: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.songs = songs;
    this.process = process;
  }

  static async start(options: string[] = []): Promise<StudioServer> {
    const folder = await mkdtemp(join(tmpdir(), "divisi_studio_"));
    const binary = process.env.DIVISI;
    if (!binary) throw new Error("DIVISI names no binary");
    const child = spawn(binary, ["serve", "--port", "0", "--data", folder, "--threads", "1", ...options]);
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      const hear = (bytes: Buffer) => {
        said += bytes.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
        if (found) resolve(found);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("exit", (code) => reject(new Error(`divisi serve ended with ${code}: ${said}`)));
    });
    return new StudioServer(url, folder, await mkdtemp(join(tmpdir(), "divisi_songs_")), child);
  }

  /** A made-up recording as a file: browsers take long ones from a disk only. */
  async song(name: string, seconds: number): Promise<string> {
    const path = join(this.songs, name);
    await writeFile(path, wav_of(seconds));
    return path;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
    await rm(this.folder, {recursive: true, force: true});
    await rm(this.songs, {recursive: true, force: true});
  }
}

export function start_browser(): Promise<Browser> {
  return chromium.launch({executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--autoplay-policy=no-user-gesture-required"]});
}

/** A page that fails the test when a script of it fails or the security policy stops one. */
export async function open_page(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, acceptDownloads: true, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) troubles.push(message.text());
  });
  page.on("close", () => {
    if (troubles.length) process.exitCode = 1;
  });
  Object.assign(page, {troubles});
  await page.goto(url);
  return page;
}

export const troubles_of = (page: Page) => (page as Page & {troubles: string[]}).troubles;

/** Uploads on the first page and waits for the project's page; its id. */
export async function upload(page: Page, files: string | string[] | {name: string; mimeType: string; buffer: Buffer}): Promise<string> {
  await page.setInputFiles("input[type=file]", files);
  await page.waitForSelector(".studio");
  return /#\/p\/([a-z0-9]+)/.exec(page.url())?.[1] ?? "";
}

export async function until_ready(page: Page): Promise<void> {
  await page.waitForSelector("divisi-export details", {timeout: 120000});
}

export interface OpenSong {
  server: StudioServer;
  browser: Browser;
  page: Page;
  id: string;
}

/** Before this file's tests a server with one song, open on a page; after them it is an error if the page had trouble. */
export function with_open_song(use: (song: OpenSong) => Promise<void> | void, seconds = 12): void {
  let server: StudioServer | undefined;
  let browser: Browser | undefined;
  let page: Page | undefined;
  before(async () => {
    server = await StudioServer.start();
    browser = await start_browser();
    page = await open_page(browser, server.url);
    const id = await upload(page, await server.song("tune.wav", seconds));
    await until_ready(page);
    await use({server, browser, page, id});
  });
  after(async () => {
    const troubles = page ? troubles_of(page) : [];
    await browser?.close();
    await server?.stop();
    assert.deepEqual(troubles, []);
  });
}

/** What the page knows: the tests look at state rather than at pixels. */
interface Known {
  notes: {id: number; part: number; onset_s: number; offset_s: number; pitch: number; confidence: number}[];
  parts: {id: number; name: string; program: number}[];
  selected: number[];
  save: string;
  undo: string | undefined;
}

export function known(page: Page): Promise<Known> {
  return page.evaluate(() => {
    const view = document.querySelector("divisi-project") as unknown as {session: {controller: {
      score: {notes: Known["notes"]; parts: Known["parts"]}; selected: Set<number>; autosave?: {state: string};
      undo_label: string | undefined}}};
    const {score, selected, autosave, undo_label} = view.session.controller;
    return {notes: [...score.notes], parts: [...score.parts], selected: [...selected], save: autosave?.state ?? "", undo: undo_label};
  });
}

export interface PlayerState {
  is_playing: boolean;
  now_s: number;
  rate: number;
  context: string;
  has_synth: boolean;
}

export function player_state(page: Page): Promise<PlayerState> {
  return page.evaluate(() => (document.querySelector("divisi-project") as unknown as
    {session: {player: {state: PlayerState}}}).session.player.state);
}

/** Where a note lies on the screen. */
export async function place_of(page: Page, id: number): Promise<{left: number; right: number; y: number}> {
  return page.evaluate((wanted) => {
    const view = document.querySelector("divisi-project") as unknown as {session: {controller: {score: {notes: Known["notes"]}}}};
    const roll = document.querySelector("divisi-roll") as unknown as HTMLElement & {stage: {view: {start_s: number;
      seconds_per_px: number; top_pitch: number; px_per_pitch: number}}};
    const note = view.session.controller.score.notes.find((other) => other.id === wanted);
    if (!note) throw new Error(`no note ${wanted}`);
    const {left, top} = roll.getBoundingClientRect();
    const {start_s, seconds_per_px, top_pitch, px_per_pitch} = roll.stage.view;
    const x = (time_s: number) => left + 46 + (time_s - start_s) / seconds_per_px;
    return {left: x(note.onset_s), right: x(note.offset_s), y: top + 26 + (top_pitch - note.pitch) * px_per_pitch};
  }, id);
}

export async function saved(page: Page): Promise<void> {
  await page.waitForSelector(".save.saved");
}

/** A made-up recording: a tune of decaying tones, the same each time. */
export function wav_of(seconds: number, rate = 22050): Buffer {
  const frames = Math.round(seconds * rate);
  const bytes = Buffer.alloc(44 + 2 * frames);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + 2 * frames, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(2 * frames, 40);
  const tune = [60, 64, 67, 72, 71, 67, 65, 62];
  for (let n = 0; n < frames; ++n) {
    const beat = Math.floor(n / rate * 2), inside_s = n / rate - beat / 2;
    const hz = 440 * 2 ** (((tune[beat % tune.length] ?? 60) - 69) / 12);
    const wave = Math.sin(2 * Math.PI * hz * inside_s) + 0.4 * Math.sin(4 * Math.PI * hz * inside_s);
    bytes.writeInt16LE(Math.round(9000 * wave * Math.exp(-3 * inside_s)), 44 + 2 * n);
  }
  return bytes;
}
