#!/usr/bin/env python3
"""Loads the studio's server: clients that upload, watch, edit, decide and export, all at once.

    bench/studio/load.py PROGRAM [--clients 8] [--jobs 100] [--recording FILE] [--kill]

Starts PROGRAM serve on a free port and a folder of its own, and says at the end what was lost (nothing
should be), how long answers took and how memory went. --kill ends the server by SIGKILL in the
middle and starts it again: what had been acknowledged must be there, and everything must end.
"""
import argparse
import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Server:
    def __init__(self, program, folder):
        self.command = [program, "serve", "--port", "0", "--data", f"{folder}/data", "--quiet",
                        "--port-file", f"{folder}/port", "--max-jobs", "1000", "--max-projects", "1000"]
        self.port_file = pathlib.Path(folder) / "port"
        self.start()

    def start(self):
        self.port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command)
        while not (self.port_file.exists() and self.port_file.read_text().strip()):
            if self.process.poll() is not None:
                sys.exit("load: the server did not start")
            time.sleep(0.01)
        self.port = int(self.port_file.read_text())

    def resident_mib(self):
        try:
            for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        except OSError:
            pass
        return 0.0


class Studio:
    def __init__(self, server):
        self.server = server
        self.times = collections.defaultdict(list)
        self.lock = threading.Lock()

    def ask(self, what, method, path, body=None, headers=None, tries=200):
        """An answer; asked again while the server is down."""
        for _ in range(tries):
            begun = time.perf_counter()
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
                line.request(method, "/api/v1" + path, body, headers or {})
                answer = line.getresponse()
                data = answer.read()
                line.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            with self.lock:
                self.times[what].append(time.perf_counter() - begun)
            return answer.status, answer.headers, data
        raise RuntimeError(f"{method} {path}: no answer")


def must(holds, what):
    if not holds:
        raise RuntimeError(what)


def wait_until_ready(studio, project):
    while True:
        status, _, body = studio.ask("project", "GET", f"/projects/{project}")
        must(status == 200, f"{project} is lost: {status}")
        state = json.loads(body)["state"]
        if state == "ready":
            return
        must(state in ("queued", "listening"), f"{project} is {state}: {body}")
        time.sleep(0.1)


def run_job(studio, number, recording):
    """One musician: uploads, waits, reads, edits, decides, takes away. The project's id."""
    status, _, body = studio.ask("upload", "POST", f"/projects?name=take{number}.flac", recording)
    must(status == 201, f"upload: {status} {body[:200]}")
    project = json.loads(body)["id"]
    wait_until_ready(studio, project)
    status, headers, score = studio.ask("score", "GET", f"/projects/{project}/score")
    must(status == 200, f"score: {status}")
    document = json.loads(score)
    document["title"] = f"edited {number}"
    status, _, body = studio.ask("put", "PUT", f"/projects/{project}/score", json.dumps(document),
                                 {"If-Match": headers["ETag"]})
    # 412: put before the server was killed, and the answer was lost
    must(status in (200, 412), f"put: {status} {body[:200]}")
    status, _, body = studio.ask("decide", "POST", f"/projects/{project}/decide", '{"threshold": 0.4}')
    must(status == 200, f"decide: {status} {body[:200]}")
    status, _, body = studio.ask("export", "GET", f"/projects/{project}/export/midi")
    must(status == 200 and body[:4] == b"MThd", f"export: {status}")
    return project


def watch_memory(server, samples, stop):
    begun = time.time()
    while not stop.wait(0.5):
        samples.append((time.time() - begun, server.resident_mib()))


def kill_later(server, studio, after_jobs, count):
    while sum(1 for _ in studio.times["put"]) < after_jobs:
        time.sleep(0.05)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    print(f"load: killed after {len(studio.times['put'])} of {count} jobs, started again")
    server.start()


def report(studio, samples, jobs, elapsed_s):
    print(f"load: {jobs} jobs in {elapsed_s:.1f} s, nothing lost")
    for what, times in sorted(studio.times.items()):
        times.sort()
        print(f"load: {what:8} {len(times):6} answers, median {times[len(times) // 2] * 1e3:7.1f} ms, "
              f"95 % {times[len(times) * 95 // 100] * 1e3:7.1f} ms, slowest {times[-1] * 1e3:7.1f} ms")
    memory = [value for _, value in samples if value > 0]
    quarter = max(1, len(memory) // 4)
    print(f"load: resident memory, largest of each quarter of the time: "
          + ", ".join(f"{max(memory[i * quarter:(i + 1) * quarter] or [0]):.0f}" for i in range(4)) + " MiB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--recording", default=ROOT / "examples/wiegenlied.flac")
    parser.add_argument("--kill", action="store_true")
    arguments = parser.parse_args()
    recording = pathlib.Path(arguments.recording).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(os.path.abspath(arguments.program), folder)
        studio, samples, stop = Studio(server), [], threading.Event()
        threading.Thread(target=watch_memory, args=(server, samples, stop), daemon=True).start()
        begun = time.time()
        try:
            if arguments.kill:
                threading.Thread(target=kill_later, args=(server, studio, arguments.jobs // 3, arguments.jobs),
                                 daemon=True).start()
            with concurrent.futures.ThreadPoolExecutor(arguments.clients) as clients:
                projects = list(clients.map(lambda i: run_job(studio, i, recording), range(arguments.jobs)))
            _, _, body = studio.ask("list", "GET", "/projects")
            there = {project["id"]: project for project in json.loads(body)["projects"]}
            for project in projects:
                must(there.get(project, {}).get("state") == "ready", f"{project} is lost")
                must(there[project]["edited"], f"the edit of {project} is lost")
            stop.set()
            report(studio, samples, arguments.jobs, time.time() - begun)
        finally:
            server.process.send_signal(signal.SIGTERM)
            server.process.wait()


if __name__ == "__main__":
    main()
