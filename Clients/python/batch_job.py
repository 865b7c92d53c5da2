"""Progress of a nightly script, for Yoban (夜番). Copy this file next to your scripts.

    from batch_job import track, stop_requested, update_job_progress

    update_job_progress("HubSpot に接続中")
    for building in track(buildings, message=lambda b: b.name):
        sync(building)
        if stop_requested():
            break

Run by hand, without BATCH_JOB_ID, nothing is reported and nothing else changes. A report never
raises and never waits: a script must not fail because somebody wanted to watch it.
Standard library only, Python 3.8 or newer.
"""

import os
import re
import signal
import sys
import threading
import time

__all__ = ["stop_requested", "track", "update_job_progress"]

# The whole line, with its newline: the reader's limit, and small enough that one write to a
# file opened for appending is never mixed with another process's.
_LINE_LIMIT = 4096
_REPORT_INTERVAL = 0.2


class _Done:
    """What a report returns: may be awaited or dropped, the work is done either way."""

    def __await__(self):
        return iter(())


_DONE = _Done()


def update_job_progress(progress_message=None, progress_percentage=None):
    """Report where the job is; ``None`` leaves that part as it was.

    May be called plainly or awaited. The percentage is clamped to 0-100 and rounded down, so
    that 100 is never shown early.
    """
    if _under_yoban():
        percentage = _percentage(progress_percentage)
        if percentage is not None:
            _report(" %d" % percentage, progress_message)
        elif progress_message is not None:
            _report("", progress_message)
    return _DONE


def track(iterable, total=None, message=None):
    """Yield the items of ``iterable`` and report ``done/total`` on the way.

    ``message`` is a text, or a function from the item to one. It is shown while its item is
    being worked on, so a job that hangs shows the item it hangs at. ``total`` is ``len(iterable)``
    where that exists; without any total the number done is put before the message.
    Reports at most about five times a second, and always the first and the last.
    """
    if not _under_yoban():
        yield from iterable
        return
    try:
        total = int(len(iterable) if total is None else total)
    except Exception:
        total = None
    reports = _Pacer()
    done = 0
    text = None
    try:
        for item in iterable:
            text = _text_for(item, message)
            reports.offer(done, total, text)
            yield item
            done += 1
        if done:
            reports.offer(done, total, text, last=True)
    finally:
        reports.close()


_stop_signalled = False


def stop_requested():
    """True once the job was asked to stop (SIGTERM); then finish the record and leave.

    Yoban gives 10 seconds before it kills. Call this once early, in the main thread: the first
    call there starts to listen, and from then on SIGTERM alone no longer ends the script. A
    handler that the script installed itself is left alone.
    """
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _note_stop)
    except ValueError:
        pass  # Not the main thread: only that one may install a handler.
    return _stop_signalled


def _note_stop(_signal, _frame):
    global _stop_signalled
    _stop_signalled = True


class _Pacer:
    """Lets one report through per interval, and the newest held-back one when it is over.

    Without the second half, the item that hangs right after a report would never be named.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._due = float("-inf")
        self._held_back = None
        self._timer = None

    def offer(self, done, total, text, last=False):
        with self._lock:
            self._held_back = (done, total, text)
            wait = self._due - time.monotonic()
            if last or wait <= 0:
                self._send()
            elif self._timer is None:
                timer = threading.Timer(wait, self._flush)
                timer.daemon = True
                try:
                    timer.start()
                    self._timer = timer
                except RuntimeError:
                    pass  # No thread to be had: a later item brings the report.

    def close(self):
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._send()

    def _flush(self):
        with self._lock:
            self._timer = None
            self._send()

    def _send(self):
        if self._held_back is None:
            return
        done, total, text = self._held_back
        self._held_back = None
        self._due = time.monotonic() + _REPORT_INTERVAL
        if total:
            _report(" %d/%d" % (done, max(done, total)), text)
        else:
            _report("", str(done) if text is None else "%d %s" % (done, text))


def _under_yoban():
    return bool(os.environ.get("BATCH_JOB_ID"))


def _percentage(value):
    try:
        number = float(value)
        # NaN is the one number that differs from itself, and min/max would make it a 100.
        return None if number != number else int(max(0.0, min(100.0, number)))
    except Exception:
        return None


def _text_for(item, message):
    if not callable(message):
        return message
    try:
        return str(message(item))
    except Exception:
        return None


def _report(position, message):
    path = os.environ.get("BATCH_JOB_PROGRESS")
    if not (path and _append(path, _line("progress" + position, message))):
        _print(_line("::progress" + position, message))


def _append(path, line):
    """One write, opened anew each time: right after a fork, a chdir or a change of user too."""
    try:
        # O_NONBLOCK: whatever the path has become, opening it must not wait for a reader.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        descriptor = os.open(path, flags, 0o644)
        try:
            return os.write(descriptor, line) == len(line)
        finally:
            os.close(descriptor)
    except Exception:
        return False


def _print(line):
    try:
        # What the script printed before comes first, and both through one buffer.
        sys.stdout.flush()
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except Exception:
        pass


def _line(head, message):
    try:
        text = "" if message is None else str(message)
    except Exception:
        text = ""
    # Text far over the limit is cut before the work of escaping it.
    text = text[:_LINE_LIMIT].replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    start = (head + "::").encode("ascii")
    room = _LINE_LIMIT - len(start) - 1
    # Lone surrogates (undecodable file names) become "?"; a character or an escape that the
    # limit would split goes as a whole.
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > room:
        whole = encoded[:room].decode("utf-8", "ignore")
        encoded = re.sub("%[0-9A-F]?$", "", whole).encode("utf-8")
    return start + encoded + b"\n"
