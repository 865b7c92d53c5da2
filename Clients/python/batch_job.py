"""Progress of a nightly script, for Yoban (夜番). Copy this file next to your scripts.

    from batch_job import track, stop_requested, update_job_progress

    update_job_progress("HubSpot に接続中")
    for building in track(buildings, message=lambda b: b.name):
        sync(building)
        if stop_requested():
            break

Run by hand, without BATCH_JOB_ID, nothing is reported and nothing else changes. A report never
raises and never waits: a script must not fail because somebody wanted to watch it. On another host
that was given BATCH_JOB_ID, BATCH_JOB_API and BATCH_JOB_TOKEN, reports go there by HTTP.
Standard library only, Python 3.8 or newer.
"""

import atexit
import json
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
# By HTTP, in seconds: between two reports, between two questions, after a failure; and how long
# the end of the script waits for the last report.
_HTTP_INTERVAL = 1.0
_ASK_INTERVAL = 2.0
_HTTP_PAUSE = 5.0
_HTTP_TIMEOUT = 10.0
_LAST_WORD = 3.0


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
            _report("%d" % percentage, progress_message)
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

    On another host the server is asked every two seconds while this is being called; it is true
    too when the attempt is over.
    """
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _note_stop)
    except ValueError:
        pass  # Not the main thread: only that one may install a handler.
    return _stop_signalled or _stop_answered()


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
            _report("%d/%d" % (done, max(done, total)), text)
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


def _report(number, message):
    """``number`` is ``42``, ``120/285`` or nothing."""
    head = "progress " + number if number else "progress"
    path = os.environ.get("BATCH_JOB_PROGRESS")
    if path and _append(path, _line(head, message)):
        return
    wire = _Wire.here()
    if not (wire and wire.offer(*_fields(number, message))):
        _print(_line("::" + head, message))


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


def _text(message):
    """A message as text; far over the limit it is cut, before the work of escaping it."""
    try:
        return "" if message is None else str(message)[:_LINE_LIMIT]
    except Exception:
        return ""


def _line(head, message):
    text = _text(message).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    start = (head + "::").encode("ascii")
    room = _LINE_LIMIT - len(start) - 1
    # Lone surrogates (undecodable file names) become "?"; a character or an escape that the
    # limit would split goes as a whole.
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > room:
        whole = encoded[:room].decode("utf-8", "ignore")
        encoded = re.sub("%[0-9A-F]?$", "", whole).encode("utf-8")
    return start + encoded + b"\n"


def _fields(number, message):
    """Percentage and message as the HTTP API takes them; it has no place for a count but there."""
    done, is_count, total = number.partition("/")
    percentage = None
    if is_count:
        percentage = min(100 * int(done) // int(total), 100) if int(total) > 0 else None
    elif done:
        percentage = int(done)
    text = " ".join(part for part in (number if is_count else "", _text(message)) if part)
    return percentage, text[:_LINE_LIMIT].encode("utf-8", "replace").decode("utf-8") or None


def _stop_answered():
    wire = _Wire.here() if _under_yoban() else None
    return bool(wire and wire.ask())


class _Wire:
    """Reports by HTTP, from one thread of its own: about one a second, what came between in one.

    Nothing here raises or waits, but for the end of the script, a short time for the last report.
    """

    # By process: a forked child has no thread, and a lock that nobody may ever open.
    _known = {}

    @classmethod
    def here(cls):
        """The one of this process; None where nothing says where to report and by what right."""
        api, token = os.environ.get("BATCH_JOB_API"), os.environ.get("BATCH_JOB_TOKEN")
        if not (api and token):
            return None
        process = os.getpid()
        if process not in cls._known:
            address = "%s/api/v1/jobs/%s/progress" % (api.rstrip("/"), os.environ["BATCH_JOB_ID"])
            cls._known.setdefault(process, cls(address, token))
        return cls._known[process]

    @classmethod
    def end(cls):
        """Gives the last report of this process a short time."""
        wire = cls._known.get(os.getpid())
        if wire is None or wire._thread is None:
            return
        with wire._changed:
            wire._is_ending = True
            wire._changed.notify_all()
        wire._thread.join(_LAST_WORD)

    def __init__(self, address, token):
        self._address = address
        self._token = token
        self._changed = threading.Condition()
        self._thread = None
        self._report = {}
        self._asked = False
        self._asked_at = float("-inf")
        self._is_ending = False
        # The server said that it will not listen any more.
        self._is_over = False
        self._stop = False

    def offer(self, percentage, message):
        """Takes a report, over those that were not sent yet; false when it will never be sent."""
        with self._changed:
            if percentage is not None:
                self._report["percentage"] = percentage
            if message is not None:
                self._report["message"] = message
            return self._wake()

    def ask(self):
        """Whether an answer said to stop; the next one is asked for."""
        with self._changed:
            now = time.monotonic()
            if now - self._asked_at >= _ASK_INTERVAL and not self._stop:
                path = os.environ.get("BATCH_JOB_PROGRESS")
                # Where the folder of the job is, its signals are too.
                if not (path and _append(path, b"")):
                    self._asked = True
                    self._wake()
                self._asked_at = now
            return self._stop

    def _wake(self):
        if self._is_over:
            return False
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="batch_job", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return False  # No thread to be had, or the interpreter ends.
            self._thread = thread
        self._changed.notify_all()
        return True

    def _run(self):
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._report or self._asked or self._is_ending)
                is_last = self._is_ending
                if is_last and not self._report:
                    return
                report, self._report, self._asked = self._report, {}, False
            status, answer = self._post(report)
            with self._changed:
                pause = self._note(report, status, answer)
                if self._is_over or is_last:
                    return
                self._changed.wait_for(lambda: self._is_ending, pause)

    def _note(self, report, status, answer):
        """What an answer means; for how long nothing is sent after it."""
        if status == 200:
            self._stop = self._stop or answer.get("stop_requested") is True
            self._asked_at = time.monotonic()
            return _HTTP_INTERVAL
        if status in (None, 408, 429) or status >= 500:
            # What is newer by now counts more.
            self._report = dict(report, **self._report)
            return _HTTP_PAUSE
        self._is_over = True
        self._stop = self._stop or status == 410
        return 0

    def _post(self, report):
        """Status and answer; None and nothing when the server was not reached."""
        import urllib.error
        import urllib.request

        class Stay(urllib.request.HTTPRedirectHandler):
            """The token is for this server and no other."""

            def redirect_request(self, *_):
                return None

        headers = {"Authorization": "Bearer " + self._token, "Content-Type": "application/json"}
        try:
            request = urllib.request.Request(self._address, json.dumps(report).encode("ascii"), headers)
            with urllib.request.build_opener(Stay).open(request, timeout=_HTTP_TIMEOUT) as response:
                answer = json.loads(response.read(65536).decode("utf-8"))
                return response.status, answer if isinstance(answer, dict) else {}
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {}
        except Exception:
            return None, {}


atexit.register(_Wire.end)
