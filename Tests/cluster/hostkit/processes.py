"""Programs that end with us, and waiting for facts."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


class Failed(AssertionError):
    """A program or a fact was not as it should be, with what it said."""


def die_with_parent():
    """Between fork and exec: the child is killed when the thread that made it ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def run(*command, check=True, timeout=60, **options):
    """Runs a program to its end. Its output is text; a failure says it."""
    done = subprocess.run(
        [str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        timeout=timeout, preexec_fn=die_with_parent, **options)
    if check and done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def wait_for(fact, what, seconds=30.0, every=0.05):
    """Waits until fact() is true and returns what it returned."""
    end = time.monotonic() + seconds
    while True:
        value = fact()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"not within {seconds:g} s: {what() if callable(what) else what}")
        time.sleep(every)


class Program:
    """A program in the background, its output in a file."""

    def __init__(self, *command, log, **options):
        self.log = Path(log)
        with open(self.log, "ab") as file:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=file, stderr=file, preexec_fn=die_with_parent,
                start_new_session=True, **options)

    @property
    def is_running(self):
        return self.process.poll() is None

    def said(self):
        return self.log.read_text(errors="replace")

    def send(self, number):
        if self.is_running:
            os.kill(self.process.pid, number)

    def end(self, number=signal.SIGTERM, seconds=20):
        """Asks it to end and waits; kills it when it doesn't."""
        self.send(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed(f"did not end within {seconds} s of signal {number}: {self.process.args}\n{self.said()[-2000:]}") from None
