// Sends a recording. XMLHttpRequest, because fetch says nothing about how much has been sent.

import {ApiError, error_of} from "./client.ts";
import type {Project} from "./types.ts";

export interface Upload {
  readonly done: Promise<Project>;
  cancel(): void;
}

export function upload(base: string, file: File, on_progress: (fraction: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Project>((resolve, reject) => {
    request.open("POST", `${base}/projects?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => on_progress(event.total ? event.loaded / event.total : 0);
    request.onload = async () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Project);
      else reject(await error_of(request.status, request.responseText));
    };
    request.onerror = () => reject(new ApiError(0, "unreachable",
      `${file.name} could not be sent: the server cannot be reached, or it refused the file half-way. Try again.`));
    request.onabort = () => reject(new ApiError(0, "aborted", `${file.name} was not sent.`));
    request.send(file);
  });
  return {done, cancel: () => request.abort()};
}

/** Why a file is not worth sending, or nothing. What is inside it only the server knows. */
export function objection(name: string, size: number, upload_bytes: number): string | undefined {
  if (size === 0) return `${name} is empty. Choose a file with sound in it.`;
  if (size > upload_bytes) {
    return `${name} has ${size_text(size)}; the server takes ${size_text(upload_bytes)}. Cut it, or convert it to MP3 or FLAC.`;
  }
  return undefined;
}

export function size_text(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
