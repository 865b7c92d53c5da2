"""People who don't belong: each gets a right status, nothing else is touched, and jobs go on. The table of Documentation/ThreatModel.md."""

import http.client
import json
import os
import re
import resource
import socket
import time
import unittest
import urllib.parse
from pathlib import Path

import requests
from service import Service, finished

CONNECTIONS = 10_000
HUNDRED_MEGABYTES = 100 << 20


class HostileTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.stop)
        cls.admin = cls.service.token("admin", "--role", "admin")
        cls.some = cls.service.token("some", "--scope", "jobs:read", "--key", "contact-*")
        cls.service.start()
        cls.host, cls.port = "127.0.0.1", int(cls.service.url.rsplit(":", 1)[1])
        cls.service.yoban("enqueue", "profit-management")
        finished(lambda: cls.status(1) == "completed")
        cls.jobs = cls.count()

    @classmethod
    def ask(cls, method, path, token=None, **rest):
        headers = {"Authorization": f"Bearer {token or cls.admin}"} | rest.pop("headers", {})
        return requests.request(method, cls.service.url + path, headers=headers, timeout=60, **rest)

    @classmethod
    def status(cls, number):
        return cls.ask("GET", f"/api/v1/jobs/{number}").json().get("status")

    @classmethod
    def count(cls):
        return len(cls.ask("GET", "/api/v1/jobs?limit=200").json())

    def memory(self):
        """What the server has in memory, in bytes."""
        return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.service.process.pid}/status").read_text())[1]) << 10

    def a_job_runs(self):
        """A job that is queued now runs now, past HTTP."""
        began = time.monotonic()
        self.service.yoban("enqueue", "profit-management", "--wait")
        type(self).jobs += 1
        return time.monotonic() - began

    def raw(self, data, seconds=40):
        """What comes back for bytes as they are, until the server closes."""
        with socket.create_connection((self.host, self.port), timeout=seconds) as wire:
            wire.sendall(data)
            back = b""
            try:
                while chunk := wire.recv(65_536):
                    back += chunk
            except ConnectionResetError:
                pass
            return back.decode(errors="replace")

    def assertNothingTouched(self):
        self.assertEqual(self.count(), self.jobs)
        self.assertIsNone(self.service.process.poll())

    def test_bodies_of_a_hundred_megabytes(self):
        before = self.memory()
        for told in (True, False):
            connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
            connection.putrequest("POST", "/api/v1/jobs")
            connection.putheader("Authorization", f"Bearer {self.admin}")
            connection.putheader("Content-Type", "application/json")
            connection.putheader(*(("Content-Length", str(HUNDRED_MEGABYTES)) if told else ("Transfer-Encoding", "chunked")))
            connection.endheaders()
            block = b" " * 65_536
            sent = 0
            try:
                while sent < HUNDRED_MEGABYTES:
                    connection.send(block if told else b"10000\r\n" + block + b"\r\n")
                    sent += len(block)
                if not told:
                    connection.send(b"0\r\n\r\n")
                self.assertEqual(connection.getresponse().status, 413)
            except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
                # It was refused and the connection closed before all was sent.
                self.assertLess(sent, HUNDRED_MEGABYTES)
            finally:
                connection.close()
        self.assertLess(self.memory() - before, 64 << 20)
        self.assertNothingTouched()

    def test_ten_thousand_connections(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (CONNECTIONS + 1000, max(CONNECTIONS + 1000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
        wires = []
        try:
            for _ in range(CONNECTIONS):
                wire = socket.socket()
                wire.setblocking(False)
                wires.append(wire)
                wire.connect_ex((self.host, self.port))
            self.assertLess(self.a_job_runs(), 20, "jobs don't wait for clients")
            self.assertLess(self.memory(), 150 << 20)
        finally:
            for wire in wires:
                wire.close()
        self.assertTrue(finished(lambda: self.answers(), 120))
        self.assertNothingTouched()

    def answers(self):
        try:
            return requests.get(f"{self.service.url}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def test_floods_in_the_head(self):
        many = "".join(f"X-{n}: y\r\n" for n in range(1000))
        for head in (many, "X: " + "y" * 1_000_000 + "\r\n", "X: " + "y" * 40_000 + "\r\n"):
            back = self.raw(f"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode())
            self.assertNotIn(" 200 ", back.split("\r\n")[0])
        back = self.raw(b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertNotIn(" 200 ", back.split("\r\n")[0])
        self.assertNothingTouched()

    def test_two_lengths_of_one_body(self):
        for lengths in ("Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 60", "Content-Length: -1"):
            back = self.raw(
                f"POST /batch-jobs/queue HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {self.admin}\r\nContent-Type: application/json\r\n"
                f"Connection: close\r\n{lengths}\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            self.assertNotRegex(back, "HTTP/1.1 200")
        self.assertNothingTouched()

    def test_tricks_in_the_address_of_an_output(self):
        for number in (
            "../../../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/1", "1%00", "1/../../2", "-1", "0", "01x", "1e0", "９",
            "99999999999999999999", "last%2f..", "last/../last", "';DROP TABLE batch_job_queue;--",
        ):
            connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
            path = f"/api/v1/jobs/1/attempts/{urllib.parse.quote(number, safe='/%.')}/log"
            # As it is: a library would take the dots out.
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", "localhost")
            connection.putheader("Authorization", f"Bearer {self.admin}")
            connection.endheaders()
            answer = connection.getresponse()
            body = answer.read().decode()
            self.assertEqual(answer.status, 404, path)
            self.assertNotIn("root:", body)
            connection.close()
        self.assertNothingTouched()

    def test_words_of_sql_in_filters_and_cursors(self):
        for query in ("key=' OR '1'='1", "key=%' UNION SELECT hash FROM access_token --", "key=\\", "key=*'); DELETE FROM batch_job_queue; --"):
            answer = self.ask("GET", "/api/v1/jobs?" + urllib.parse.quote(query, safe="="))
            self.assertEqual((answer.status_code, answer.json()), (200, []), query)
        for query in ("cursor=1;DROP TABLE audit", "cursor=0", "cursor=-1", "cursor=1e3", "limit=1000000", "status=pending'--", "since=now()", "order=id"):
            answer = self.ask("GET", "/api/v1/jobs?" + urllib.parse.quote(query, safe="="))
            self.assertEqual(answer.status_code, 422, query)
        for query in ("author=' OR 1=1 --", "target=1' OR '1'='1"):
            self.assertEqual(self.ask("GET", "/api/v1/audit?" + urllib.parse.quote(query, safe="=")).json(), [])
        self.assertNothingTouched()

    def test_what_a_body_can_not_say(self):
        for more in (
            {"schedule": "* * * * *"}, {"command": ["sh", "-c", "id"]}, {"script_path": "/bin/sh"}, {"environment": {"LD_PRELOAD": "x"}},
            {"user": "root"}, {"priority": 1e99}, {"priority": "9"}, {"run_after": "* * * * *"}, {"parameters": {"month": "$(id)"}},
            {"parameters": {"month": "2026-02\n* * * * * root id"}}, {"parameters": {"LD_PRELOAD": "/tmp/x.so"}}, {"unique_key": ""},
        ):
            answer = self.ask("POST", "/api/v1/jobs", json={"job_key": "profit-management"} | more)
            self.assertEqual(answer.status_code, 422, more)
        for body in (b"{", b"", b"\xff\xfe", b"[" * 100_000, b'{"job_key": "a", "job_key": "b"}', b"\xef\xbb\xbf{}", b"NaN"):
            answer = self.ask("POST", "/api/v1/jobs", data=body, headers={"Content-Type": "application/json"})
            self.assertEqual(answer.status_code, 400, body[:20])
        answer = self.ask("POST", "/api/v1/jobs", data=b"<job/>", headers={"Content-Type": "application/xml"})
        self.assertEqual(answer.status_code, 415)
        self.assertNothingTouched()

    def test_tokens_that_are_none(self):
        ended = self.service.token("ended", "--role", "admin")
        number = next(token["id"] for token in self.ask("GET", "/api/v1/tokens").json() if token["name"] == "ended")
        self.service.yoban("token", "revoke", str(number))
        for token in (
            "", "x", "yb_", "yb_" + "0" * 64, self.admin[:-1], self.admin + "0", self.admin.upper(), ended, "' OR 1=1 --", "yb_" + "a" * 10_000,
        ):
            for headers in ({"Authorization": f"Bearer {token}"}, {"X-API-Key": token}):
                answer = requests.get(f"{self.service.url}/api/v1/jobs", headers=headers, timeout=10)
                self.assertEqual((answer.status_code, answer.json()["code"]), (401, "unauthorised"), token[:40])
        self.assertNothingTouched()

    def test_a_token_that_may_less(self):
        for method, path in (
            ("POST", "/api/v1/jobs"), ("POST", "/api/v1/jobs/1/stop"), ("POST", "/api/v1/jobs/1/retry"), ("POST", "/api/v1/jobs/1/rerun"),
            ("POST", "/api/v1/jobs/bulk"), ("GET", "/api/v1/tokens"), ("POST", "/api/v1/tokens"), ("DELETE", "/api/v1/tokens/1"),
            ("GET", "/api/v1/audit"), ("GET", "/api/v1/jobs/1/attempts/1/log"), ("POST", "/api/v1/workers/x/drain"),
        ):
            body = {"job_key": "profit-management", "action": "stop", "ids": [1], "dry_run": True, "name": "more", "role": "admin"}
            sent = {"job_key": body["job_key"]} if path.endswith("/jobs") else {k: body[k] for k in ("action", "ids", "dry_run")}
            sent = {"name": "more", "role": "admin"} if path.endswith("/tokens") else sent
            answer = self.ask(method, path, self.some, json=sent if method == "POST" else None)
            self.assertEqual(answer.status_code, 403, path)
        # Of jobs that it doesn't see it is not told that they are there.
        self.assertEqual(self.ask("GET", "/api/v1/jobs/1", self.some).status_code, 404)
        seen, unknown = (self.ask("GET", f"/api/v1/jobs/{number}", self.some).json() for number in (1, 999_999))
        self.assertEqual(seen["detail"].replace("1", "N", 1), unknown["detail"].replace("999999", "N", 1))
        self.assertNothingTouched()

    def test_pages_from_elsewhere(self):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"http://evil.example:{self.port}"}):
            answer = self.ask("POST", "/api/v1/jobs", json={"job_key": "profit-management"}, headers=headers)
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "foreign_origin"))
        for host in ("evil.example", f"127.0.0.1.evil.example:{self.port}", "localhost.evil.example"):
            answer = self.ask("GET", "/api/v1/jobs", headers={"Host": host})
            self.assertEqual((answer.status_code, answer.json()["code"]), (421, "foreign_host"))
        self.assertNotIn("Access-Control-Allow-Origin", self.ask("GET", "/api/v1/jobs", headers={"Origin": "https://evil.example"}).headers)
        self.assertNothingTouched()

    def test_output_that_is_more_than_text(self):
        self.service.yoban("enqueue", "nasty", "--wait")
        number = self.ask("GET", "/api/v1/jobs?limit=1").json()[0]["id"]
        type(self).jobs += 1
        answer = self.ask("GET", f"/api/v1/jobs/{number}/attempts/last/log")
        self.assertIn(b"<script>alert(1)</script>\x1b[2J", answer.content)
        self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        found = self.ask("GET", f"/api/v1/jobs/{number}/attempts/last/log/search?q=script")
        self.assertNotIn(b"\x1b", found.content)
        self.assertIn("\x1b[2J", json.loads(found.content)["hits"][0]["text"])
        self.assertNothingTouched()

    def test_a_request_that_is_sent_twice(self):
        headers = {"Idempotency-Key": f"night-{os.getpid()}"}
        first = self.ask("POST", "/api/v1/jobs", json={"job_key": "profit-management"}, headers=headers)
        type(self).jobs += 1
        again = self.ask("POST", "/api/v1/jobs", json={"job_key": "profit-management"}, headers=headers)
        self.assertEqual((first.status_code, first.json()), (again.status_code, again.json()))
        other = self.ask("POST", "/api/v1/jobs", json={"job_key": "contact-sales-badge"}, headers=headers)
        self.assertEqual((other.status_code, other.json()["code"]), (422, "other_request"))
        # The key of one sender is nothing to another.
        self.assertEqual(self.ask("POST", "/api/v1/jobs", self.some, json={"job_key": "profit-management"}, headers=headers).status_code, 403)
        self.assertNothingTouched()
