// Playing: the clock, both sounds, loop and slow-down; and that the roll draws.

import assert from "node:assert/strict";
import {test} from "node:test";
import type {Page} from "playwright-core";
import {measure_drawing} from "./drawing.ts";
import {player_state, with_open_song} from "./studio_server.ts";

let page: Page;

with_open_song(async (song) => {
  ({page} = song);
  await page.locator("divisi-roll .roll").focus();
});

/** How loud recording and synthesiser are together, over half a second: the root of the mean square. */
function level(): Promise<number> {
  return page.evaluate(async () => {
    const {player} = (document.querySelector("divisi-project") as unknown as {session: {player: {
      context: AudioContext; mixer: AudioNode; synth_gain: AudioNode}}}).session;
    const analyser = new AnalyserNode(player.context, {fftSize: 16384});
    player.mixer.connect(analyser);
    player.synth_gain.connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 900));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    player.mixer.disconnect(analyser);
    player.synth_gain.disconnect(analyser);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  });
}

/** Sound begins and fades a little after what asks for it, more so on a busy machine. */
async function becomes(wanted: (level: number) => boolean, what: string): Promise<void> {
  let heard = 0;
  for (let attempt = 0; attempt < 4; ++attempt) {
    heard = await level();
    if (wanted(heard)) return;
  }
  assert.fail(`${what}: level ${heard}`);
}

test("space plays the recording, and again pauses it where it is", async () => {
  await page.keyboard.press("Space");
  await page.waitForFunction(() => (document.querySelector("divisi-project") as unknown as
    {session: {player: {now_s: number}}}).session.player.now_s > 0.5);
  await becomes((heard) => heard > 0.005, "it sounds");
  await page.keyboard.press("Space");
  const {is_playing, now_s} = await player_state(page);
  assert.ok(!is_playing && now_s > 0.5);
  await page.waitForTimeout(200);
  assert.equal((await player_state(page)).now_s, now_s);
  await becomes((heard) => heard < 1e-4, "it is silent");
});

test("the notes are played back by the synthesiser, on the same clock", async () => {
  await page.keyboard.press("Home");
  await page.keyboard.press("b");
  await page.waitForFunction(() => (document.querySelector("divisi-project") as unknown as
    {session: {player: {state: {has_synth: boolean}}}}).session.player.state.has_synth);
  await page.keyboard.press("Space");
  await becomes((heard) => heard > 0.002, "the notes sound");
  await page.click(".part .mute >> nth=0");
  const count = await page.locator(".part").count();
  for (let n = 1; n < count; ++n) await page.click(`.part .mute >> nth=${n}`);
  await page.waitForTimeout(600);
  await becomes((heard) => heard < 1e-3, "muted parts do not");
  for (let n = 0; n < count; ++n) await page.click(`.part .mute >> nth=${n}`);
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("a");
  await page.keyboard.press("Space");
});

/** The strongest frequency from 380 to 520 Hz while a part's A4 is sounded at that tuning. */
function heard_of_a4(tuning_hz: number): Promise<number> {
  return page.evaluate(async (tuning_hz) => {
    const {player, controller} = (document.querySelector("divisi-project") as unknown as {session: {
      controller: {score: {parts: {id: number}[]}};
      player: {context: AudioContext; synth_gain: AudioNode; synth: {
        set_parts(parts: object[], tuning_hz: number): void; audition(part: number, pitch: number): void}}}}).session;
    const parts = controller.score.parts.map((part) => ({...part, program: 73, is_drums: false}));
    player.synth.set_parts(parts, tuning_hz);
    const analyser = new AnalyserNode(player.context, {fftSize: 8192, smoothingTimeConstant: 0});
    player.synth_gain.connect(analyser);
    player.synth.audition(parts[0]?.id ?? 1, 69);
    await new Promise((resolve) => setTimeout(resolve, 280));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    player.synth_gain.disconnect(analyser);
    const bin_hz = player.context.sampleRate / analyser.fftSize;
    let best = Math.ceil(380 / bin_hz);
    for (let bin = best; bin * bin_hz < 520; ++bin) if ((levels[bin] ?? -Infinity) > (levels[best] ?? -Infinity)) best = bin;
    return best * bin_hz;
  }, tuning_hz);
}

test("notes sound in the recording's tuning", async () => {
  await page.keyboard.press("b");
  await page.waitForTimeout(300);
  for (const tuning_hz of [440, 466.2, 415.3, 440]) {
    let hz = 0;
    for (let attempt = 0; attempt < 4 && Math.abs(hz - tuning_hz) > 8; ++attempt) hz = await heard_of_a4(tuning_hz);
    assert.ok(Math.abs(hz - tuning_hz) <= 8, `${hz} Hz instead of ${tuning_hz}`);
    await page.waitForTimeout(300);
  }
  await page.keyboard.press("a");
});

test("at half the speed half as much of the song passes, and it sounds", async () => {
  await page.keyboard.press("Home");
  await page.selectOption(".rate select", "0.5");
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => (document.querySelector("divisi-project") as unknown as
    {session: {player: {now_s: number}}}).session.player.now_s > 0.2);
  const passed = await page.evaluate(async () => {
    const {player} = (document.querySelector("divisi-project") as unknown as {session: {player: {now_s: number; context: AudioContext}}}).session;
    const [song_s, context_s] = [player.now_s, player.context.currentTime];
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return (player.now_s - song_s) / (player.context.currentTime - context_s);
  });
  assert.ok(Math.abs(passed - 0.5) < 0.05, `${passed}`);
  await becomes((heard) => heard > 0.005, "it sounds");
  await page.keyboard.press("Space");
  await page.selectOption(".rate select", "1");
  await page.locator("divisi-roll .roll").focus();
});

test("a loop is not left", async () => {
  await page.evaluate(() => {
    const {player} = (document.querySelector("divisi-project") as unknown as {session: {player: {
      set_loop(loop: {from_s: number; to_s: number}): void; seek(time_s: number): void}}}).session;
    player.set_loop({from_s: 2, to_s: 2.5});
    player.seek(2);
  });
  await page.keyboard.press("Space");
  for (let n = 0; n < 8; ++n) {
    await page.waitForTimeout(170);
    const {now_s} = await player_state(page);
    assert.ok(now_s >= 1.95 && now_s <= 2.55, `${now_s}`);
  }
  await page.keyboard.press("Space");
  await page.keyboard.press("l");
  assert.equal(await page.locator(".loop").getAttribute("aria-pressed"), "false");
});

test("stems are made when asked for, and parts are heard alone in them", async () => {
  await page.click(".make_stems");
  await page.click(".blend .stems", {timeout: 60000});
  await page.waitForSelector(".blend .stems[aria-pressed=true]");
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.waitForTimeout(500);
  await becomes((heard) => heard > 0.002, "they sound");
  const count = await page.locator(".part").count();
  for (let n = 0; n < count; ++n) await page.click(`.part .mute >> nth=${n}`);
  await becomes((heard) => heard < 1e-4, "muted ones do not");
  for (let n = 0; n < count; ++n) await page.click(`.part .mute >> nth=${n}`);
  await page.click(".blend .a");
  await page.locator("divisi-roll .roll").focus();
  await page.keyboard.press("Space");
});

test("20,000 notes over ten minutes are drawn, zoomed in and scrolled too", async (context) => {
  const drawn = await measure_drawing(page);
  context.diagnostic(JSON.stringify(drawn));
  // Reported, not judged: how long it takes is for `npm run measure`.
  assert.ok(drawn.whole_ms > 0 && drawn.scrolled_ms > 0, JSON.stringify(drawn));
});
