"""Whatever the document allows and forbids, sent to the real server: no 5xx, and no answer that it doesn't describe."""

import subprocess
import sys
import unittest
from pathlib import Path

import requests
from service import Service, finished

PROGRAM = str(Path(sys.executable).parent / "schemathesis")
HERE = Path(__file__).resolve().parent


class OpenAPITests(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.stop)
        self.token = self.service.token("admin", "--role", "admin")
        self.service.start()
        # Something to be found: jobs that completed, failed and run.
        for key in ("profit-management", "contact-sales-badge", "long"):
            self.service.yoban("enqueue", key)
        finished(lambda: self.job(2)["status"] == "failed" and self.job(3)["status"] == "running")

    def job(self, number):
        return requests.get(f"{self.service.url}/api/v1/jobs/{number}", headers={"X-API-Key": self.token}, timeout=10).json()

    def drive(self, *words):
        done = subprocess.run(
            [
                PROGRAM, "--config-file", str(HERE / "schemathesis.toml"), "run", f"{self.service.url}/api/openapi.json", "--header",
                f"Authorization: Bearer {self.token}", "--checks", "all", "--seed", "1", "--generation-database", "none", "--no-color",
                *words,
            ], cwd=self.service.folder, capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr)
        return done.stdout

    def test_everything_that_is_described(self):
        # Ending the very token that this uses would hide the rest; events have no end.
        told = self.drive("--max-examples", "15", "--exclude-operation-id", "revokeToken", "--exclude-operation-id", "watchJobs")
        self.assertRegex(told, r"Tested: *\d\d")
        self.assertEqual(self.service.log.count("unexpected"), 0, self.service.log)

    def test_ending_tokens(self):
        # Its own is far away from the numbers that are tried.
        for number in range(30):
            self.token = self.service.token(f"t{number}", "--role", "admin")
        self.drive("--max-examples", "10", "--include-operation-id", "revokeToken")
