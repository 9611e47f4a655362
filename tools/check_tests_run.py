#!/usr/bin/env python3
"""Checks that every test that is written is also run, and asserts something.

    tools/check_tests_run.py BUILD_FOLDER...

Every TEST in tests/**/*_test.cpp must be registered with CTest in one of the build folders, or be the
body of a process that another test of its file starts (--gtest_filter=SUITE.*), and its file must hold
at least one expectation. Prints one line for each breach and exits with 1.
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEST = re.compile(r"^\s*(TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
EXPECTATION = re.compile(r"\b(EXPECT|ASSERT)_\w+\(|\bFAIL\(|\bexpect_\w+\(|\bcheck_\w+\(")


def registered_names(build):
    text = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True,
                          capture_output=True, text=True).stdout
    return [test["name"] for test in json.loads(text)["tests"]]


def is_registered(suite, name, names):
    # Parameters put a prefix before the suite and a suffix after the name; types a number between.
    pattern = re.compile(rf"(.*/)?{suite}(/\d+)?\.{name}(/.*)?")
    return any(pattern.fullmatch(known) for known in names)


def is_started_by_a_test(suite, name, text):
    return name.startswith("DISABLED_") and f"--gtest_filter={suite}.*" in text


def main():
    builds = [build for build in sys.argv[1:] if (pathlib.Path(build) / "CTestTestfile.cmake").exists()]
    if not builds:
        print("check_tests_run: no build folder with tests given")
        return 1
    names = {name for build in builds for name in registered_names(build)}
    found, count = [], 0
    for path in sorted((ROOT / "tests").rglob("*_test.cpp")):
        text = path.read_text(encoding="utf-8")
        relative = path.relative_to(ROOT)
        tests = TEST.findall(text)
        count += len(tests)
        if not tests:
            found.append(f"{relative}: holds no test")
        if tests and not EXPECTATION.search(text):
            found.append(f"{relative}: expects nothing")
        found += [f"{relative}: {suite}.{name} is not run" for _, suite, name in tests
                  if not is_registered(suite, name, names)
                  and not is_started_by_a_test(suite, name, text)]
    for line in found:
        print(line)
    print(f"check_tests_run: {count} tests written, {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
