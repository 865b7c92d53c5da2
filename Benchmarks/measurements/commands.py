"""How long a person waits for an answer."""

import subprocess
import time

from kit.figures import Figure, median, number, percentile
from kit.processes import cpu_of_ended
from kit.workspace import Workspace

ROUNDS = 60


def measure(programs, _stamp):
    with Workspace(programs, {"true": ["/bin/true"]}) as place:
        place.yoban("migrate")
        yoban = str(place.programs / "yoban")
        calls = {
            "help": [yoban, "--help"], "enqueue": [yoban, "enqueue", "true"], "list": [yoban, "list"], "true": ["/bin/true"],
            "shell": ["/bin/sh", "-c", "/bin/true"],
        }
        times = {name: [] for name in calls}
        cpu = {name: [] for name in calls}
        for _ in range(ROUNDS):
            for name, words in calls.items():
                milliseconds, busy = call(words, place)
                times[name].append(milliseconds)
                cpu[name].append(busy)
    beside = f"`/bin/true` {number(median(times['true']))} ms, `sh -c /bin/true` {number(median(times['shell']))} ms"

    def figure(title, name, limit=None):
        p50 = median(times[name])
        return Figure(
            title, f"{number(p50)} ms (p99 {number(percentile(times[name], 99))}; CPU {number(median(cpu[name]))} ms)",
            f"< {limit} ms" if limit else "", beside, p50 < limit if limit else None, {"ms": times[name], "cpu_ms": cpu[name]})

    return [
        figure(f"`yoban --help`, median of {ROUNDS}", "help", 20), figure("`yoban enqueue KEY`, the whole call", "enqueue"),
        figure(f"`yoban list` of at most {ROUNDS} jobs", "list"),
    ]


def call(words, place):
    """Milliseconds from before the start to after the end, and of CPU."""
    cpu, start = cpu_of_ended(), time.monotonic()
    subprocess.run(
        words, cwd=place.folder, env=place.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return (time.monotonic() - start) * 1000, (cpu_of_ended() - cpu) * 1000
