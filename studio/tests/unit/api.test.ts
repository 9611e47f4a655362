import assert from "node:assert/strict";
import {test} from "node:test";
import {ApiClient, ApiError, error_of, plain_tag} from "../../src/api/client.ts";
import {parse_event} from "../../src/api/events.ts";
import {objection} from "../../src/api/upload.ts";
import {document_of} from "./fixtures.ts";

interface Asked {
  path: string;
  init: RequestInit;
}

function client_with(answer: (asked: Asked) => Response | Promise<Response>): {client: ApiClient; asked: Asked[]} {
  const asked: Asked[] = [];
  const client = new ApiClient("/api/v1", (path, init = {}) => {
    asked.push({path: String(path), init});
    return Promise.resolve(answer({path: String(path), init}));
  });
  return {client, asked};
}

const refused = (status: number, body: string) => () => new Response(body, {status});

test("the server's own words reach the user, with what to do", async () => {
  const error = await error_of(429, '{"error": {"code": "too_many", "message": "8 jobs wait already."}}');
  assert.equal(error.code, "too_many");
  assert.match(error.message, /^8 jobs wait already\. .*Delete one/);
});

test("an answer that is not ours still makes a sentence", async () => {
  for (const body of ["", "<html>", "null", '{"error": 3}', '{"error": null}']) {
    assert.match((await error_of(502, body)).message, /502/);
  }
  assert.match((await error_of(507, "")).message, /disk is full/);
});

test("a server that is gone is said so", async () => {
  const {client} = client_with(() => Promise.reject(new TypeError("fetch failed")));
  await assert.rejects(client.projects(), (error: ApiError) => error.status === 0 && /divisi serve still running/.test(error.message));
});

test("a request that was dropped stays an AbortError", async () => {
  const {client} = client_with(() => Promise.reject(new DOMException("dropped", "AbortError")));
  await assert.rejects(client.decide("x", {}), {name: "AbortError"});
});

test("scores are saved against the revision they came from", async () => {
  const {client, asked} = client_with(({init}) => init.method === "PUT" ? Response.json({revision: 8})
    : Response.json(document_of([]), {headers: {ETag: '"7"'}}));
  const {revision} = await client.score("a");
  assert.equal(revision, "7");
  assert.equal(await client.save_score("a", {}, revision), "8");
  assert.deepEqual(new Headers(asked[1]?.init.headers).get("If-Match"), '"7"');
  assert.equal(plain_tag('W/"7"'), "7");
  assert.equal(plain_tag(null), "");
});

test("a conflict is a 412", async () => {
  const {client} = client_with(refused(412, "{}"));
  await assert.rejects(client.save_score("a", {}, "1"), (error: ApiError) => error.status === 412 && /Reload/.test(error.message));
});

test("how long a decision took comes with it", async () => {
  const with_time = client_with(() => Response.json({}, {headers: {"Server-Timing": "decide;dur=12.5"}}));
  assert.equal((await with_time.client.decide("a", {threshold: 0.4})).took_ms, 12.5);
  assert.equal(with_time.asked[0]?.init.body, '{"threshold":0.4}');
  assert.equal((await client_with(() => Response.json({})).client.decide("a", {})).took_ms, undefined);
});

test("names are written so that no address can break", () => {
  const {client} = client_with(() => Response.json({}));
  assert.equal(client.samples_path("a", "01 a&b.flac", 5, 6), "/projects/a/samples?source=01%20a%26b.flac&from=5&frames=6");
});

test("events are read, and what is none is passed over", () => {
  assert.deepEqual(parse_event("progress", '{"done_s": 1.5, "total_s": 20}'), {kind: "progress", done_s: 1.5, total_s: 20});
  assert.deepEqual(parse_event("notes", '{"notes": [[0, 1, 60, 80, 0.9], [1, 2], ["x", 1, 2, 3, 4], 7]}'),
    {kind: "notes", notes: [[0, 1, 60, 80, 0.9]]});
  assert.deepEqual(parse_event("score", '{"revision": 3}'), {kind: "score", revision: "3"});
  assert.equal(parse_event("project", '{"id": "a", "state": "ready"}')?.kind, "project");
  assert.equal(parse_event("stems", '{"state": "working"}')?.kind, "stems");
  for (const [name, data] of [["notes", "{"], ["notes", "null"], ["notes", '{"notes": 3}'], ["progress", '{"done_s": "1"}'],
    ["project", "{}"], ["score", "{}"], ["stems", "[]"], ["new", "{}"]] as const) {
    assert.equal(parse_event(name, data), undefined, `${name} ${data}`);
  }
});

test("files that cannot be taken are not sent", () => {
  assert.equal(objection("a.wav", 10, 100), undefined);
  assert.match(objection("a.wav", 0, 100) ?? "", /empty/);
  assert.match(objection("a.wav", 3e6, 2e6) ?? "", /3 MB; the server takes 2 MB/);
});
