"""A project on several hosts: one catalogue, one store, one worker on each host; and a ledger in which every run writes down when it began
and ended, so that afterwards nobody has to believe the store."""

import json
import os
import time
from collections import defaultdict
from pathlib import Path

from .processes import Failed, run, wait_for
from .servers import PASSWORD

SCRIPT = r"""#!/bin/sh
# note KIND: one line in the ledger, by one write.
note() { echo "$BATCH_JOB_ID $BATCH_JOB_ATTEMPT $1 $(cut -d' ' -f1 /proc/uptime) $(hostname)" >> "{ledger}"; }
note begin
trap 'note term; exit 143' TERM
echo "hello from $(hostname), job $BATCH_JOB_ID"
n=0
while [ "$n" -lt "${BATCH_PARAM_SECONDS:-0}" ]; do
    n=$((n + 1))
    sleep 1
    echo "line $n"
    echo "::progress $n/$BATCH_PARAM_SECONDS::第${n}段"
done
note end
"""


class Project:
    """`worker` are its settings; `jobs` are definitions of the script, each of which takes a parameter `seconds`, with more lines of
    their own; `commands` are definitions of other programs."""

    def __init__(self, folder, yoban, address, *, worker="", jobs=None, commands=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        # As cron wants it of a crontab: nobody else writes here.
        self.folder.chmod(0o755)
        self.yoban = Path(yoban).resolve()
        self.ledger = self.folder / "ledger"
        self.ledger.touch()
        self.ledger.chmod(0o666)
        script = self.folder / "work.sh"
        script.write_text(SCRIPT.replace("{ledger}", str(self.ledger)))
        script.chmod(0o755)
        self.address = address
        self.worker_settings = worker
        self.commands = commands or {}
        self.jobs = jobs or {"once": "", "again": "retries: { max: 3, backoff: 1s }"}

    def catalogue(self, at):
        """The same on every host but for the way to the store. `at`: the server's address as seen from there."""
        file = self.folder / f"yoban-{at}.yaml"
        jobs = "".join(
            f"  {key}:\n    name: {key}\n    command: [./work.sh]\n    timeout: 10m\n"
            f"    parameters: {{ seconds: {{ type: integer, required: false }} }}\n" + (f"    {more}\n" if more else "")
            for key, more in self.jobs.items())
        jobs += "".join(f"  {key}:\n    command: [{program}]\n" for key, program in self.commands.items())
        text = f"store: {self.address(at)}\nstate: {self.folder}/state\nworker: {{ {self.worker_settings} }}\njobs:\n{jobs}"
        if not file.exists() or file.read_text() != text:
            file.write_text(text)
            file.chmod(0o644)
        return file

    @property
    def environment(self):
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(self.folder), "YOBAN_STORE_PASSWORD": PASSWORD}

    def call(self, *words, host=None, check=True, timeout=60):
        """yoban, here or on a host."""
        at = host.hub if host else "127.0.0.1"
        command = [self.yoban, *words, "--config", self.catalogue(at)]
        runner = host.run if host else run
        return runner(*command, check=check, timeout=timeout, env=self.environment, cwd=self.folder)

    def start(self, host, *words, name="worker"):
        """A long-lived yoban on a host; one that runs jobs has a state directory of its own."""
        state = [] if words[0] == "scheduler" else ["--state", host.folder / "state"]
        return host.start(
            self.yoban, *words, *state, "--config", self.catalogue(host.hub), log=f"{name}.log", env=self.environment,
            cwd=self.folder)

    def worker(self, host, *words):
        worker = self.start(host, "worker", *words)
        wait_for(lambda: self.is_known(host) or not worker.is_running, lambda: f"worker on {host.name}:\n{worker.said()}")
        if not worker.is_running:
            raise Failed(f"worker on {host.name} ended:\n{worker.said()}")
        return worker

    def is_known(self, host):
        done = self.call("worker", "list", "--json", check=False)
        return done.returncode == 0 and any(worker["host"] == host.name for worker in json.loads(done.stdout))

    def enqueue(self, key, seconds=0, *words):
        """Queues one job and returns its number."""
        return json.loads(self.call("enqueue", key, "--param", f"seconds={seconds}", "--json", *words).stdout)["id"]

    def job(self, number):
        return json.loads(self.call("show", number, "--json").stdout)

    def status(self, number):
        return self.job(number)["status"]

    def wait_status(self, number, status, seconds=60):
        wait_for(lambda: self.status(number) == status, lambda: f"job {number} {status}: {self.job(number)}", seconds, every=0.2)

    def lines(self):
        """The ledger: (job, attempt, kind, uptime, host)."""
        words = [line.split() for line in self.ledger.read_text().splitlines()]
        return [(int(job), int(attempt), kind, float(at), host) for job, attempt, kind, at, host in words]

    def begins(self, number):
        return [line for line in self.lines() if line[0] == number and line[2] == "begin"]

    def wait_begin(self, number, count=1, seconds=30):
        wait_for(lambda: len(self.begins(number)) >= count, lambda: f"job {number} began {count} times: {self.lines()}", seconds)

    def check_never_two_at_once(self):
        """No two runs of one job overlapped. A run that never noted its end counts as ended only when its process is gone."""
        runs = defaultdict(dict)
        for job, attempt, kind, at, _ in self.lines():
            runs[job].setdefault(attempt, {}).setdefault("begin" if kind == "begin" else "end", at)
        for job, attempts in runs.items():
            ordered = sorted(attempts.items())
            for (number, run_), (next_number, next_run) in zip(ordered, ordered[1:]):
                end = run_.get("end", float("inf"))
                if end > next_run["begin"]:
                    raise Failed(f"job {job}: attempt {number} {run_} overlaps attempt {next_number} {next_run}\n{self.lines()}")


def uptime():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def kill_runs(state):
    """Nothing that a test started may outlive it: ends what still runs below a state directory."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if str(state).encode() in line:
            try:
                os.kill(int(pid), 9)
            except ProcessLookupError:
                pass
