// Keeps the audio thread supplied: fetches the blocks around the place that plays, the loop's begin included.

import type {ApiClient} from "../api/client.ts";
import {ApiError} from "../api/client.ts";
import {BLOCK_FRAMES} from "./mix_reader.ts";

export interface SourceFacts {
  readonly rate_hz: number;
  readonly channels: number;
  readonly total_frames: number;
}

const BLOCKS_AHEAD = 4;

interface Fed {
  facts: SourceFacts;
  /** Blocks that were sent or asked for. */
  known: Set<number>;
}

export class SampleFeed {
  private readonly client: ApiClient;
  private readonly project: string;
  private readonly deliver: (name: string, index: number, samples: Int16Array) => void;
  private readonly fed = new Map<string, Fed>();
  on_error: (error: unknown) => void = () => {};

  constructor(client: ApiClient, project: string, deliver: (name: string, index: number, samples: Int16Array) => void) {
    this.client = client;
    this.project = project;
    this.deliver = deliver;
  }

  /** Asks for one frame to learn what the source is; the first block comes with the next supply(). */
  async open(name: string): Promise<SourceFacts> {
    const response = await this.client.request(this.client.samples_path(this.project, name, 0, 1));
    const header = (key: string) => Number(response.headers.get(key));
    const facts = {rate_hz: header("X-Sample-Rate"), channels: header("X-Channels"), total_frames: header("X-Total-Frames")};
    if (!(facts.rate_hz > 0 && facts.channels > 0)) throw new ApiError(0, "bad_sound", `${name}: the server does not say its rate.`);
    this.fed.set(name, {facts, known: new Set()});
    return facts;
  }

  close(name: string): void {
    this.fed.delete(name);
  }

  /** Fetches what is missing around a frame, for the sources that are heard. */
  supply(frame: number, heard: ReadonlySet<string>, loop_frame?: number): void {
    const now = Math.floor(Math.max(frame, 0) / BLOCK_FRAMES);
    const wanted = Array.from({length: BLOCKS_AHEAD + 1}, (_, n) => now + n);
    if (loop_frame !== undefined) wanted.push(Math.floor(loop_frame / BLOCK_FRAMES));
    for (const [name, fed] of this.fed) {
      // The audio thread forgets what lies further away: see MixReader.forget_outside.
      for (const b of fed.known) if ((b < now - 2 || b > now + BLOCKS_AHEAD) && !wanted.includes(b)) fed.known.delete(b);
      if (!heard.has(name)) continue;
      for (const b of wanted) {
        if (b * BLOCK_FRAMES < fed.facts.total_frames && !fed.known.has(b)) void this.fetch_block(name, fed, b);
      }
    }
  }

  private async fetch_block(name: string, fed: Fed, index: number): Promise<void> {
    fed.known.add(index);
    try {
      const path = this.client.samples_path(this.project, name, index * BLOCK_FRAMES, BLOCK_FRAMES);
      const bytes = await (await this.client.request(path)).arrayBuffer();
      this.deliver(name, index, new Int16Array(bytes, 0, bytes.byteLength >> 1));
    } catch (error) {
      fed.known.delete(index);
      this.on_error(error);
    }
  }
}
