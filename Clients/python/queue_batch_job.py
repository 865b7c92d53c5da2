#!/usr/bin/env python3
"""Queue one batch job by its key: queue_batch_job.py <job_key>

The command that systemd timers and operators already call, now a thin front of `yoban enqueue`.
It queues with no retries, prints the job's number and exits 0, or says what is wrong and exits 1.

The program is `yoban` on PATH, or the one named by YOBAN. The catalogue is the one named by
YOBAN_CONFIG, else the yoban.yaml nearest above the working directory, else the one nearest above
this file (a systemd unit without WorkingDirectory= runs in /).
Standard library only, Python 3.8 or newer.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

USAGE_ERROR = 64
STORE_UNREACHABLE = 69
BAD_CONFIGURATION = 78


class QueueError(Exception):
    """A message for the operator, in the operator's language."""


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show Japanese must not turn a queued job into a failed command.
        stream.reconfigure(errors="backslashreplace")
    if len(arguments) == 1 and arguments[0] in ("-h", "--help"):
        print(usage())
        return 0
    try:
        if len(arguments) != 1 or not arguments[0]:
            print(usage())
            print(key_list(definitions()))
            return 1
        job_key = arguments[0]
        print("ジョブをキューに追加しました: %s (ID: %s)" % (job_key, enqueue(job_key)))
        return 0
    except QueueError as error:
        print(error, file=sys.stderr)
        return 1


def enqueue(job_key):
    """Queue the job and return its number."""
    if job_key.startswith("-"):
        raise unknown_key(job_key)
    answer = yoban("enqueue", job_key, "--max-retries", "0", "--json")
    if answer.returncode == USAGE_ERROR and job_key not in [key for key, _ in definitions()]:
        raise unknown_key(job_key)
    check(answer)
    try:
        return int(json.loads(answer.stdout)["id"])
    except (ValueError, KeyError, TypeError):
        raise QueueError(
            say(
                "エラー: yoban の応答を解釈できません。ジョブは追加された可能性があります。"
                "確認: yoban list\n応答: %s",
                "Error: yoban's answer makes no sense; the job may have been queued. "
                "See: yoban list\nAnswer: %s",
            )
            % answer.stdout.strip()[:500]
        ) from None


def definitions():
    """The catalogue's (key, name) pairs, in its order."""
    answer = yoban("check", "--json")
    check(answer, details=problems(answer.stdout))
    try:
        return [(d["key"], d.get("name", "")) for d in json.loads(answer.stdout)["definitions"]]
    except (ValueError, KeyError, TypeError):
        raise QueueError(
            say(
                "エラー: ジョブの一覧を取得できません。確認: yoban check",
                "Error: the list of jobs could not be read. See: yoban check",
            )
        ) from None


def problems(text):
    """What `yoban check --json` found, one `file:line: message` per line; empty if nothing."""
    try:
        return "\n".join(
            "%s:%s: %s"
            % (p.get("file", "?"), p.get("line", "?"), say(p.get("message_ja", p["message"]), p["message"]))
            for p in json.loads(text)["problems"]
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def yoban(*arguments):
    program = os.environ.get("YOBAN") or "yoban"
    try:
        return subprocess.run(
            [program] + list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=environment_with_catalogue(),
        )
    except OSError as error:
        raise QueueError(
            say(
                "エラー: yoban を実行できません (%s: %s)。"
                "PATH に置くか、環境変数 YOBAN にパスを指定してください。",
                "Error: cannot run yoban (%s: %s). Put it on PATH, or name it in YOBAN.",
            )
            % (program, error.strerror)
        ) from None


def environment_with_catalogue():
    environment = dict(os.environ)
    if not environment.get("YOBAN_CONFIG") and catalogue_above(Path.cwd()) is None:
        catalogue = catalogue_above(Path(__file__).resolve().parent)
        if catalogue is not None:
            environment["YOBAN_CONFIG"] = str(catalogue)
    return environment


def catalogue_above(folder):
    for candidate in [folder] + list(folder.parents):
        if (candidate / "yoban.yaml").is_file():
            return candidate / "yoban.yaml"
    return None


def check(answer, details=""):
    """Raise what a failed call means, with yoban's own words below it."""
    if answer.returncode == 0:
        return
    if answer.returncode == BAD_CONFIGURATION:
        summary = say(
            "エラー: yoban の設定に誤りがあります。確認: yoban check",
            "Error: yoban's configuration is wrong. See: yoban check",
        )
    elif answer.returncode == STORE_UNREACHABLE:
        summary = say(
            "エラー: ジョブキューの保存先に接続できません。ジョブは追加されていません。"
            "確認: yoban list",
            "Error: the job queue's store cannot be reached; nothing was queued. "
            "See: yoban list",
        )
    else:
        summary = (
            say(
                "エラー: yoban が失敗しました (終了コード %d)。",
                "Error: yoban failed (exit code %d).",
            )
            % answer.returncode
        )
    told = "\n".join(part for part in (answer.stderr.strip(), details) if part)
    raise QueueError(summary + ("\n" + told if told else ""))


def unknown_key(job_key):
    return QueueError(
        say("エラー: 不明なジョブキーです: %s", "Error: unknown job key: %s") % job_key
        + "\n"
        + key_list(definitions())
    )


def usage():
    return say("使い方: queue_batch_job.py <job_key>", "Usage: queue_batch_job.py <job_key>")


def key_list(pairs):
    lines = [say("利用可能なジョブキー:", "Job keys:")]
    lines += ["  %s: %s" % pair for pair in pairs]
    return "\n".join(lines)


def say(japanese, english):
    language = next(
        (v for v in map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")) if v), ""
    )
    return japanese if language.startswith("ja") else english


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
