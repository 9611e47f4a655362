// The server's HTTP interface, one method for each request. Every failure is an ApiError with one clear sentence.

import type {DecideOptions, Project, ServerFacts, SpectrogramFacts, Stems} from "./types.ts";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What to do about it, where the server's own sentence does not say. */
const ADVICE: Record<number, string> = {
  401: "Open the address with the token that divisi serve printed when it started.",
  412: "The score was changed elsewhere, perhaps in another window. Reload it to go on from there.",
  413: "The file is too big. Cut it, or raise the limit when starting divisi serve.",
  429: "Too many projects or jobs. Delete one, or wait until one is done.",
  507: "The disk is full. Delete a project, then try again.",
};

export async function error_of(status: number, body: string): Promise<ApiError> {
  let code = `http_${status}`;
  let message = "";
  try {
    const error = JSON.parse(body).error;
    code = String(error.code ?? code);
    message = String(error.message ?? "");
  } catch {
    // Not ours, or cut off: the status alone must do.
  }
  const advice = ADVICE[status];
  return new ApiError(status, code, [message || (advice ? "" : `The server answered ${status}.`), advice]
    .filter(Boolean).join(" "));
}

const UNREACHABLE = "The server cannot be reached. Is divisi serve still running? What you changed is kept here.";

export class ApiClient {
  readonly base: string;
  private readonly fetch: typeof fetch;

  constructor(base = "/api/v1", fetch_with: typeof fetch = (...given) => fetch(...given)) {
    this.base = base;
    this.fetch = fetch_with;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await this.fetch(this.base + path, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new ApiError(0, "unreachable", UNREACHABLE);
    }
    if (!response.ok) throw await error_of(response.status, await response.text().catch(() => ""));
    return response;
  }

  private async json<Answer>(path: string, init?: RequestInit): Promise<Answer> {
    return await (await this.request(path, init)).json() as Answer;
  }

  private send(method: string, body: unknown): RequestInit {
    return {method, body: JSON.stringify(body), headers: {"Content-Type": "application/json"}};
  }

  server = () => this.json<ServerFacts>("/server");
  projects = async () => (await this.json<{projects: Project[]}>("/projects")).projects;
  project = (id: string) => this.json<Project>(`/projects/${id}`);
  rename = (id: string, name: string) => this.json<Project>(`/projects/${id}`, this.send("PATCH", {name}));
  remove = (id: string) => this.request(`/projects/${id}`, {method: "DELETE"});
  cancel = (id: string) => this.json<Project>(`/projects/${id}/cancel`, {method: "POST"});
  retry = (id: string) => this.json<Project>(`/projects/${id}/retry`, {method: "POST"});
  stems = (id: string) => this.json<Stems>(`/projects/${id}/stems`);
  make_stems = (id: string) => this.request(`/projects/${id}/stems`, {method: "POST"});
  spectrogram = (id: string) => this.json<SpectrogramFacts>(`/projects/${id}/spectrogram`);

  async spectrogram_bytes(id: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.request(`/projects/${id}/spectrogram.u8`)).arrayBuffer());
  }

  async score(id: string): Promise<{document: unknown; revision: string}> {
    const response = await this.request(`/projects/${id}/score`);
    return {document: await response.json(), revision: plain_tag(response.headers.get("ETag"))};
  }

  /** The new revision. A 412 means that somebody else wrote in between. */
  async save_score(id: string, document: unknown, revision: string): Promise<string> {
    const init = this.send("PUT", document);
    init.headers = {...init.headers, "If-Match": `"${revision}"`};
    return String((await this.json<{revision: number}>(`/projects/${id}/score`, init)).revision);
  }

  async decide(id: string, options: DecideOptions): Promise<{document: unknown; took_ms?: number}> {
    const response = await this.request(`/projects/${id}/decide`, this.send("POST", options));
    const took = /decide;.*?dur=([\d.]+)/.exec(response.headers.get("Server-Timing") ?? "")?.[1];
    const document = await response.json();
    return took === undefined ? {document} : {document, took_ms: Number(took)};
  }

  export_url = (id: string, format: string) => `${this.base}/projects/${id}/export/${format}`;
  events_url = (id: string) => `${this.base}/projects/${id}/events`;
  samples_path = (id: string, source: string, from: number, frames: number) =>
    `/projects/${id}/samples?source=${encodeURIComponent(source)}&from=${from}&frames=${frames}`;
}

export function plain_tag(tag: string | null): string {
  return (tag ?? "").replace(/^W\//, "").replace(/^"|"$/g, "");
}
