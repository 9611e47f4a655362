// Plays the tracks of a piece on one clock: all of them always run, and what one hears is decided by
// gains. So a change of what to hear never loses the place. Sound comes as scripts (take_sounds),
// because a page that is opened from a disk may not read files.
"use strict";

const CODEC_DELAY_S = 0.0345;  // MP3 begins so much late: 1105 samples at 32 kHz

let context = null;
const arrived = {};
let current = null;

function take_sounds(id, sounds) {
  arrived[id](sounds);
}

function bytes_of(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

function clock_text(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

class Player {
  constructor(section) {
    this.section = section;
    this.id = section.id;
    this.buffers = null;
    this.loading = null;
    this.voices = {};
    this.is_playing = false;
    this.place_s = 0;
    this.muted = new Set();
    this.solo = new Set();
    this.play_button = section.querySelector(".play");
    this.slider = section.querySelector(".place");
    this.length_s = Number(this.slider.max);
    this.clock = section.querySelector(".clock");
    this.status = section.querySelector(".state");
    this.loop = section.querySelector(".loop");
    this.listen_to_controls();
    this.show();
  }

  listen_to_controls() {
    this.play_button.addEventListener("click", () => this.toggle());
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    for (const radio of this.section.querySelectorAll(".modes input")) {
      radio.addEventListener("change", () => this.show());
    }
    for (const [kind, chosen] of [["mute", this.muted], ["solo", this.solo]]) {
      for (const button of this.section.querySelectorAll("." + kind)) {
        button.addEventListener("click", () => this.flip(chosen, button));
      }
    }
    for (const picture of this.section.querySelectorAll(".picture")) {
      picture.addEventListener("click", (event) => {
        const box = picture.getBoundingClientRect();
        this.seek((event.clientX - box.left) / box.width * this.length_s);
      });
    }
    this.section.addEventListener("focusin", () => { if (!current?.is_playing) current = this; });
  }

  get mode() {
    return this.section.querySelector(".modes input:checked").value;
  }

  set_mode(number) {
    const radio = this.section.querySelectorAll(".modes input")[number];
    if (radio) {
      radio.checked = true;
      this.show();
    }
  }

  flip(chosen, button) {
    const track = button.dataset.track;
    if (chosen.has(track)) chosen.delete(track); else chosen.add(track);
    button.setAttribute("aria-pressed", String(chosen.has(track)));
    this.show();
  }

  // Whether a stem, or what is played back of the same part, is switched on.
  is_on(lane) {
    return this.solo.size > 0 ? this.solo.has(lane) : !this.muted.has(lane);
  }

  // Gain and side (-1 left, 1 right) of a track.
  setting_of(track) {
    const mode = this.mode;
    const lane = track.replace("replay", "stem");
    if (track === "mixture") return {gain: mode === "original" || mode === "split" ? 1 : 0, side: mode === "split" ? -1 : 0};
    if (track.startsWith("replay")) {
      return {gain: (mode === "replay" || mode === "split") && this.is_on(lane) ? 1 : 0, side: mode === "split" ? 1 : 0};
    }
    return {gain: mode === "stems" && this.is_on(lane) ? 1 : 0, side: 0};
  }

  load() {
    if (!this.loading) {
      this.say("Loading the sound …");
      this.loading = this.fetch_sounds().then((sounds) => Promise.all(
          Object.entries(sounds).map(async ([name, base64]) =>
            [name, await context.decodeAudioData(bytes_of(base64))])))
        .then((pairs) => { this.buffers = Object.fromEntries(pairs); this.say(""); })
        .catch((error) => { this.loading = null; this.say(`This piece cannot be played: ${error.message ?? error}`); throw error; });
    }
    return this.loading;
  }

  fetch_sounds() {
    return new Promise((resolve, reject) => {
      arrived[this.id] = resolve;
      const script = document.createElement("script");
      script.src = this.id + ".js";
      script.onerror = () => reject(new Error(`${script.src} is not there`));
      document.head.append(script);
    });
  }

  say(text) {
    this.status.textContent = text;
  }

  async toggle() {
    if (this.is_playing) return this.pause();
    context ??= new AudioContext();
    if (current && current !== this) current.pause();
    current = this;
    const sounding = context.resume();  // asked for within the click, else browsers refuse
    try { await this.load(); } catch { return; }
    if (context.state !== "running") this.say("Waiting for the browser to let sound out …");
    await sounding;
    this.say("");
    if (current === this && !this.is_playing) this.start();
  }

  start() {
    if (this.place_s >= this.length_s - 0.05) this.place_s = 0;
    this.started_s = context.currentTime + 0.05;
    for (const [name, buffer] of Object.entries(this.buffers)) {
      const source = new AudioBufferSourceNode(context, {buffer});
      const gain = new GainNode(context, {gain: this.setting_of(name).gain});
      const pan = new StereoPannerNode(context, {pan: this.setting_of(name).side});
      source.connect(gain).connect(pan).connect(context.destination);
      source.start(this.started_s, this.place_s + CODEC_DELAY_S);
      this.voices[name] = {source, gain, pan};
    }
    this.is_playing = true;
    this.show();
    requestAnimationFrame(() => this.tick());
  }

  stop_voices() {
    for (const {source} of Object.values(this.voices)) source.stop();
    this.voices = {};
  }

  pause() {
    if (!this.is_playing) return;
    this.place_s = this.now_s();
    this.stop_voices();
    this.is_playing = false;
    this.show();
  }

  seek(seconds) {
    this.place_s = Math.min(Math.max(seconds, 0), this.length_s);
    if (this.is_playing) {
      this.stop_voices();
      this.start();
    }
    this.show();
  }

  now_s() {
    if (!this.is_playing) return this.place_s;
    const heard_s = context.currentTime - this.started_s;
    return Math.min(this.place_s + Math.max(heard_s, 0), this.length_s);
  }

  tick() {
    if (!this.is_playing) return;
    if (this.now_s() >= this.length_s) {
      if (this.loop.checked) {
        this.seek(0);
        return;  // start() asks for the next tick
      }
      this.pause();
    }
    this.show_place();
    if (this.is_playing) requestAnimationFrame(() => this.tick());
  }

  show_place() {
    const now_s = this.now_s();
    const text = clock_text(now_s);
    this.slider.value = now_s;
    if (this.clock.textContent !== text) {
      this.clock.textContent = text;
      this.slider.setAttribute("aria-valuetext", `${text} of ${clock_text(this.length_s)}`);
    }
    for (const line of this.section.querySelectorAll(".now")) line.style.left = `${now_s / this.length_s * 100}%`;
  }

  show() {
    for (const [name, {gain, pan}] of Object.entries(this.voices)) {
      const setting = this.setting_of(name);
      gain.gain.setTargetAtTime(setting.gain, context.currentTime, 0.01);
      pan.pan.setTargetAtTime(setting.side, context.currentTime, 0.01);
    }
    this.play_button.textContent = this.is_playing ? "Pause" : "Play";
    const title = this.section.querySelector("h2").textContent;
    this.play_button.setAttribute("aria-label", `${this.is_playing ? "Pause" : "Play"}: ${title}`);
    this.show_lanes();
    this.show_place();
  }

  show_lanes() {
    for (const lane of this.section.querySelectorAll(".lane")) {
      const track = lane.dataset.track;
      const tracks = [track, track.replace("stem", "replay")];
      const mode = this.mode;
      const is_silent = tracks.every((name) => this.setting_of(name).gain === 0);
      lane.classList.toggle("silent", mode !== "original" && is_silent);
      const has_switch = mode === "stems" || ((mode === "replay" || mode === "split") && track !== "residual");
      for (const button of lane.querySelectorAll("button")) button.disabled = !has_switch;
    }
  }
}

const players = [...document.querySelectorAll(".piece")].map((section) => new Player(section));
current = players[0] ?? null;

document.addEventListener("keydown", (event) => {
  if (!current || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key === "k") current.toggle();
  else if (key === "j") current.seek(current.now_s() - 2);
  else if (key === "l") current.seek(current.now_s() + 2);
  else if ("1234".includes(key)) current.set_mode(Number(key) - 1);
});
