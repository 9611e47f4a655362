import assert from "node:assert/strict";
import {test} from "node:test";
import {ApiClient} from "../../src/api/client.ts";
import type {EventListener} from "../../src/api/events.ts";
import type {Project} from "../../src/api/types.ts";
import {delete_notes, move_notes} from "../../src/model/edits.ts";
import {ProjectController} from "../../src/project/controller.ts";
import {changed_setting, crossfade, gain_of} from "../../src/project/part_mix.ts";
import {document_of} from "./fixtures.ts";

const PROJECT: Project = {id: "a", name: "song", created: "2026-01-01T00:00:00Z", state: "ready", progress: {done_s: 0, total_s: 10},
  duration_s: 10, sample_rate_hz: 44100, channels: 1, revision: 1, edited: false, stems: "none"};

/** A server of one project, as far as the controller asks. */
class OneProject {
  project: Project = {...PROJECT};
  document: unknown = document_of([[[0, 1, 60], [1, 2, 62]], [[2, 3, 40]]]);
  revision = 1;
  puts: unknown[] = [];
  put_status = 200;
  project_status = 200;
  listener: EventListener | undefined;
  readonly client = new ApiClient("", (path, init) => Promise.resolve(this.answer(String(path), init ?? {})));

  private answer(path: string, init: RequestInit): Response {
    if (path.endsWith("/decide")) return Response.json(document_of([[[0, 1, 70]]]), {headers: {"Server-Timing": "decide;dur=3"}});
    if (!path.endsWith("/score")) return Response.json(this.project, {status: this.project_status});
    if (init.method !== "PUT") return Response.json(this.document, {headers: {ETag: `"${this.revision}"`}});
    if (this.put_status !== 200) return new Response("{}", {status: this.put_status});
    if (new Headers(init.headers).get("If-Match") !== `"${this.revision}"`) return new Response("{}", {status: 412});
    this.puts.push(JSON.parse(String(init.body)));
    this.revision += 1;
    return Response.json({revision: this.revision});
  }

  async open(): Promise<ProjectController> {
    const controller = new ProjectController(this.client, "a", (_, listener) => {
      this.listener = listener;
      return () => this.listener = undefined;
    }, {delay_ms: 5, retry_ms: 20});
    await controller.open();
    return controller;
  }
}

const settled = (ms = 40) => new Promise((resolve) => setTimeout(resolve, ms));
const pitches = (controller: ProjectController) => controller.score.notes.map((note) => note.pitch);

test("a ready project has its score at once", async () => {
  const controller = await new OneProject().open();
  assert.deepEqual(pitches(controller), [60, 62, 40]);
  assert.ok(controller.is_editable);
  assert.equal(controller.autosave?.revision, "1");
});

test("notes are collected while it listens; a new stream begins anew", async () => {
  const server = new OneProject();
  server.project.state = "listening";
  const controller = await server.open();
  assert.ok(!controller.is_editable);
  server.listener?.on_open();
  server.listener?.on_event({kind: "notes", notes: [[0, 1, 50, 80, 1]]});
  server.listener?.on_event({kind: "notes", notes: [[1, 2, 51, 80, 1]]});
  assert.deepEqual(pitches(controller), [50, 51]);
  assert.equal(controller.index.notes.length, 2);
  server.listener?.on_lost(false);
  assert.ok(!controller.is_connected);
  server.listener?.on_open();
  server.listener?.on_event({kind: "notes", notes: [[0, 1, 50, 80, 1], [1, 2, 51, 80, 1], [2, 3, 52, 80, 1]]});
  assert.deepEqual(pitches(controller), [50, 51, 52]);
  server.listener?.on_event({kind: "project", project: {...PROJECT}});
  await settled();
  assert.deepEqual(pitches(controller), [60, 62, 40]);
});

test("a stream that the server refused is opened again when it is back, unless the project is gone", async () => {
  const server = new OneProject();
  server.project.state = "listening";
  const controller = await server.open();
  const lost = server.listener;
  server.listener = undefined;
  lost?.on_lost(true);
  await settled();
  assert.ok(server.listener !== undefined && server.listener !== lost);
  server.project_status = 404;
  server.listener = undefined;
  lost?.on_lost(true);
  await settled(80);
  assert.equal(server.listener, undefined);
  assert.notEqual(controller.trouble, "");
  controller.close();
});

test("edits before the score is there change nothing", async () => {
  const server = new OneProject();
  server.project.state = "listening";
  const controller = await server.open();
  controller.edit("Delete", delete_notes(controller.score, new Set([1])));
  assert.equal(controller.undo_label, undefined);
});

test("edits are saved once they rest, undone ones as well", async () => {
  const server = new OneProject();
  const controller = await server.open();
  controller.select([1]);
  controller.edit("Delete", delete_notes(controller.score, controller.selected));
  assert.equal(controller.selected.size, 0);
  controller.edit("Move", move_notes(controller.score, new Set([2]), 0, 1));
  assert.equal(controller.autosave?.state, "waiting");
  await settled();
  assert.equal(server.puts.length, 1);
  assert.equal(controller.autosave?.state, "saved");
  assert.equal(controller.undo(), "Move");
  assert.equal(controller.undo(), "Delete");
  assert.equal(controller.undo(), undefined);
  await settled();
  assert.deepEqual(pitches(controller), [60, 62, 40]);
  assert.equal(server.puts.length, 2);
  assert.equal(controller.redo(), "Delete");
});

test("a preview shows and is no edit", async () => {
  const controller = await new OneProject().open();
  controller.show_preview(move_notes(controller.settled_score, new Set([1]), 0, 5));
  assert.deepEqual(pitches(controller), [65, 62, 40]);
  assert.equal(controller.settled_score.notes[0]?.pitch, 60);
  controller.show_preview(undefined);
  assert.deepEqual(pitches(controller), [60, 62, 40]);
  assert.equal(controller.undo_label, undefined);
});

test("a decision is one step back however many values the slider passed, and edits come back", async () => {
  const controller = await new OneProject().open();
  controller.edit("Delete", delete_notes(controller.score, new Set([1])));
  assert.equal(controller.hand_edits, 1);
  assert.ok(await controller.decide({threshold: 0.4}));
  assert.ok(await controller.decide({threshold: 0.3}));
  assert.deepEqual([pitches(controller), controller.hand_edits, controller.decided_ms], [[70], 0, 3]);
  controller.undo();
  assert.deepEqual(pitches(controller), [62, 40]);
});

test("who saved in between is not overwritten unasked", async () => {
  const server = new OneProject();
  const controller = await server.open();
  server.revision = 5;
  controller.edit("Delete", delete_notes(controller.score, new Set([1])));
  await settled();
  assert.equal(controller.autosave?.state, "conflict");
  controller.edit("Delete", delete_notes(controller.score, new Set([2])));
  await settled();
  assert.equal(server.puts.length, 0);
  await controller.keep_mine();
  assert.equal(controller.autosave?.state, "saved");
  assert.equal(server.puts.length, 1);
  assert.deepEqual(pitches(controller), [40]);
  controller.undo();
  assert.deepEqual(pitches(controller), [60, 62, 40], "the other one's is there, too");
});

test("whoever takes another's score after a conflict has its own one step back", async () => {
  const server = new OneProject();
  const controller = await server.open();
  server.revision = 5;
  server.document = document_of([[[0, 1, 99]]]);
  controller.edit("Delete", delete_notes(controller.score, new Set([1])));
  await settled();
  await controller.take_other();
  assert.equal(controller.autosave?.state, "saved");
  assert.deepEqual([pitches(controller), controller.undo_label], [[99], "Changed elsewhere"]);
  controller.undo();
  assert.deepEqual(pitches(controller), [62, 40]);
  await settled();
  assert.equal(server.puts.length, 1);
});

test("one question is open at a time, and only the newest of those that wait is asked", async () => {
  const server = new OneProject();
  const controller = await server.open();
  const asked: unknown[] = [];
  const answers: (() => void)[] = [];
  Object.assign(server.client, {decide: (_: string, options: unknown) => {
    asked.push(options);
    return new Promise((resolve) => answers.push(() => resolve({document: document_of([[[0, 1, 70 + asked.length]]])})));
  }});
  const questions = [0.1, 0.2, 0.3, 0.4].map((threshold) => controller.decide({threshold}));
  await settled(5);
  assert.deepEqual(asked, [{threshold: 0.1}]);
  answers[0]?.();
  await settled(5);
  assert.deepEqual(pitches(controller), [71], "every answer is shown");
  assert.deepEqual(asked, [{threshold: 0.1}, {threshold: 0.4}]);
  answers[1]?.();
  assert.deepEqual(await Promise.all(questions), [true, false, false, true]);
  assert.deepEqual(pitches(controller), [72]);
});

test("a score from elsewhere is taken when nothing of ours is open, and only then", async () => {
  const server = new OneProject();
  const controller = await server.open();
  server.document = document_of([[[0, 1, 99]]]);
  server.revision = 2;
  server.listener?.on_event({kind: "score", revision: "2"});
  await settled();
  assert.deepEqual(pitches(controller), [99]);
  server.put_status = 500;
  controller.edit("Move", move_notes(controller.score, new Set([1]), 0, 1));
  await settled(15);
  server.listener?.on_event({kind: "score", revision: "3"});
  await settled(10);
  assert.deepEqual(pitches(controller), [100]);
  assert.equal(controller.autosave?.state, "offline");
  server.put_status = 200;
  await settled(80);
  assert.equal(controller.autosave?.state, "saved", "it goes on by itself when the server answers again");
});

test("a score that is refused is said so, in the server's words", async () => {
  const server = new OneProject();
  const controller = await server.open();
  server.put_status = 422;
  controller.edit("Move", move_notes(controller.score, new Set([1]), 0, 1));
  await settled();
  assert.equal(controller.autosave?.state, "refused");
});

test("solo wins over the others, mute over solo", () => {
  const parts = [1, 2, 3];
  let settings = changed_setting(new Map(), 2, {is_solo: true});
  assert.deepEqual(parts.map((part) => gain_of(settings, parts, part)), [0, 0.8, 0]);
  settings = changed_setting(settings, 2, {is_muted: true});
  assert.deepEqual(parts.map((part) => gain_of(settings, parts, part)), [0, 0, 0]);
  assert.equal(gain_of(changed_setting(new Map(), 9, {is_solo: true}), parts, 1), 0.8, "a part that is gone silences nobody");
});

test("the crossfade's ends are silent, its middle as loud as they", () => {
  assert.deepEqual([crossfade(0), crossfade(1)], [{a: 1, b: 0}, {a: 0, b: 1}]);
  const {a, b} = crossfade(0.5);
  assert.ok(Math.abs(a * a + b * b - 1) < 1e-12);
});
