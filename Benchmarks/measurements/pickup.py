"""From the commit of a row to the script's first instruction, on an idle worker."""

import os
import random
import time

from kit.figures import Figure, number, percentile
from kit.processes import wait_until
from kit.workspace import Workspace, insert, read_stamp

SAMPLES = 120
POLLED = 25
UNFINISHED = "SELECT 1 FROM batch_job_queue WHERE status IN ('pending', 'running')"


def measure(programs, stamp):
    if stamp is None:
        return [Figure("commit of a row to the script's first instruction", "not measured: no C compiler")]
    rung, called, spawned, polled = [], [], [], []
    with Workspace(programs, {"stamp": [stamp, "./stamp"]}) as place:
        store = sqlite_of(place)
        worker = place.start("worker")
        place.wait_for_start()
        bell = place.doorbell(store)
        ways = [
            (rung, lambda: commit_and_ring(store, bell)), (called, lambda: call(place, ["enqueue", "stamp"])),
            (spawned, lambda: shell(place, stamp)),
        ]
        for turn in range(SAMPLES + 3):
            for samples, way in ways:
                # No two samples in one rhythm.
                milliseconds = sample(place, store, way, 0.1)
                if turn >= 3:
                    samples.append(milliseconds)
        for _ in range(POLLED):
            # Anywhere in the poll's time.
            polled.append(sample(place, store, lambda: commit(store), 1))
        place.end(worker)
    p50, p99, from_call = percentile(rung, 50), percentile(rung, 99), percentile(called, 50)
    shell_p50, shell_p99 = percentile(spawned, 50), percentile(spawned, 99)
    beside = f"`sh -c` alone {number(shell_p50)} ms, p99 {number(shell_p99)}"
    return [
        Figure(
            f"commit of a row → first instruction of the script, p50 of {SAMPLES}", f"{number(p50)} ms", "≤ 10 ms", beside, p50 <= 10,
            {"commit_ms": rung, "enqueue_ms": called, "shell_ms": spawned, "polled_ms": polled}),
        Figure("the same, p99", f"{number(p99)} ms", "≤ 40 ms", beside, p99 <= 40),
        Figure(
            "start of the `yoban enqueue` process → first instruction, p50", f"{number(from_call)} ms", "≤ 30 ms",
            f"p99 {number(percentile(called, 99))} ms", from_call <= 30),
        Figure(
            "plain INSERT of another program (found by the poll), p50", f"{number(percentile(polled, 50))} ms", "",
            f"longest {number(max(polled))} ms"),
    ]


def sqlite_of(place):
    """The store, made by the program itself."""
    place.yoban("migrate")
    return place.connect()


def sample(place, store, way, longest):
    """Milliseconds from what `way` returns as the start to the stamp, after a pause of at most `longest` seconds."""
    path = place.path("stamp")
    wait_until(lambda: not store.execute(UNFINISHED).fetchone(), 20, "an idle worker")
    time.sleep(0.02 + random.uniform(0, longest))
    start = way()
    first = wait_until(lambda: read_stamp(path), 20, "the job's stamp", 0.0005)
    os.unlink(path)
    return (first - start) / 1e6


def commit(store):
    insert(store, "stamp")
    return time.monotonic_ns()


def commit_and_ring(store, bell):
    """What `yoban enqueue` does at its end: the time is read between the commit and the ring."""
    start = commit(store)
    bell.send(b"j")
    return start


def call(place, arguments):
    start = time.monotonic_ns()
    spawn(place.programs / "yoban", ["yoban", *arguments], place)
    return start


def shell(place, stamp):
    start = time.monotonic_ns()
    spawn("/bin/sh", ["sh", "-c", f"exec {stamp} {place.path('stamp')}"], place)
    return start


def spawn(program, words, place):
    """posix_spawn and nothing else; who ends is waited for at the next sample."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1)]
    os.posix_spawn(str(program), words, {**place.environment, "YOBAN_CONFIG": place.path("yoban.yaml")}, file_actions=quiet)
