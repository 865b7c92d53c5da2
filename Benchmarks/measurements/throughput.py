"""2,000 × /bin/true, two at a time, everything recorded: what a job costs beside what starting a process costs."""

import os
import subprocess
import time

from kit.figures import Figure, median, spread
from kit.processes import cpu_of_ended
from kit.workspace import Workspace

JOBS = 2000
ROUNDS = 3


def measure(programs, _stamp):
    ours, peers = [], []
    for _ in range(ROUNDS):
        peers.append(timed(xargs))
        with Workspace(programs, {"true": ["/bin/true"]}, slots=2) as place:
            place.yoban("enqueue", *["true"] * JOBS)
            ours.append(timed(lambda: place.until_idle(240)))
            check(place)
    rate, cost, own = zip(*ours)
    peer_rate, peer_cost, _ = zip(*peers)
    raw = {"jobs": JOBS, "per_s": rate, "cpu_ms": cost, "worker_cpu_ms": own, "xargs_per_s": peer_rate, "xargs_cpu_ms": peer_cost}
    return [
        Figure(
            f"{JOBS:,} × `/bin/true`, two slots: jobs per second", spread(rate), "≥ 200", f"`xargs -P2` {spread(peer_rate)}",
            median(rate) >= 200, raw),
        Figure(
            "the same: CPU per job in all", spread(cost, "ms"), "≤ 3 ms", f"`xargs -P2` {spread(peer_cost, 'ms')}", median(cost) <= 3),
        Figure("of it the worker's own process; the rest is shims and jobs", spread(own, "ms")),
    ]


def timed(work):
    """Jobs per second; milliseconds of CPU per job, of the worker with its start and end, the shims and the jobs; what `work` says."""
    cpu, start = cpu_of_ended(), time.monotonic()
    own = work()
    return JOBS / (time.monotonic() - start), (cpu_of_ended() - cpu) / JOBS * 1000, own / JOBS * 1000


def xargs():
    subprocess.run(["xargs", "-P2", "-n1", "/bin/true"], input=b"x\n" * JOBS, check=True)
    return 0


def check(place):
    """Fast is nothing unless it was all written down."""
    with place.connect() as store:
        (completed,) = store.execute("SELECT count(*) FROM batch_job_queue WHERE status = 'completed' AND completed_at > ''").fetchone()
        (ended,) = store.execute("SELECT count(*) FROM attempt WHERE state = 'ended' AND exit_code = 0 AND started_ms > 0").fetchone()
    runs = place.path("state/runs")
    results = sum(os.path.getsize(f"{runs}/{run}/result") > 0 for run in os.listdir(runs))
    if not completed == ended == results == JOBS:
        raise AssertionError(f"{completed} completed, {ended} attempts with exit code, {results} results of {JOBS}")
