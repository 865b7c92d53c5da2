"""A folder of its own for each run of a measurement: catalogue, store, state, and the processes that work there."""

import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
from pathlib import Path

from . import processes

STAMP_SOURCE = Path(__file__).resolve().parent.parent / "stamp.c"


class Workspace:
    """`commands` are the definitions: key -> argv. Words that start with `./` are files in this folder."""

    def __init__(self, programs, commands, server=None, store="sqlite:yoban.db", **worker):
        self.programs = Path(programs)
        self.commands = commands
        self.settings = worker
        self.server = server
        self.store = store

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="yb-"))
        jobs = {key: {"command": [self.place(word) for word in argv]} for key, argv in self.commands.items()}
        catalogue = {"store": self.store, "state": "state", "worker": self.settings, "jobs": jobs}
        if self.server:
            catalogue["server"] = self.server
        # JSON is YAML.
        (self.folder / "yoban.yaml").write_text(json.dumps(catalogue))
        (self.folder / "yoban.yaml").chmod(0o600)
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        return self

    def __exit__(self, *_):
        # The folder goes at the end of it all: see spread_out.
        processes.end_all()

    def place(self, word):
        return str(self.folder / word[2:]) if word.startswith("./") else word

    def path(self, name):
        return str(self.folder / name)

    def yoban(self, *arguments):
        """Runs a command to its end and returns what it printed."""
        done = subprocess.run(
            [self.programs / "yoban", *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        if done.returncode != 0:
            raise RuntimeError(f"yoban {arguments[0]} exited {done.returncode}: {done.stderr.strip()[:500]}")
        return done.stdout

    def start(self, *arguments):
        """Starts a worker or a server; its log goes to `worker.out`."""
        with open(self.path("worker.out"), "ab") as log:
            return subprocess.Popen(
                [self.programs / "yoban", *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)

    def log(self):
        return Path(self.path("worker.out")).read_text(errors="replace")

    def end(self, worker, seconds=30):
        """Asks a worker to end, waits for it and for all that it leaves."""
        worker.send_signal(signal.SIGTERM)
        worker.wait(seconds)
        processes.wait_for_orphans(seconds)

    def until_idle(self, seconds, *arguments):
        """Lets a worker do all that there is to do. Returns the CPU seconds of its own process, as last seen."""
        worker = self.start("worker", "--until-idle", *arguments)
        own = 0.0

        def ended():
            nonlocal own
            if worker.poll() is None:
                own = processes.cpu_of_living(worker.pid)
            return worker.returncode is not None

        processes.wait_until(ended, seconds, "the worker's end", 0.01)
        if worker.returncode != 0:
            raise RuntimeError(f"the worker exited {worker.returncode}:\n{self.log()[-1000:]}")
        processes.wait_for_orphans()
        return own

    def connect(self):
        """The store, as another program sees it: durable commits, one for each statement."""
        store = sqlite3.connect(self.path("yoban.db"), isolation_level=None, timeout=30)
        store.execute("PRAGMA synchronous = FULL")
        store.execute("PRAGMA wal_autocheckpoint = 0")
        return store

    def doorbell(self, store):
        """How `yoban enqueue` wakes the worker after its commit: one byte to the socket that the worker's row names."""
        (address,) = store.execute("SELECT doorbell FROM worker").fetchone()
        bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        bell.connect(address)
        return bell

    def wait_for_start(self, seconds=30):
        processes.wait_until(lambda: "worker started" in self.log(), seconds, "the worker's start", 0.01)


def spread_out(folder):
    """Lets ext4 place what is made in this folder far apart, each with its own block group (`chattr +T`).

    Without a journal ext4 passes over the inodes that were deleted in the last five minutes, one by one, for each new file nearby. The
    files that compilers, or the measurement before, have just deleted would be on our bill: in a profile, a quarter of the worker's CPU.
    """
    get_flags, set_flags, top_directory = 0x80086601, 0x40086602, 0x00020000
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flags = struct.unpack("l", fcntl.ioctl(descriptor, get_flags, struct.pack("l", 0)))[0]
        fcntl.ioctl(descriptor, set_flags, struct.pack("l", flags | top_directory))
    except OSError:
        pass  # another file system
    finally:
        os.close(descriptor)


def insert(store, key, count=1, priority=0):
    """Rows as `yoban enqueue` writes them."""
    row = (key, key, "/bin/true", priority)
    sql = "INSERT INTO batch_job_queue (job_key, job_name, script_path, priority) VALUES (?, ?, ?, ?)"
    if count == 1:
        store.execute(sql, row)
        return
    store.execute("BEGIN IMMEDIATE")
    store.executemany(sql, [row] * count)
    store.execute("COMMIT")


def build_stamp(folder):
    """A program that writes CLOCK_MONOTONIC, read by its first statement, into the file it is given. None without a C compiler."""
    for compiler in ("cc", "gcc", "clang"):
        if shutil.which(compiler):
            program = os.path.join(folder, "stamp")
            subprocess.run([compiler, "-O2", "-static", "-o", program, STAMP_SOURCE], check=True)
            return program
    return None


def read_stamp(path):
    """Nanoseconds, or None while the stamp isn't there."""
    try:
        return int(Path(path).read_text())
    except (FileNotFoundError, ValueError):
        return None
