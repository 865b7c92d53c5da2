"""Fifty clients queue, stop, try again and look, while the sample night runs; then every promise is looked at.

LOAD_SECONDS says how long, 20 without it.
"""

import collections
import itertools
import os
import random
import re
import shutil
import sqlite3
import threading
import time
import unittest

import requests
from service import ROOT, Service, finished

SECONDS = float(os.environ.get("LOAD_SECONDS", "20"))
CLIENTS = 50
NIGHTLY = ROOT / "Examples/nightly"
KEYS = [
    "contact-phase-summary", "contact-scoring-summary", "contact-phase-summary-monthly", "profit-management", "purchase-achievements",
]


class Night(Service):
    """The sample night's catalogue and scripts, faster and with more slots."""

    def __init__(self):
        super().__init__()
        for name in ("data", "scripts"):
            shutil.copytree(NIGHTLY / name, self.folder / name)
        (self.folder / "var/logs").mkdir(parents=True)
        text = (NIGHTLY / "yoban.yaml").read_text().replace("slots: 2", "slots: 4")
        text = re.sub(r'NIGHT_PACE: "\d+"', 'NIGHT_PACE: "1"', text)
        text = text.replace("worker:\n", 'server: { listen: "127.0.0.1:0", requests_per_minute: 10000000 }\nworker:\n', 1)
        (self.folder / "yoban.yaml").write_text(text)
        self.database = self.folder / "var/yoban.db"


class Client(threading.Thread):
    """Does one thing after the other, and remembers what it was answered."""

    def __init__(self, service, token, number, end):
        super().__init__(daemon=True)
        self.service, self.number, self.end = service, number, end
        self.random = random.Random(number)
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.answers = collections.Counter()
        self.queued, self.failures = {}, []

    def run(self):
        for turn in itertools.count():
            if time.monotonic() > self.end:
                return
            try:
                self.act(turn)
            except Exception as error:  # noqa: BLE001 - told at the end
                self.failures.append(repr(error))
                return
            time.sleep(self.random.uniform(0.05, 0.4))

    def act(self, turn):
        verb = self.random.choices(["queue", "stop", "retry", "rerun", "list", "show", "log"], [3, 3, 3, 1, 3, 4, 2])[0]
        if verb == "queue":
            key, mark = self.random.choice(KEYS), f"{self.number}-{turn}"
            # Some answers don't arrive: the client asks again, with its key.
            numbers = {
                self.send("post", "/api/v1/jobs", json={"job_key": key}, headers={"Idempotency-Key": mark}).json()["id"]
                for _ in range(self.random.choice([1, 1, 2]))
            }
            if len(numbers) != 1:
                raise AssertionError(f"one request, several jobs: {numbers}")
            self.queued[numbers.pop()] = key
        elif verb == "list":
            self.send("get", "/api/v1/jobs", params={"status": self.random.choice(["pending", "running", "failed,stopped", "completed"])})
        else:
            newest = self.send("get", "/api/v1/jobs", params={"limit": 1}).json()
            if not newest:
                return
            job = max(1, newest[0]["id"] - self.random.randrange(20))
            if verb == "show":
                self.send("get", f"/api/v1/jobs/{job}", params={"wait": self.random.choice([0, 0, 1])})
            elif verb == "log":
                self.send("get", f"/api/v1/jobs/{job}/attempts/last/log", params={"tail": 10})
            else:
                self.count_change(verb, self.send("post", f"/api/v1/jobs/{job}/{verb}"))

    def count_change(self, verb, answer):
        done = answer.status_code in (200, 201, 202) and answer.json().get("result") != "already_finished"
        if done:
            self.answers[f"{verb} done"] += 1

    def send(self, method, path, **rest):
        answer = self.session.request(method, self.service.url + path, timeout=60, **rest)
        self.answers[answer.status_code] += 1
        if answer.status_code not in (200, 201, 202, 404, 409):
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer


class LoadTests(unittest.TestCase):
    def test_promises_hold_under_load(self):
        service = Night()
        self.addCleanup(service.stop)
        token = service.token("load", "--role", "operator")
        service.start()
        end = time.monotonic() + SECONDS
        clients = [Client(service, token, number, end) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        while time.monotonic() < end:
            # The night, again and again.
            service.yoban("enqueue", *KEYS)
            time.sleep(min(10, max(0, end - time.monotonic())))
        for client in clients:
            client.join(90)
        self.assertEqual([failure for client in clients for failure in client.failures], [])
        answers = sum((client.answers for client in clients), collections.Counter())
        print(f"\n{SECONDS:.0f} s: {dict(answers)}")
        self.let_it_end(service, service.token("end", "--role", "operator"))
        with sqlite3.connect(f"file:{service.database}?mode=ro", uri=True) as store:
            self.look(store, clients, answers)
        self.assertNotRegex(service.log, r" - ERROR - (?!.*ジョブ)(?!.*[Jj]ob)", "the service itself had no trouble")

    def let_it_end(self, service, token):
        """What still waits is stopped, what runs ends."""
        admin = requests.Session()
        admin.headers["Authorization"] = f"Bearer {token}"

        def stopped():
            waiting = admin.get(f"{service.url}/api/v1/jobs", params={"status": "pending", "limit": 200}, timeout=60).json()
            ids = [job["id"] for job in waiting]
            if ids:
                sent = {"action": "stop", "ids": ids, "expected_count": len(ids)}
                admin.post(f"{service.url}/api/v1/jobs/bulk", json=sent, timeout=120).raise_for_status()
            return not ids

        finished(stopped, 120)
        finished(lambda: not admin.get(f"{service.url}/api/v1/jobs?status=pending,running", timeout=60).json(), 120)

    def look(self, store, clients, answers):
        def one(sql):
            return store.execute(sql).fetchone()[0]

        self.assertEqual(one("PRAGMA integrity_check"), "ok")
        self.assertEqual(one("SELECT count(*) FROM batch_job_queue WHERE status NOT IN ('completed', 'failed', 'stopped')"), 0)
        self.assertEqual(one("SELECT count(*) FROM attempt WHERE state NOT IN ('ended', 'released')"), 0)
        # The runs of a job follow one another, without a hole and without two at once.
        self.assertEqual(
            store.execute("""
                SELECT job.id FROM batch_job_queue AS job LEFT JOIN attempt ON attempt.job_id = job.id GROUP BY job.id
                HAVING count(attempt.number) <> job.attempt_no OR coalesce(max(attempt.number), 0) <> job.attempt_no""").fetchall(), [])
        self.assertEqual(
            store.execute("""
                SELECT early.job_id FROM attempt AS early JOIN attempt AS late ON late.job_id = early.job_id AND late.number = early.number + 1
                WHERE late.claimed_ms < early.ended_ms""").fetchall(), [])
        # What was told to a client is in the store, as it was told; and every change in the audit, once.
        keys = dict(store.execute("SELECT id, job_key FROM batch_job_queue"))
        for client in clients:
            for job, key in client.queued.items():
                self.assertEqual(keys[job], key)
        queued = [job for client in clients for job in client.queued]
        self.assertEqual(len(queued), len(set(queued)))
        noted = collections.Counter(
            action for (action,) in store.execute("SELECT action FROM audit WHERE author = 'token:load'"))
        self.assertEqual(noted["job.enqueue"], len(queued) + answers["rerun done"])
        self.assertEqual(noted["job.retry"], answers["retry done"])
        # Asked twice to stop, a job is stopped once.
        self.assertIn(noted["job.stop"], range(1, answers["stop done"] + 1))
        self.assertGreater(one("SELECT count(*) FROM batch_job_queue WHERE status = 'completed'"), 0)
