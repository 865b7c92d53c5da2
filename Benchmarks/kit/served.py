"""A server of the HTTP interface, and pages of its list of jobs."""

import os
import re
import time
import urllib.request

from .figures import Figure, median, number, percentile
from .processes import wait_until

# So that no minute's limit is in the way.
SERVER = {"listen": "127.0.0.1:0", "requests_per_minute": 100_000_000}
PAGES_OF_EACH = 42
# The definitions of the rows, and the seconds between two of them.
DEFINITIONS = {f"job-{number}": ["/bin/true"] for number in range(40)}
STEP = 20


def first(rows):
    """When the first of so many was created, in seconds since 1970: the last one ended just now."""
    return int(time.time()) - 30 - rows * STEP


def since(rows):
    """The newest 13 percent were created since."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - rows * STEP * 13 // 100))


def filters(rows):
    return {
        "newest": "", "status": "status=failed", "key": "key=job-7", "pattern": "key=*-3*", "both": "key=job-10&status=failed",
        "since": f"since={since(rows)}", "since, key": f"key=job-7&since={since(rows)}", "none": "status=running",
    }


class Served:
    """A `yoban serve` or `yoban server` in a workspace, with a token."""

    def __init__(self, place, command, core=None):
        self.place = place
        self.token = place.yoban("token", "create", "benchmark", "--role", "admin").strip()
        self.process = place.start(command)
        if core is not None:
            os.sched_setaffinity(self.process.pid, {core})
        found = wait_until(lambda: re.search(r"http://127\.0\.0\.1:[1-9]\d*", place.log()), 30, "the server's start", 0.01)
        self.url = found[0]

    def get(self, path):
        request = urllib.request.Request(self.url + path, headers={"X-API-Key": self.token})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()


def pages(served, engine, rows):
    """A page of 50 jobs, of each filter: its first ones, and in turn with them others from far back."""
    took = {}
    for name, path in filters(rows).items():
        took[name] = []
        for n in range(PAGES_OF_EACH):
            cursor = "" if n % 2 == 0 else f"cursor={rows - n * (rows // 100)}"
            start = time.monotonic()
            served.get("/api/v1/jobs?" + "&".join(word for word in (path, cursor) if word))
            took[name].append((time.monotonic() - start) * 1000)
    everything = [one for some in took.values() for one in some]
    p95s = {name: percentile(some, 95) for name, some in took.items()}
    slowest = max(p95s, key=p95s.get)
    return Figure(
        f"a page of 50 jobs of {rows:,} ({engine}), p95 of the slowest filter", f"{number(p95s[slowest])} ms (`{slowest}`)", "≤ 30 ms",
        f"all filters: median {number(median(everything))} ms, p95 {number(percentile(everything, 95))} ms", p95s[slowest] <= 30, took)


def screens(served, engine, rows):
    """Pages of the screen, as the server writes them, each from near and from far back where it has a list."""
    link = re.search(r"link=(\w+)", served.place.yoban("user", "create", "benchmark", "--role", "admin"))[1]
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    opener.open(served.url + "/sign-in", data=f"link={link}".encode()).read()
    took = {}
    for path in ("/", "/jobs", "/jobs?status=failed", "/jobs?q=key:job-7+status:failed", f"/jobs?q=since:{since(rows)[:10]}", f"/jobs?before={rows // 2}",
                 f"/jobs/{rows // 2}", "/definitions", "/schedule", "/workers", "/admin/audit", "/admin/state"):
        took[path] = []
        for _ in range(20):
            start = time.monotonic()
            opener.open(served.url + path, timeout=60).read()
            took[path].append((time.monotonic() - start) * 1000)
    p95s = {path: percentile(some, 95) for path, some in took.items()}
    slowest = max(p95s, key=p95s.get)
    return Figure(
        f"a page of the screen at {rows:,} jobs ({engine}), p95 of the slowest", f"{number(p95s[slowest])} ms (`{slowest}`)", "≤ 100 ms",
        f"`/` {number(median(took['/']))} ms, `/jobs` {number(median(took['/jobs']))} ms", p95s[slowest] <= 100, took)
