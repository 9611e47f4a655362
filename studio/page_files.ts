// What the built page needs besides its own code: Verovio, which is fetched when a score is first shown, and the
// licences of all that is bundled.

import {existsSync, readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import type {Plugin} from "vite";

const from_package = (path: string) => new URL(`node_modules/${path}`, import.meta.url);

interface Bundled {
  readonly name: string;
  readonly what: string;
  readonly licence_files: readonly string[];
}

const BUNDLED: readonly Bundled[] = [
  {name: "lit", what: "the page's elements (in assets/)", licence_files: ["lit/LICENSE"]},
  {name: "spessasynth_lib", what: "the synthesiser (in assets/)", licence_files: ["spessasynth_lib/LICENSE"]},
  {name: "spessasynth_core", what: "the synthesiser (in assets/)", licence_files: []},
  {name: "stb-vorbis", what: "the synthesiser's reader of Vorbis (in assets/)", licence_files: []},
  {name: "verovio", what: "engraves scores (verovio/, unchanged from the package but packed: replace the files to use another build)",
    licence_files: []},
];

function version_and_licence(name: string): string {
  const {version, license} = JSON.parse(readFileSync(from_package(`${name}/package.json`), "utf8"));
  return `${version}, ${license}`;
}

function licences_text(): string {
  const list = BUNDLED.map(({name, what}) => `${name} ${version_and_licence(name)}: ${what}`);
  const texts = BUNDLED.flatMap(({licence_files}) => licence_files).filter((path) => existsSync(from_package(path)))
    .map((path) => `---- ${path}\n\n${readFileSync(from_package(path), "utf8").trim()}\n`);
  const sounds = readFileSync(new URL("sounds_licence.txt", import.meta.url), "utf8");
  return ["This page is part of divisi (Apache-2.0). It comes with:", "", ...list,
    "Source of Verovio: https://github.com/rism-digital/verovio (LGPL-3.0-or-later,",
    "https://www.gnu.org/licenses/lgpl-3.0.html)", "", sounds.trim(), "", ...texts].join("\n");
}

export function page_files(): Plugin {
  return {
    name: "divisi-page-files",
    apply: "build",
    generateBundle() {
      const verovio = (file: string) => readFileSync(from_package(`verovio/dist/${file}`));
      this.emitFile({type: "asset", fileName: "verovio/verovio.mjs", source: verovio("verovio.mjs")});
      // 2.3 MB instead of 7.3; the server says Content-Encoding: gzip.
      this.emitFile({type: "asset", fileName: "verovio/verovio-module.mjs.gz",
        source: gzipSync(verovio("verovio-module.mjs"), {level: 9})});
      this.emitFile({type: "asset", fileName: "licences.txt", source: licences_text()});
    },
  };
}
