"""A log of 100,000 lines in Chromium: until all of it is shown, and until new lines are."""

import json
import re
import subprocess
import sys
from pathlib import Path

from kit.figures import Figure, median, number, percentile, spread
from kit.processes import wait_until
from kit.served import SERVER, Served
from kit.workspace import Workspace

BROWSER = Path(__file__).resolve().parent.parent / "kit/browser.py"
PYTHON = BROWSER.parents[2] / ".venv/bin/python3"
LINES = 100_000
ROUNDS = 9
SECONDS = 40
BATCHES_PER_SECOND, BATCH = 20, 10
# All lines; then, once it may, batches that tell when they were printed.
WRITER = f"""
import os, sys, time
for n in range(1, {LINES} + 1):
    print(f"03:14:15 INFO  対象物件 {{n}} を処理しました (id={{n * 7}}, <ok>)")
sys.stdout.flush()
while not os.path.exists(sys.argv[1]): time.sleep(0.05)
start, batch = time.monotonic(), 0
while not os.path.exists(sys.argv[2]):
    batch += 1
    late = start + batch / {BATCHES_PER_SECOND} - time.monotonic()
    if late > 0: time.sleep(late)
    for n in range({BATCH}): print(f"line {{n}} of batch {{batch}} at {{time.time_ns() // 1_000_000}}")
    sys.stdout.flush()
"""


def measure(programs, _stamp):
    if not PYTHON.exists():
        return [Figure("a log in a browser", "not measured: no .venv (scripts/prerequisites test)")]
    with Workspace(programs, {"write": [sys.executable, "./writer.py", "./go", "./end"]}, server=SERVER) as place:
        Path(place.path("writer.py")).write_text(WRITER)
        served = Served(place, "serve")
        place.yoban("user", "create", "benchmark", "--role", "viewer")
        place.yoban("enqueue", "write")
        wait_until(lambda: f"対象物件 {LINES} を" in place.yoban("logs", "1", "-n", "1"), 60, "the lines", 0.1)
        opened = browser(served, "whole", str(ROUNDS))
        live = browser(served, "append", str(SECONDS), place.path("go"))
        Path(place.path("end")).touch()
        place.yoban("wait", "1")
    whole, first, shown = opened["whole"], opened["first"], live["shown"]
    p95 = percentile(shown, 95)
    return [
        Figure(
            f"a log of {LINES:,} lines in Chromium: all of it shown", f"{spread(whole, 'ms')}", "≤ 1,500 ms", f"first paint {spread(first, 'ms')}",
            median(whole) <= 1500, opened),
        Figure(
            f"new lines below {LINES:,}: from their arrival in the browser to the end of the work on their frame, p95 of {len(shown)}",
            f"{number(p95)} ms", "≤ 33 ms",
            f"p50 {number(median(shown))} ms; the next frame begins after {number(percentile(live['next'], 95))} ms (p95)", p95 <= 33, live),
        Figure(
            "the same: from the print in the script, p50 of all lines", f"{number(median(live['age']))} ms", "",
            f"p95 {number(percentile(live['age'], 95))} ms"),
    ]


def browser(served, what, *rest):
    link = re.search(r"link=(\w+)", served.place.yoban("user", "link", "benchmark"))[1]
    done = subprocess.run(
        [PYTHON, BROWSER, what, served.url, link, "/jobs/1", str(LINES), *rest], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-1000:])
    return json.loads(done.stdout)
