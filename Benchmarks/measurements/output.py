"""One job that prints 1 GiB in short lines: how fast, and what the worker and the shim hold of it."""

import os
import subprocess
import time

from kit.figures import Figure, median, number, spread
from kit.processes import cpu_of_ended, kilobytes, shims, wait_for_orphans, wait_until
from kit.workspace import Workspace

BYTES = 1 << 30
ROUNDS = 3
PRINT = f"yes 0123456789012345678901234567890123456789 | head -c {BYTES}"
PROBE = 0.02


def measure(programs, _stamp):
    ours, cpu, peaks, peer, peer_cpu = [], [], [], [], []
    for _ in range(ROUNDS):
        with Workspace(programs, {"print": ["/bin/sh", "-c", PRINT]}) as place:
            before, start = cpu_of_ended(), time.monotonic()
            subprocess.run(["/bin/sh", "-c", f"{PRINT} | cat > {place.path('plain')}"], check=True)
            peer.append(BYTES / 1e6 / (time.monotonic() - start))
            peer_cpu.append(cpu_of_ended() - before)
            os.unlink(place.path("plain"))

            place.yoban("enqueue", "print")
            before = cpu_of_ended()
            seconds, peak = follow(place)
            ours.append(BYTES / 1e6 / seconds)
            cpu.append(cpu_of_ended() - before)
            peaks.append(peak)
            check(place)
    ratio = median(ours) / median(peer)
    memory = max(peaks)
    return [
        Figure(
            "a script prints 1 GiB (41-byte lines), through pipe and shim into the log", spread(ours, "MB/s"), "≥ 0.5 of `cat`",
            f"`… \\| cat > file` {spread(peer, 'MB/s')}: ratio {number(ratio)}", ratio >= 0.5,
            {"MB_per_s": ours, "cat_MB_per_s": peer, "cpu_s": cpu, "cat_cpu_s": peer_cpu, "peak_MB": peaks}),
        Figure("the same: peak memory of worker and shim together (RSS)", f"{number(memory)} MB", "≤ 60 MB", "", memory <= 60),
        Figure("the same: CPU in all, the printing included", spread(cpu, "s"), "", f"`… \\| cat > file` {spread(peer_cpu, 's')}"),
    ]


def follow(place):
    """Seconds from the worker's start to its end, and the sum of the highest marks of both processes in MB (10⁶ bytes)."""
    start = time.monotonic()
    worker = place.start("worker", "--until-idle")
    marks = {}

    def ended():
        for pid in [worker.pid, *shims(worker.pid)]:
            marks[pid] = max(marks.get(pid, 0), kilobytes(pid, "status", "VmHWM"))
        return worker.poll() is not None

    wait_until(ended, 240, "the job's end", PROBE)
    seconds = time.monotonic() - start
    if worker.returncode != 0:
        raise RuntimeError(f"the worker exited {worker.returncode}:\n{place.log()[-1000:]}")
    wait_for_orphans()
    return seconds, sum(marks.values()) * 1024 / 1e6


def check(place):
    with place.connect() as store:
        found = store.execute("SELECT exit_code, output_bytes FROM attempt").fetchall()
    if found != [(0, BYTES)]:
        raise AssertionError(f"exit code and bytes of output: {found}")
