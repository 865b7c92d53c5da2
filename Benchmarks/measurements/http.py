"""The HTTP interface: how often it answers, pages of a long list, and many who follow one output."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from kit.figures import Figure, median, number, spread
from kit.processes import kilobytes, wait_until
from kit.served import DEFINITIONS, SERVER, STEP, Served, first
from kit.served import pages as pages_of
from kit.served import screens as screens_of
from kit.workspace import Workspace
from measurements.scale import DIGITS

ROUNDS = 5
SECONDS = 4
ROWS = 10_000_000
FOLLOWERS = 500
LINES = 20_000
PER_SECOND = 1000
# Says how long it took, by its own clock.
WRITER = f"""
import sys, time
start = time.monotonic()
for n in range({LINES}):
    late = start + n / {PER_SECOND} - time.monotonic()
    if late > 0: time.sleep(late)
    print(f"line {{n:06d}} 対象物件: 285 件", flush=True)
open(sys.argv[1], "w").write(str(time.monotonic() - start))
"""


def measure(programs, _stamp):
    return rates(programs) + pages(programs) + followers(programs)


def rates(programs):
    if not shutil.which("wrk") or os.cpu_count() < 2:
        return [Figure("requests per second", "not measured: no wrk, or one core only")]
    with Workspace(programs, {"true": ["/bin/true"]}, server=SERVER) as place:
        place.yoban("enqueue", "true")
        served = Served(place, "server", core=0)
        time.sleep(2)
        idle = kilobytes(served.process.pid, "smaps_rollup", "Rss") * 1024 / 1e6
        results = {"/healthz": [], "/api/v1/jobs/1": []}
        for _ in range(ROUNDS):
            for path in results:
                results[path].append(wrk(served, path))
        job, health = results["/api/v1/jobs/1"], results["/healthz"]
    ratio = median(one / other for one, other in zip(job, health))
    return [
        Figure(
            "`GET /api/v1/jobs/{id}`, server on one core", f"{spread(job)}/s", "≥ 5,000/s", f"`/healthz` {spread(health)}/s; ratio {number(ratio)}",
            median(job) >= 5000, {"job": job, "healthz": health}),
        Figure("idle `yoban server`: RSS", f"{number(idle)} MB", "≤ 60 MB", "", idle <= 60, {"rss_MB": idle}),
    ]


def wrk(served, path):
    told = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", "-c32", f"-d{SECONDS}s", "-H", f"X-API-Key: {served.token}", served.url + path],
        capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise RuntimeError(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def pages(programs):
    with Workspace(programs, DEFINITIONS, server=SERVER) as place:
        place.yoban("migrate")
        begin = first(ROWS)
        store = place.connect()
        store.execute("PRAGMA synchronous = OFF")
        store.execute("PRAGMA cache_size = -400000")
        store.execute(
            DIGITS + f"""
            INSERT INTO batch_job_queue (job_key, job_name, script_path, status, reason, priority, created_at, started_at, completed_at)
            SELECT 'job-' || (i % 40), '週次フェーズ集計', '/srv/scripts/job.py', iif(i % 50 = 0, 'failed', 'completed'),
                iif(i % 50 = 0, 'exit', 'ok'), i % 6, strftime('%Y-%m-%d %H:%M:%f', {begin} + i * {STEP}, 'unixepoch'),
                strftime('%Y-%m-%d %H:%M:%f', {begin + 5} + i * {STEP}, 'unixepoch'),
                strftime('%Y-%m-%d %H:%M:%f', {begin + 25} + i * {STEP}, 'unixepoch')
            FROM n""", [ROWS])
        store.close()
        served = Served(place, "server")
        return [pages_of(served, "SQLite", ROWS), screens_of(served, "SQLite", ROWS)]


def followers(programs):
    alone, followed, memory = [], [], []
    for count in (0, FOLLOWERS) * 3:
        with Workspace(programs, {"write": [sys.executable, "./writer.py", "./took"]}, server=SERVER) as place:
            Path(place.path("writer.py")).write_text(WRITER)
            served = Served(place, "serve")
            place.yoban("enqueue", "write")
            wait_until(lambda: json.loads(served.get("/api/v1/jobs/1"))["status"] == "running", 30, "the run's start")
            clients = follow(served, count) if count else None
            took = wait_until(lambda: Path(place.path("took")).exists() and float(Path(place.path("took")).read_text() or 0), 300, "the run's end", 0.1)
            if clients:
                told = clients.communicate(timeout=300)[0]
                whole, size = map(int, told.split())
                if whole != count:
                    raise RuntimeError(f"{whole} of {count} followers got all {size} bytes")
                memory.append(kilobytes(served.process.pid, "status", "VmHWM") * 1024 / 1e6)
            (followed if count else alone).append(took)
    ratio = median(followed) / median(alone)
    return [
        Figure(
            f"{FOLLOWERS} followers of a log at {PER_SECOND:,} lines/s: time of the run", f"{spread(followed, 's')}; ratio {number(ratio)}",
            "not slowed", f"alone {spread(alone, 's')}", ratio <= 1.02, {"followed_s": followed, "alone_s": alone}),
        Figure("the same: most memory of `yoban serve`", f"{spread(memory, 'MB')}", "≤ 150 MB", "", max(memory) <= 150, {"MB": memory}),
    ]


FOLLOW = """
import asyncio, json, sys
host, port, token, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
async def follow(events):
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 22)
    accept = "text/event-stream" if events else "*/*"
    writer.write(f"GET /api/v1/jobs/1/attempts/1/log?follow=1 HTTP/1.1\\r\\nHost: localhost\\r\\nX-API-Key: {token}\\r\\nAccept: {accept}\\r\\n\\r\\n".encode())
    tail = b""
    size = 0
    while chunk := await reader.read(1 << 16):
        size += len(chunk)
        tail = (tail + chunk)[-4000:]
    return b"line %06d" % (LAST,) in tail, size
async def main():
    got = await asyncio.gather(*[follow(n % 2 == 0) for n in range(count)])
    print(sum(whole for whole, _ in got), max(size for _, size in got))
asyncio.run(main())
""".replace("LAST", str(LINES - 1))


def follow(served, count):
    host, port = served.url.removeprefix("http://").split(":")
    return subprocess.Popen([sys.executable, "-c", FOLLOW, host, port, served.token, str(count)], stdout=subprocess.PIPE, text=True)
