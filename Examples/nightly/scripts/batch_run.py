"""What the six scripts have in common: log, pace, stop, exit code."""

import logging
import os
import sys
import time
from pathlib import Path

from batch_job import stop_requested, track

PROJECT = Path(__file__).resolve().parents[1]


class BatchError(Exception):
    """The run failed for a reason the operator can act on; shown without a traceback."""


class Stopped(Exception):
    """SIGTERM came; the record at hand was finished."""


def place(variable, default):
    """A path from the environment, else ``default`` inside the project."""
    return Path(os.environ.get(variable) or PROJECT / default)


def run(log_name, title, body):
    """Run ``body(logger)`` and end the process: 0 done, 1 failed, 143 stopped, 130 Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    started = time.monotonic()
    stop_requested()  # From here on SIGTERM waits for the end of a record.
    logger = open_log(log_name)
    try:
        logger.info("%sを開始します", title)
        body(logger)
        logger.info("%sが完了しました (%.1f 秒)", title, time.monotonic() - started)
        code = 0
    except Stopped as stop:
        logger.warning("停止要求を受けたため、区切りのよいところで終了しました: %s", stop)
        code = 143
    except KeyboardInterrupt:
        logger.warning("Ctrl-C で中断しました")
        code = 130
    except BatchError as error:
        logger.error("%s", error)
        code = 1
    except Exception:
        logger.exception("%sで予期しないエラーが発生しました", title)
        code = 1
    sys.exit(code)


def each(items, message):
    """Yield ``items`` with their progress, at the pace of NIGHT_PACE, until a stop is requested.

    NIGHT_PACE is the number of milliseconds to rest after each record, so that the sample can be
    watched: its data would be done in a blink. Unset means no rest.
    """
    rest = pace()
    for done, item in enumerate(track(items, message=message), 1):
        yield item
        if rest:
            time.sleep(rest)
        if stop_requested() and done < len(items):
            raise Stopped("%d/%d %s" % (done, len(items), message(item)))


def pace():
    text = os.environ.get("NIGHT_PACE") or "0"
    if not text.isdecimal():
        raise BatchError("NIGHT_PACE はミリ秒の整数で指定してください: " + text)
    return int(text) / 1000


def open_log(log_name):
    folder = place("MIRAI_LOG_DIR", "var/logs")
    logger = logging.getLogger(log_name)
    logger.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = logging.FileHandler(str(folder / (log_name + ".log")), encoding="utf-8")
    except OSError as error:
        sys.exit("ログファイルを開けません: %s (%s)" % (folder / (log_name + ".log"), error.strerror))
    output = logging.StreamHandler(sys.stdout)
    output.addFilter(lambda record: record.levelno < logging.ERROR)
    errors = logging.StreamHandler(sys.stderr)
    errors.setLevel(logging.ERROR)
    for handler in (file, output, errors):
        handler.setFormatter(
            logging.Formatter("%(asctime)s - %(name)s - %(levelname)s - %(message)s"))
        logger.addHandler(handler)
    return logger
