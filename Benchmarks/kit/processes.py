"""Processes: nothing that a measurement started escapes its bill, and nothing outlives it."""

import ctypes
import os
import re
import resource
import signal
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def become_subreaper():
    """Shims and scripts whose parent went away become our children, so that getrusage counts them when they end."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def cpu_of_ended():
    """User and system seconds of all children that have ended and been waited for, with all that they had waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cpu_of_living(pid):
    """CPU seconds of one process with all its threads, exact to the nanosecond: its POSIX CPU clock."""
    return time.clock_gettime((~pid << 3) | 2)


def wait_until(fact, seconds, what, step=0.002):
    """Looks until `fact()` is true and returns it."""
    end = time.monotonic() + seconds
    while True:
        answer = fact()
        if answer:
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(step)


def children(pid):
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in tasks.read_text().split()]
        except OSError:
            pass  # ended in the meantime
    return found


def shims(worker):
    """The shims that this worker started."""
    return [pid for pid in children(worker) if program(pid) == "yoban-shim"]


def program(pid):
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""


def kilobytes(pid, file, *fields):
    """The sum of some fields of /proc/PID/status or smaps_rollup, in kB; 0 when the process has ended."""
    try:
        text = Path(f"/proc/{pid}/{file}").read_text()
    except OSError:
        return 0
    return sum(int(number) for field in fields for number in re.findall(rf"^{field}:\s+(\d+) kB", text, re.M))


def wait_for_orphans(seconds=30):
    """Takes leave of all children; only while no Popen object waits for one of them."""
    end = time.monotonic() + seconds
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            if time.monotonic() > end:
                raise TimeoutError(f"processes {children(os.getpid())} did not end within {seconds} s")
            time.sleep(0.005)


def end_all():
    """Ends whatever is left below us."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        todo = children(os.getpid())
        while todo:
            pid = todo.pop()
            todo += children(pid)
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        try:
            return wait_for_orphans(3)
        except TimeoutError:
            pass
