#!/usr/bin/env python3
"""How long the studio's sliders wait: whole requests that decide a recording anew.

    bench/studio/slider.py PROGRAM RECORDING [--rounds 3]

Starts PROGRAM serve in a folder of its own, brings it RECORDING and asks for its score; then asks for other
decisions, one after another, with parts and as one part. Each answer is first checked: the same question must have
the same answer, another threshold another one.
"""
import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import time

import load

THRESHOLDS = (0.5, 0.4, 0.45, 0.55, 0.35, 0.52, 0.42)


def bring(studio, recording):
    """The recording's id, once it has been listened to and its score was asked for."""
    status, _, body = studio.ask("upload", "POST", f"/projects?name={recording.name}", recording.read_bytes())
    load.must(status == 201, f"upload: {status} {body[:200]}")
    project = json.loads(body)["id"]
    load.wait_until_ready(studio, project)
    status, _, body = studio.ask("score", "GET", f"/projects/{project}/score")
    load.must(status == 200, f"score: {status} {body[:200]}")
    time.sleep(2.0)  # as long as somebody looks at it before a slider is touched
    return project


def time_requests(studio, project, name, more, rounds):
    """Asks under `name`; the bytes of an answer."""
    answers = {}
    for threshold in THRESHOLDS * rounds:
        status, _, answer = studio.ask(name, "POST", f"/projects/{project}/decide",
                                       json.dumps({"threshold": threshold, **more}))
        load.must(status == 200, f"decide: {status} {answer[:200]}")
        load.must(answers.setdefault(threshold, answer) == answer, "the same question had two answers")
    load.must(len(set(answers.values())) > 1, "a threshold changes nothing")
    return len(answer)


def report(name, seconds, answer_bytes):
    times = sorted(1e3 * s for s in seconds)
    print(f"slider: {name:8} {len(times)} requests, first {1e3 * seconds[0]:.1f} ms, median "
          f"{statistics.median(times):.1f}, from {times[0]:.1f} to {times[-1]:.1f}; {answer_bytes / 1e6:.2f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("recording", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = load.Server(arguments.program, folder)
        try:
            studio = load.Studio(server)
            project = bring(studio, arguments.recording)
            for name, more in (("parts", {}), ("one part", {"parts": 1})):
                answer_bytes = time_requests(studio, project, name, more, arguments.rounds)
                report(name, studio.times[name], answer_bytes)
        except RuntimeError as problem:
            sys.exit(f"slider: {problem}")
        finally:
            server.process.terminate()
            server.process.wait()


if __name__ == "__main__":
    main()
