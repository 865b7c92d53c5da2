"""The worker is killed while a hundred jobs run: how soon the next one has all of them again."""

import os
import signal
import time

from kit.figures import Figure, median, spread
from kit.processes import wait_for_orphans, wait_until
from kit.workspace import Workspace

JOBS = 100
ROUNDS = 3


def measure(programs, _stamp):
    # Runs until somebody opens the other end.
    commands = {"wait": ["/bin/sh", "-c", ": < gate"]}
    adopted, killed = [], []
    for _ in range(ROUNDS):
        with Workspace(programs, commands, slots=JOBS) as place:
            os.mkfifo(place.path("gate"))
            place.yoban("enqueue", *["wait"] * JOBS)
            worker = place.start("worker")
            wait_until(lambda: place.log().count("job started") == JOBS, 60, f"{JOBS} running jobs", 0.05)
            kill = time.monotonic()
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            start = time.monotonic()
            worker = place.start("worker", "--until-idle")
            wait_until(lambda: place.log().count("job adopted") >= JOBS, 60, f"{JOBS} adopted jobs", 0.002)
            adopted.append(time.monotonic() - start)
            killed.append(time.monotonic() - kill)
            finish(place, worker)
    return [
        Figure(
            f"`kill -9` of the worker with {JOBS} running jobs: start of the next one → all adopted", spread(adopted, "s"), "< 1 s", "",
            median(adopted) < 1, {"adopted_s": adopted, "since_kill_s": killed})
    ]


def finish(place, worker):
    """Lets the jobs end: each has run once, to its end, and its exit code is known."""
    gate = os.open(place.path("gate"), os.O_RDWR)
    code = worker.wait(60)
    os.close(gate)
    wait_for_orphans()
    with place.connect() as store:
        found = store.execute("SELECT count(*), count(DISTINCT job_id), sum(exit_code = 0 AND state = 'ended') FROM attempt").fetchone()
    if code != 0 or found != (JOBS, JOBS, JOBS):
        raise AssertionError(f"worker exited {code}; attempts, jobs, ended well: {found}")
