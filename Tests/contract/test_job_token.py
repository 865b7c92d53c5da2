"""The token of an attempt: a script that has nothing else reports by it, hears of a stop, and gets nowhere else with it."""

import re
import socket
import subprocess
import sys
import unittest

import requests
from service import CATALOGUE, ROOT, YOBAN, Service, finished

CLIENT = ROOT / "Clients/python"

# The work elsewhere: nothing of the job's surroundings but the three variables.
JOBS = """
  agent:
    name: ビルドエージェントでの処理
    command: [sh, work.sh]
"""
WORK = f"""
env >env
exec env -i PATH="$PATH" BATCH_JOB_ID="$BATCH_JOB_ID" BATCH_JOB_API="$BATCH_JOB_API" BATCH_JOB_TOKEN="$BATCH_JOB_TOKEN" \\
    {sys.executable} work.py
"""
SCRIPT = f"""
import os, signal, sys, time
sys.path.insert(0, {str(CLIENT)!r})
from batch_job import stop_requested, update_job_progress
# What its worker sends does not get elsewhere.
signal.signal(signal.SIGTERM, signal.SIG_IGN)
assert set(os.environ) <= {{"PATH", "BATCH_JOB_ID", "BATCH_JOB_API", "BATCH_JOB_TOKEN", "LC_CTYPE"}}, os.environ
print("開始")
update_job_progress("第六竹石ビル", 42)
while not stop_requested():
    if os.path.exists("go"):
        sys.exit(0)
    time.sleep(0.02)
open("stopped", "w").close()
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class JobTokenTests(unittest.TestCase):
    def setUp(self):
        port = free_port()
        catalogue = CATALOGUE.replace("127.0.0.1:0", f"127.0.0.1:{port}").replace("http://127.0.0.1:8740", f"http://localhost:{port}/")
        self.service = Service(catalogue + JOBS)
        self.addCleanup(self.service.stop)
        for name, text in (("work.sh", WORK), ("work.py", SCRIPT)):
            (self.service.folder / name).write_text(text)
        self.admin = self.service.token("admin", "--role", "admin")
        self.service.start()
        self.service.yoban("enqueue", "agent")
        finished(lambda: self.job()["progress_message"] == "第六竹石ビル")
        self.token = re.search(r"^BATCH_JOB_TOKEN=(.+)$", self.file("env"), re.M)[1]

    def file(self, name):
        return (self.service.folder / name).read_text()

    def ask(self, method, path, token, **rest):
        return requests.request(method, self.service.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=30, **rest)

    def job(self):
        return self.ask("GET", "/api/v1/jobs/1", self.admin).json()

    def report(self, job=1, token=None, **body):
        return self.ask("POST", f"/api/v1/jobs/{job}/progress", token or self.token, json=body)

    def end(self):
        (self.service.folder / "go").touch()
        finished(lambda: self.job()["status"] == "completed")

    def test_a_script_elsewhere_reports_until_its_attempt_ends(self):
        self.assertEqual(self.job()["progress_percentage"], 42)
        answer = self.report(percentage=43, message="あと少し")
        self.assertEqual((answer.status_code, answer.json()), (200, {"id": 1, "stop_requested": False}))
        self.assertEqual((self.job()["progress_percentage"], self.job()["progress_message"]), (43, "あと少し"))
        self.end()
        answer = self.report(percentage=44)
        self.assertEqual((answer.status_code, answer.json()["code"]), (410, "attempt_over"))
        self.assertEqual((self.job()["progress_percentage"], self.job()["progress_message"]), (100, "完了"))

    def test_the_command_reports_from_elsewhere_and_never_fails_a_script(self):
        surroundings = {"PATH": "/usr/bin:/bin", "BATCH_JOB_ID": "1", "BATCH_JOB_API": self.service.url, "BATCH_JOB_TOKEN": self.token}
        for changes in ({}, {"BATCH_JOB_PROGRESS": "/nowhere/progress"}):
            self.report(percentage=1, message="-")
            said = subprocess.run([YOBAN, "progress", "120/285", "竹石ビル"], env={**surroundings, **changes}, timeout=30)
            self.assertEqual(said.returncode, 0)
            self.assertEqual((self.job()["progress_percentage"], self.job()["progress_message"]), (42, "120/285 竹石ビル"))
        for changes in ({"BATCH_JOB_TOKEN": "yj_1_1_0"}, {"BATCH_JOB_API": "http://127.0.0.1:1"}, {"BATCH_JOB_API": "x"}, {"BATCH_JOB_ID": "x"}):
            said = subprocess.run([YOBAN, "progress", "1"], env={**surroundings, **changes}, timeout=30, capture_output=True)
            self.assertEqual((said.returncode, said.stdout, said.stderr), (0, b"", b""), changes)
        self.assertEqual(self.job()["progress_percentage"], 42)

    def test_it_hears_that_it_is_to_stop(self):
        self.service.yoban("stop", "1")
        finished(lambda: (self.service.folder / "stopped").exists())
        finished(lambda: self.job()["status"] == "stopped")

    def test_the_token_opens_nothing_else(self):
        self.service.yoban("enqueue", "long")
        finished(lambda: self.ask("GET", "/api/v1/jobs/2", self.admin).json()["status"] == "running")
        self.assertEqual(self.report(job=2, percentage=1).status_code, 403)
        for method, path in (
                ("GET", "/api/v1/jobs"), ("GET", "/api/v1/jobs/1"), ("POST", "/api/v1/jobs/1/stop"), ("GET", "/api/v1/jobs/1/attempts/1/log"),
                ("GET", "/api/v1/events"), ("GET", "/api/v1/tokens"), ("GET", "/metrics"), ("GET", "/batch-jobs/1/status")):
            self.assertEqual(self.ask(method, path, self.token).status_code, 401, path)
        self.assertEqual(self.ask("POST", "/api/v1/jobs", self.token, json={"job_key": "agent"}).status_code, 401)
        self.end()
        self.assertEqual([job["id"] for job in self.ask("GET", "/api/v1/jobs", self.admin).json()], [2, 1])

    def test_another_token_does_not_open_it(self):
        changed = self.token[:-1] + ("0" if self.token[-1] != "0" else "1")
        for token in (self.admin, changed, self.token.replace("yj_1_1_", "yj_1_2_"), self.token[:-1], "yj_1_1_", "yj_"):
            self.assertEqual(self.report(token=token, percentage=1).status_code, 401, token)
        self.assertEqual(self.job()["progress_percentage"], 42)

    def test_the_token_is_shown_nowhere(self):
        self.report(token=self.token + "0")
        self.end()
        shown = [self.service.log, self.file(".yoban/batch_job_worker.log")]
        shown += [self.service.yoban(*words) for words in (("show", "1"), ("show", "1", "--json"), ("list", "--json"), ("logs", "1"))]
        shown += [
            self.ask("GET", path, self.admin).text
            for path in ("/api/v1/jobs", "/api/v1/jobs/1", "/api/v1/jobs/1/attempts", "/api/v1/audit", "/api/v1/notices", "/metrics")]
        secret = self.token.rsplit("_", 1)[1]
        for text in shown:
            self.assertTrue(text)
            self.assertNotIn(secret, text)


if __name__ == "__main__":
    unittest.main()
