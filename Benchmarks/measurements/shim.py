"""What a running job costs while it runs: the memory that its shim has for itself alone."""

from kit.figures import Figure, median, number, spread
from kit.processes import children, kilobytes, shims, wait_until
from kit.workspace import Workspace

JOBS = 50


def measure(programs, _stamp):
    with Workspace(programs, {"sleep": ["/bin/sleep", "300"]}, slots=JOBS) as place:
        place.yoban("enqueue", *["sleep"] * JOBS)
        worker = place.start("worker", "--stop-jobs")
        found = wait_until(lambda: all_running(worker.pid), 60, f"{JOBS} running jobs", 0.05)
        private = [megabytes(pid, "Private_Clean", "Private_Dirty") for pid in found]
        proportional = [megabytes(pid, "Pss") for pid in found]
        jobs = [megabytes(child, "Private_Clean", "Private_Dirty") for pid in found for child in children(pid)]
        worker_memory = kilobytes(worker.pid, "smaps_rollup", "Rss") * 1024 / 1e6
        place.end(worker)
    highest = max(private)
    return [
        Figure(
            f"shim: private memory of each of {JOBS} that watch a job", spread(private, "MB"), "≤ 0.5 MB",
            f"`sleep` itself {spread(jobs, 'MB')}", highest <= 0.5, {"private_MB": private, "pss_MB": proportional, "sleep_MB": jobs}),
        Figure(
            "the same: the shim's proportional share (PSS); the worker's RSS",
            f"{number(median(proportional))} MB; {number(worker_memory)} MB"),
    ]


def all_running(worker):
    """The shims, once each has its script: a child that has become `sleep`."""
    found = shims(worker)
    started = [pid for pid in found if any(not is_shim(child) for child in children(pid))]
    return found if len(started) == JOBS else None


def is_shim(pid):
    with open(f"/proc/{pid}/comm") as name:
        return name.read().startswith("yoban-shim")


def megabytes(pid, *fields):
    return kilobytes(pid, "smaps_rollup", *fields) * 1024 / 1e6
