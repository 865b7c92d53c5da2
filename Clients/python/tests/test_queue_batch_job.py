"""queue_batch_job.py, as a systemd timer or an operator calls it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

COMMAND = Path(__file__).resolve().parents[1] / "queue_batch_job.py"

# Answers as its environment says and writes down how it was called.
FAKE_YOBAN = """#!{python}
import json, os, sys
with open(os.environ["CALLS"], "a") as calls:
    json.dump([sys.argv[1:], os.environ.get("YOBAN_CONFIG")], calls)
    calls.write("\\n")
verb = sys.argv[1].upper()
sys.stdout.write(os.environ.get(verb + "_OUT", ""))
sys.stderr.write(os.environ.get(verb + "_ERR", ""))
sys.exit(int(os.environ.get(verb + "_CODE", "0")))
"""

CATALOGUE = json.dumps(
    {
        "definitions": [
            {"key": "profit-management", "name": "粗利按分管理データ同期", "priority": 4},
            {"key": "purchase-achievements", "name": "物件買取実績同期", "priority": 3},
        ],
        "problems": [],
    }
)


class QueueBatchJob(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.calls = self.folder / "calls"
        self.fake = self.folder / "bin" / "yoban"
        self.fake.parent.mkdir()
        self.fake.write_text(FAKE_YOBAN.format(python=sys.executable))
        self.fake.chmod(0o755)

    def queue(self, *arguments, command=COMMAND, cwd=None, **changes):
        environment = {
            "PATH": "%s:%s" % (self.fake.parent, os.environ["PATH"]),
            "LANG": "ja_JP.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "CALLS": str(self.calls),
            "CHECK_OUT": CATALOGUE,
            "ENQUEUE_OUT": '{"id": 1287, "job_key": "profit-management"}\n',
        }
        environment.update(changes)
        result = subprocess.run(
            [sys.executable, str(command)] + list(arguments),
            env=environment,
            cwd=str(cwd or self.folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=60,
        )
        return result.returncode, result.stdout.decode("utf-8"), result.stderr.decode("utf-8")

    def called_with(self):
        return [json.loads(line) for line in self.calls.read_text().splitlines()]

    def test_a_queued_job_is_told_in_the_seeds_words(self):
        for language in ("ja_JP.UTF-8", "en_US.UTF-8", "C"):
            code, out, err = self.queue("profit-management", LANG=language)
            self.assertEqual(
                (code, out, err),
                (0, "ジョブをキューに追加しました: profit-management (ID: 1287)\n", ""),
            )
        self.assertEqual(
            self.called_with()[0][0], ["enqueue", "profit-management", "--max-retries", "0", "--json"]
        )

    def test_a_terminal_without_japanese_does_not_fail_a_queued_job(self):
        code, out, err = self.queue("profit-management", PYTHONIOENCODING="latin-1")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("profit-management (ID: 1287)", out)

    def test_no_argument_prints_usage_and_the_keys_with_their_names(self):
        for arguments in ((), ("",), ("profit-management", "purchase-achievements")):
            code, out, err = self.queue(*arguments)
            self.assertEqual((code, err), (1, ""))
            self.assertEqual(
                out,
                "使い方: queue_batch_job.py <job_key>\n利用可能なジョブキー:\n"
                "  profit-management: 粗利按分管理データ同期\n"
                "  purchase-achievements: 物件買取実績同期\n",
            )
        self.assertNotIn("enqueue", [call[0][0] for call in self.called_with()])

    def test_no_argument_still_prints_the_usage_when_yoban_is_missing(self):
        code, out, err = self.queue(YOBAN="/nonexistent/yoban")
        self.assertEqual((code, out), (1, "使い方: queue_batch_job.py <job_key>\n"))
        self.assertIn("yoban を実行できません", err)

    def test_help(self):
        self.assertEqual(
            self.queue("--help", LANG="C"), (0, "Usage: queue_batch_job.py <job_key>\n", "")
        )

    def test_an_unknown_key_names_itself_and_the_known_ones(self):
        for key in ("profit-managment", "--json"):
            code, out, err = self.queue(key, ENQUEUE_CODE="64", ENQUEUE_OUT="")
            self.assertEqual((code, out), (1, ""))
            self.assertIn("不明なジョブキーです: " + key, err)
            self.assertIn("  profit-management: 粗利按分管理データ同期", err)
        tried = [call[0][1] for call in self.called_with() if call[0][0] == "enqueue"]
        self.assertEqual(tried, ["profit-managment"], "an option is not a key to hand on")
        self.assertIn(
            "unknown job key: x", self.queue("x", ENQUEUE_CODE="64", LC_ALL="en_US.UTF-8")[2]
        )

    def test_yobans_own_words_are_kept(self):
        cases = [
            ("64", "必須のパラメータ", "yoban が失敗しました (終了コード 64)", "yoban failed (exit code 64)"),
            ("69", "locked by pid 812", "保存先に接続できません", "store cannot be reached"),
            ("78", "yoban.yaml:3: unknown key", "設定に誤りがあります", "configuration is wrong"),
            ("3", "", "終了コード 3", "exit code 3"),
        ]
        for code, told, japanese, english in cases:
            for language, expected in (("ja_JP.UTF-8", japanese), ("C", english)):
                answer = self.queue(
                    "profit-management", ENQUEUE_CODE=code, ENQUEUE_ERR=told, ENQUEUE_OUT="", LANG=language
                )
                self.assertEqual(answer[:2], (1, ""))
                self.assertIn(expected, answer[2])
                self.assertIn(told, answer[2])

    def test_a_bad_catalogue_is_told_with_file_and_line(self):
        problem = {"file": "yoban.yaml", "line": 7, "message": "unknown key: prioritty"}
        code, _, err = self.queue(
            CHECK_CODE="78", CHECK_OUT=json.dumps({"definitions": [], "problems": [problem]})
        )
        self.assertEqual(code, 1)
        self.assertIn("yoban.yaml:7: unknown key: prioritty", err)

    def test_yoban_missing_or_not_executable(self):
        for path in ("/nonexistent/yoban", str(self.folder)):
            code, out, err = self.queue("profit-management", YOBAN=path)
            self.assertEqual((code, out), (1, ""))
            self.assertIn("yoban を実行できません", err)
            self.assertIn(path, err)
        self.assertIn("cannot run yoban", self.queue("x", YOBAN="/nonexistent/yoban", LANG="")[2])

    def test_an_answer_that_makes_no_sense_is_not_told_as_success(self):
        for answer in ("", "ok", "[]", '{"id": null}'):
            code, out, err = self.queue("profit-management", ENQUEUE_OUT=answer)
            self.assertEqual((code, out), (1, ""))
            self.assertIn("yoban の応答を解釈できません", err)

    def test_the_catalogue_above_the_script_is_found_from_anywhere(self):
        project = self.folder / "project"
        elsewhere = self.folder / "elsewhere"
        (project / "scripts").mkdir(parents=True)
        elsewhere.mkdir()
        copy = project / "scripts" / COMMAND.name
        shutil.copy(str(COMMAND), str(copy))
        (project / "yoban.yaml").touch()

        def catalogue(**where):
            self.assertEqual(self.queue("profit-management", command=copy, **where)[0], 0)
            return self.called_with()[-1][1]

        self.assertEqual(catalogue(cwd=elsewhere), str(project / "yoban.yaml"))
        self.assertEqual(catalogue(cwd=elsewhere, YOBAN_CONFIG="/named.yaml"), "/named.yaml")
        (elsewhere / "yoban.yaml").touch()
        self.assertIsNone(catalogue(cwd=elsewhere), "yoban finds this one itself")


if __name__ == "__main__":
    unittest.main()
