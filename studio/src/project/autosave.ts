// Saves the score a moment after each change. One request at a time; what changes meanwhile is saved after it.

import type {ApiClient} from "../api/client.ts";
import {ApiError} from "../api/client.ts";
import {write_document} from "../model/document.ts";
import type {Score} from "../model/score.ts";

export type SaveState = "saved" | "waiting" | "saving" | "offline" | "conflict" | "refused";

export interface AutosaveOptions {
  readonly delay_ms?: number;
  readonly retry_ms?: number;
}

export class Autosave {
  state: SaveState = "saved";
  message = "";
  revision: string;
  private pending: Score | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly client: ApiClient;
  private readonly project: string;
  private readonly on_change: () => void;
  private readonly delay_ms: number;
  private readonly retry_ms: number;

  constructor(client: ApiClient, project: string, revision: string, on_change: () => void, options: AutosaveOptions = {}) {
    this.client = client;
    this.project = project;
    this.revision = revision;
    this.on_change = on_change;
    this.delay_ms = options.delay_ms ?? 700;
    this.retry_ms = options.retry_ms ?? 3000;
  }

  get is_clean(): boolean {
    return this.pending === undefined && this.state === "saved";
  }

  save(score: Score): void {
    this.pending = score;
    // After a conflict only the user can say whose score counts.
    if (this.state === "saving" || this.state === "conflict") return;
    this.become("waiting");
    this.schedule(this.delay_ms);
  }

  private schedule(delay_ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delay_ms);
  }

  private become(state: SaveState, message = ""): void {
    this.state = state;
    this.message = message;
    this.on_change();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    const score = this.pending;
    if (!score || this.state === "saving") return;
    this.pending = undefined;
    this.become("saving");
    try {
      this.revision = await this.client.save_score(this.project, write_document(score), this.revision);
      this.become("saved");
      if (this.pending) this.save(this.pending);
    } catch (error) {
      this.pending ??= score;
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const known = error instanceof ApiError ? error : new ApiError(0, "unknown", String(error));
    if (known.status === 412) return this.become("conflict", known.message);
    if (known.status !== 0 && known.status < 500) return this.become("refused", known.message);
    this.become("offline", known.message);
    this.schedule(this.retry_ms);
  }

  /** Ours counts: writes over what the other one saved, which is of that revision. */
  async overwrite(revision: string): Promise<void> {
    this.revision = revision;
    this.state = "waiting";
    await this.flush();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
