// One open project: what the server knows of it, what the user does with it. The page's elements draw from this and
// call its methods; it tells them with a "change" event. It touches no document, so tests run it without a browser.

import type {ApiClient} from "../api/client.ts";
import {ApiError} from "../api/client.ts";
import type {EventListener, ProjectEvent} from "../api/events.ts";
import type {DecideOptions, Project} from "../api/types.ts";
import {is_working} from "../api/types.ts";
import type {FoundNote} from "../model/document.ts";
import {read_document, score_of_found} from "../model/document.ts";
import type {History} from "../model/history.ts";
import {begin, perform, redo, undo} from "../model/history.ts";
import {NoteIndex} from "../model/note_index.ts";
import type {Score} from "../model/score.ts";
import {EMPTY_SCORE} from "../model/score.ts";
import type {AutosaveOptions} from "./autosave.ts";
import {Autosave} from "./autosave.ts";

export type Listen = (url: string, listener: EventListener) => () => void;

export const DECIDED = "Decide again";
export const CHANGED_ELSEWHERE = "Changed elsewhere";
export const KEPT_MINE = "Keep mine";

export class ProjectController extends EventTarget {
  readonly id: string;
  private readonly client: ApiClient;
  private readonly listen: Listen;
  private readonly save_options: AutosaveOptions;
  project: Project | undefined;
  private history: History<Score> = begin(EMPTY_SCORE);
  private preview: Score | undefined;
  private found: FoundNote[] = [];
  private found_score: Score | undefined;
  private is_new_stream = true;
  private close_stream: (() => void) | undefined;
  private known_index: NoteIndex | undefined;
  private returning: ReturnType<typeof setTimeout> | undefined;
  /** Fulfilled when the server has answered the question that is open, if one is. */
  private deciding: Promise<unknown> | undefined;
  private question = 0;
  autosave: Autosave | undefined;
  /** The last thing that went wrong, in words that say what to do. */
  trouble = "";
  is_connected = true;
  is_loading_score = false;
  selected: ReadonlySet<number> = new Set();
  /** Edits by hand that a new decision would lose. */
  hand_edits = 0;
  decided_ms: number | undefined;

  constructor(client: ApiClient, id: string, listen: Listen, save_options: AutosaveOptions = {}) {
    super();
    this.client = client;
    this.id = id;
    this.listen = listen;
    this.save_options = save_options;
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  /** Loads what there is, and listens for what comes. */
  async open(): Promise<void> {
    try {
      this.project = await this.client.project(this.id);
      if (this.project.state === "ready") await this.load_score();
    } catch (error) {
      this.say(error);
    }
    if (this.project) this.follow();
    this.changed();
  }

  private follow(): void {
    this.close_stream ??= this.listen(this.client.events_url(this.id), {
      on_open: () => {
        this.is_new_stream = true;
        this.is_connected = true;
        this.changed();
      },
      on_event: (event) => this.hear(event),
      on_lost: (is_final) => {
        this.is_connected = false;
        if (is_final) this.follow_later();
        this.changed();
      },
    });
  }

  /** The browser has given up on the stream: the server refused it. Asks now and then whether it is back. */
  private follow_later(): void {
    this.close_stream = undefined;
    clearTimeout(this.returning);
    this.returning = setTimeout(() => void this.return_to_stream(), this.save_options.retry_ms ?? 3000);
  }

  private async return_to_stream(): Promise<void> {
    try {
      this.hear_project(await this.client.project(this.id));
      this.follow();
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.say(error);
      else this.follow_later();
    }
    this.changed();
  }

  hear(event: ProjectEvent): void {
    switch (event.kind) {
      case "project":
        this.hear_project(event.project);
        break;
      case "progress":
        if (this.project) this.project = {...this.project, progress: {done_s: event.done_s, total_s: event.total_s}};
        break;
      case "notes":
        this.found = this.is_new_stream ? [...event.notes] : [...this.found, ...event.notes];
        this.is_new_stream = false;
        this.found_score = undefined;
        break;
      case "score":
        if (event.revision !== this.autosave?.revision && this.autosave?.state !== "saving") void this.hear_score();
        break;
      case "stems":
        if (this.project) this.project = {...this.project, stems: event.state};
        break;
    }
    this.changed();
  }

  private hear_project(project: Project): void {
    const was = this.project?.state;
    this.project = project;
    if (project.state === "ready" && was !== "ready" && !this.autosave) void this.hear_score();
    if (is_working(project.state) && was !== undefined && !is_working(was)) this.forget_found();
  }

  private forget_found(): void {
    this.found = [];
    this.found_score = undefined;
  }

  /** Another window saved, or the parts are dealt. Work of ours that is not saved yet is not thrown away. */
  private async hear_score(): Promise<void> {
    if (this.is_loading_score || (this.autosave && !this.autosave.is_clean)) return;
    try {
      await this.load_score();
    } catch (error) {
      this.say(error);
    }
    this.changed();
  }

  /** What was here before is one Undo away: somebody else's work must not cost ours. */
  private async load_score(): Promise<void> {
    this.is_loading_score = true;
    try {
      const {document, revision} = await this.client.score(this.id);
      const score = read_document(document);
      this.history = this.autosave ? perform(this.history, CHANGED_ELSEWHERE, score) : begin(score);
      this.autosave?.stop();
      this.hand_edits = this.project?.edited ? 1 : 0;
      this.selected = new Set();
      this.autosave = new Autosave(this.client, this.id, revision, () => this.changed(), this.save_options);
    } finally {
      this.is_loading_score = false;
    }
  }

  /** After a conflict: takes what the server has; Undo brings ours back. */
  async take_other(): Promise<void> {
    await this.attempt(() => this.load_score());
  }

  /** After a conflict: saves ours over what the server has; Undo brings that back. */
  async keep_mine(): Promise<void> {
    await this.attempt(async () => {
      const {document, revision} = await this.client.score(this.id);
      const mine = this.history.present;
      this.history = perform(perform(this.history, CHANGED_ELSEWHERE, read_document(document)), KEPT_MINE, mine);
      await this.autosave?.overwrite(revision);
    });
  }

  say(error: unknown): void {
    this.trouble = error instanceof ApiError || error instanceof Error ? error.message : String(error);
    this.changed();
  }

  clear_trouble(): void {
    this.trouble = "";
    this.changed();
  }

  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.trouble = "";
      return true;
    } catch (error) {
      this.say(error);
      return false;
    } finally {
      this.changed();
    }
  }

  get is_editable(): boolean {
    return this.autosave !== undefined;
  }

  get score(): Score {
    if (this.preview) return this.preview;
    if (this.autosave) return this.history.present;
    return this.found_score ??= score_of_found(this.found, this.project?.duration_s ?? 0);
  }

  /** The score as it is without a gesture that is still going on. */
  get settled_score(): Score {
    return this.autosave ? this.history.present : this.score;
  }

  get index(): NoteIndex {
    const {notes} = this.score;
    if (this.known_index?.notes !== notes) this.known_index = new NoteIndex(notes);
    return this.known_index;
  }

  /** Shows what a gesture would make, without making it. */
  show_preview(score: Score | undefined): void {
    this.preview = score;
    this.changed();
  }

  edit(label: string, score: Score): void {
    this.preview = undefined;
    if (this.is_editable && score !== this.history.present) {
      this.history = perform(this.history, label, score);
      this.hand_edits += 1;
      this.keep();
    }
    this.changed();
  }

  private keep(): void {
    const alive = new Set(this.history.present.notes.map((note) => note.id));
    this.selected = new Set([...this.selected].filter((id) => alive.has(id)));
    this.autosave?.save(this.history.present);
  }

  get undo_label(): string | undefined {
    return this.history.past.at(-1)?.label;
  }

  get redo_label(): string | undefined {
    return this.history.future[0]?.label;
  }

  undo(): string | undefined {
    const label = this.undo_label;
    if (label !== undefined) this.travel(undo(this.history));
    return label;
  }

  redo(): string | undefined {
    const label = this.redo_label;
    if (label !== undefined) this.travel(redo(this.history));
    return label;
  }

  private travel(history: History<Score>): void {
    this.preview = undefined;
    this.history = history;
    this.keep();
    this.changed();
  }

  select(ids: Iterable<number>): void {
    this.selected = new Set(ids);
    this.changed();
  }

  /** Asks for new notes from the saved evidence. One question at a time: while the server works on one, only the
    * newest of those that come waits for it. True when this one was answered. */
  async decide(options: DecideOptions): Promise<boolean> {
    const question = ++this.question;
    while (this.deciding) {
      await this.deciding;
      if (question !== this.question) return false;
    }
    const answer = this.ask(options);
    this.deciding = answer;
    const is_answered = await answer;
    this.deciding = undefined;
    return is_answered;
  }

  private async ask(options: DecideOptions): Promise<boolean> {
    try {
      const {document, took_ms} = await this.client.decide(this.id, options);
      const score = read_document(document);
      // A slider passes many values: all of them are one step back.
      if (this.undo_label === DECIDED) this.history = undo(this.history);
      this.history = perform(this.history, DECIDED, score);
      this.hand_edits = 0;
      this.decided_ms = took_ms;
      this.trouble = "";
      this.keep();
      this.changed();
      return true;
    } catch (error) {
      this.say(error);
      return false;
    }
  }

  async cancel(): Promise<void> {
    await this.attempt(async () => this.project = await this.client.cancel(this.id));
  }

  async retry(): Promise<void> {
    await this.attempt(async () => {
      this.project = await this.client.retry(this.id);
      this.forget_found();
      this.follow();
    });
  }

  async rename(name: string): Promise<void> {
    await this.attempt(async () => this.project = await this.client.rename(this.id, name));
  }

  async make_stems(): Promise<void> {
    await this.autosave?.flush();
    await this.attempt(async () => {
      await this.client.make_stems(this.id);
      if (this.project) this.project = {...this.project, stems: "working"};
    });
  }

  close(): void {
    clearTimeout(this.returning);
    void this.autosave?.flush();
    this.close_stream?.();
    this.close_stream = undefined;
  }
}
