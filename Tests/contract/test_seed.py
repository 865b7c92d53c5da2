"""Calls as they were written for the system that came before: curl, and Python with requests."""

import json
import re
import subprocess
import unittest

import requests
from service import Service, finished

ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?$")


class SeedTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.stop)
        cls.key = cls.service.token("nightly", "--role", "operator")
        cls.service.start()
        cls.url = cls.service.url

    def curl(self, *words):
        """The status and the body."""
        out = subprocess.run(
            ["/usr/bin/curl", "-sS", "-w", "\n%{http_code}", *words], capture_output=True, text=True, timeout=60, check=True).stdout
        body, _, status = out.rpartition("\n")
        return int(status), json.loads(body)

    def queue(self):
        return self.curl(
            "-X", "POST", f"{self.url}/batch-jobs/queue", "-H", "Content-Type: application/json", "-H", f"X-API-Key: {self.key}",
            "-d", '{"job_key": "profit-management"}')

    def test_curl_queues_and_looks(self):
        status, body = self.queue()
        job = body["data"]["job_id"]
        self.assertEqual(
            (status, body),
            (200, {
                "status": "success", "message": "バッチジョブをキューに追加しました",
                "data": {"job_id": job, "job_key": "profit-management"},
            }))
        self.assertIsInstance(job, int)

        def ended():
            status, body = self.curl(f"{self.url}/batch-jobs/{job}/status", "-H", f"X-API-Key: {self.key}")
            self.assertEqual(status, 200)
            self.assertEqual(
                list(body["data"]), ["id", "job_name", "status", "created_at", "started_at", "completed_at", "error_message"])
            return body if body["data"]["status"] == "completed" else None

        body = finished(ended)
        self.assertEqual(body["status"], "success")
        data = body["data"]
        self.assertEqual((data["id"], data["job_name"], data["error_message"]), (job, "粗利按分管理データ同期", None))
        for time in ("created_at", "started_at", "completed_at"):
            self.assertRegex(data[time], ISO)

    def test_requests_queues_and_polls(self):
        session = requests.Session()
        session.headers["X-API-Key"] = self.key
        answer = session.post(f"{self.url}/batch-jobs/queue", json={"job_key": "contact-sales-badge"}, timeout=10)
        answer.raise_for_status()
        job = answer.json()["data"]["job_id"]

        def ended():
            answer = session.get(f"{self.url}/batch-jobs/{job}/status", timeout=10)
            answer.raise_for_status()
            data = answer.json()["data"]
            return data if data["status"] in ("completed", "failed", "stopped") else None

        data = finished(ended)
        self.assertEqual(data["status"], "failed")
        self.assertTrue(data["error_message"])

    def test_a_wrong_key_is_told(self):
        for words in ([], ["-H", "X-API-Key: wrong"], ["-H", "X-API-Key:"]):
            status, body = self.curl(f"{self.url}/batch-jobs/1/status", *words)
            self.assertEqual((status, list(body)), (401, ["detail"]))
            status, body = self.curl(
                "-X", "POST", f"{self.url}/batch-jobs/queue", "-H", "Content-Type: application/json", "-d", '{"job_key": "long"}', *words)
            self.assertEqual((status, list(body)), (401, ["detail"]))

    def test_a_missing_key_of_a_job_is_told(self):
        for sent in ({}, {"job_key": ""}, {"job_key": None}, {"job_key": "no-such-job"}):
            answer = requests.post(f"{self.url}/batch-jobs/queue", json=sent, headers={"X-API-Key": self.key}, timeout=10)
            self.assertEqual((answer.status_code, list(answer.json())), (400, ["detail"]), sent)

    def test_an_unknown_job_is_told(self):
        answer = requests.get(f"{self.url}/batch-jobs/999999/status", headers={"X-API-Key": self.key}, timeout=10)
        self.assertEqual((answer.status_code, list(answer.json())), (404, ["detail"]))
        self.assertRegex(answer.json()["detail"], "[ぁ-ん]", "in Japanese, as before")
