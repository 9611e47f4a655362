// A project's events while the server works. The browser's EventSource opens the stream again by itself; each new
// stream begins with the whole state, hence the first `notes` of a stream replaces what was known.

import type {FoundNote} from "../model/document.ts";
import type {Project} from "./types.ts";

export type ProjectEvent =
  | {kind: "project"; project: Project}
  | {kind: "progress"; done_s: number; total_s: number}
  | {kind: "notes"; notes: FoundNote[]}
  | {kind: "score"; revision: string}
  | {kind: "stems"; state: Project["stems"]; done: number; total: number};

const NAMES = ["project", "progress", "notes", "score", "stems"] as const;

const is_number = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const number_or = (value: unknown, otherwise: number) => is_number(value) ? value : otherwise;

function is_found_note(value: unknown): value is FoundNote {
  return Array.isArray(value) && value.length >= 5 && value.every(is_number);
}

/** Undefined for what is not an event of ours: a newer server may say more than we know. */
export function parse_event(name: string, data: string): ProjectEvent | undefined {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  switch (name) {
    case "project":
      return typeof value.id === "string" ? {kind: "project", project: value as unknown as Project} : undefined;
    case "progress":
      return is_number(value.done_s) ? {kind: "progress", done_s: value.done_s, total_s: number_or(value.total_s, 0)} : undefined;
    case "notes":
      return Array.isArray(value.notes) ? {kind: "notes", notes: value.notes.filter(is_found_note)} : undefined;
    case "score":
      return value.revision === undefined ? undefined : {kind: "score", revision: String(value.revision)};
    case "stems":
      return typeof value.state === "string"
        ? {kind: "stems", state: value.state as Project["stems"], done: number_or(value.done, 0), total: number_or(value.total, 0)}
        : undefined;
    default:
      return undefined;
  }
}

export interface EventListener {
  /** A stream was opened: what it says first replaces what is known. */
  on_open(): void;
  on_event(event: ProjectEvent): void;
  on_lost(is_final: boolean): void;
}

export function listen(url: string, listener: EventListener): () => void {
  const source = new EventSource(url);
  source.onopen = () => listener.on_open();
  source.onerror = () => listener.on_lost(source.readyState === EventSource.CLOSED);
  for (const name of NAMES) {
    source.addEventListener(name, (message) => {
      const event = parse_event(name, (message as MessageEvent<string>).data);
      if (event) listener.on_event(event);
    });
  }
  return () => source.close();
}
