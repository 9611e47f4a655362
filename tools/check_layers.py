#!/usr/bin/env python3
"""Checks every #include of ours against the table in cmake/layers.cmake.

Also: the product's face sees include/divisi only (the laboratory's commands may see any module);
public headers see public headers only; an outside library is named in few files, listed here.
Prints one line for each breach and exits with 1.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
LAB_COMMANDS = re.compile(r"apps/divisi/(cmd_(evaluate|calibrate|synth|train|experiment)|estimators|calibrate_drums|calibrate_names|calibrate_parts|calibrate_positions|calibrate_slots|evaluate_stems|stem_estimators|"
                          r"clip_choice|experiments|slot_experiments|labelled_parts|name_figures|part_picture|synth_progress)\.(cpp|h)")

# Outside libraries, and where they may be named (regular expressions on paths).
LIBRARIES = {
    r"^sndfile\.h": r"src/(audio/(reader|writer|stream_writer)_sndfile\.cpp|synth/[a-z_]+\.cpp)",
    r"^mpg123\.h": r"src/audio/reader_mpg123\.cpp",
    r"^soxr\.h": r"src/audio/resampler_soxr\.cpp",
    r"kiss_fft": r"src/audio/fft_kissfft\.cpp",
    r"^libav|^libsw": r"src/audio/(ffmpeg_library\.h)",
    r"^cairo": r"src/draw/[a-z_]+\.(cpp|h)",
    r"^nlohmann/": r"src/core/json\.cpp|apps/divisi/reporter_json\.cpp|src/(synth|train)/[a-z_]+\.cpp|src/train/recipe_json\.h|src/synth/recipe_fields\.h|src/slots/experiment_report\.cpp",
    r"^torch/|^ATen/|^c10/": r"src/(train|timbre|slots|cerberus|shares)/.*",
    r"^Eigen/": r"src/parts/dense_linear_algebra_eigen\.cpp",
    r"^fluidsynth": r"src/synth/fluid_renderer\.cpp",
    r"^boost/": r"src/server/http_parser_beast\.cpp",
    r"^sqlite3": r"src/server/project_index_sqlite\.cpp",
    r"^CLI/": r"apps/divisi/[a-z_]+\.cpp",
}


def read_table():
    table = {}
    text = (ROOT / "cmake/layers.cmake").read_text()
    for name, uses in re.findall(r"set\(DIVISI_MAY_USE_(\w+)([^)]*)\)", text):
        table[name] = set(uses.split())
    return table


def module_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "src" else parts[0]


def breaches_of(path, table):
    relative = path.relative_to(ROOT).as_posix()
    module = module_of(path)
    for mark, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        for library, allowed in LIBRARIES.items():
            if re.search(library, name) and not re.fullmatch(allowed, relative):
                yield f"{relative}: names {name}, which only {allowed} may"
        if mark == "<":
            continue
        target = name.split("/")[0]
        if module == "include":
            if target != "divisi":
                yield f"{relative}: a public header includes {name}"
        elif module == "apps":
            if target in table and target != "server" and not LAB_COMMANDS.fullmatch(relative):
                yield f"{relative}: a face includes {name}; the public API is include/divisi"
        elif module == "server" and target == "engine":
            yield f"{relative}: a face includes {name}; the public API is include/divisi"
        elif target in table and target != module and target not in table.get(module, set()):
            yield f"{relative}: {module} may not use {target} ({name}), see cmake/layers.cmake"


def main():
    table = read_table()
    files = [path for folder in ("src", "include", "apps") for path in (ROOT / folder).rglob("*")
             if path.suffix in (".h", ".cpp")]
    found = [line for path in sorted(files) for line in breaches_of(path, table)]
    unknown = sorted({module_of(p) for p in files} - set(table) - {"include", "apps"})
    found += [f"src/{name}: not in cmake/layers.cmake" for name in unknown]
    for line in found:
        print(line)
    print(f"check_layers: {len(files)} files, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
