#!/usr/bin/env python3
"""Checks that every path a document of ours names exists.

Looks at links `[..](path)` and at code spans that look like a path of this repository. Prints one
line for each that is not there and exits with 1.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
SPAN = re.compile(r"`([^`\s]+)`")
TOP = ("src/", "include/", "apps/", "cmake/", "docs/", "examples/", "models/", "recipes/", "tests/",
       "tools/", "bench/", ".ci/", "papers/")


def paths_in(text):
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target):
            yield target, True
    for span in SPAN.findall(text):
        if span.startswith(TOP) and not re.search(r"[*<>{}$|]|\.\.\.|…", span):
            yield re.sub(r":\d+$", "", span), False


def main():
    listed = subprocess.run(["git", "ls-files", "-z", "--", "*.md"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split("\0")
    # The peers' documents name files of the peers' own folders.
    documents = [ROOT / name for name in listed if name and not name.startswith("bench/peers/")]
    found = []
    for document in sorted(documents):
        for target, is_link in paths_in(document.read_text(encoding="utf-8")):
            places = [document.parent / target] if is_link else [
                ROOT / target, document.parent / target, ROOT / (target + ".cpp")]
            if not any(place.exists() for place in places):
                found.append(f"{document.relative_to(ROOT)}: {target} is not there")
    for line in found:
        print(line)
    print(f"check_docs: {len(documents)} documents, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
