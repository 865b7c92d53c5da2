"""What nobody should send, and rows that nobody should write: an answer, never an error of the server, and never its end."""

import re
import sqlite3
import unittest

import requests

from screen_case import CATALOGUE
from service import Service

PATHS = [
    "/?night=9999-12-31", "/?night=0000-01-01", "/?night=2026-02-30", "/?night=%00", "/?day=9999-12-31", "/?day=0000-01-01",
    "/?from=9999-12-31T23:59:59Z&to=0000-01-01T00:00:00Z", "/?day=2026-01-01&from=2026-01-01T00:00:00.001Z&to=2026-01-01T00:00:00.002Z", "/jobs?q=%00", "/jobs?q=key:%ff%fe", "/jobs?q=" + "a" * 5000,
    "/jobs?q=key:%27;drop", "/jobs?before=99999999999999999999", "/jobs?before=-1", "/jobs?status=%00", "/jobs?q=since:99999d",
    "/jobs?q=since:0000-01-01", "/jobs?q=since:9999-12-31T23:59", "/jobs?q=9223372036854775807", "/jobs/9223372036854775807", "/jobs/1", "/jobs/2", "/jobs/3",
    "/jobs/4?attempt=-1", "/jobs/4?attempt=99999999999999999999", "/jobs/4?find=%00%ff", "/jobs/4?find=" + "x" * 5000,
    "/jobs/4/attempts/1/lines?from=9223372036854775807.1.", "/jobs/4/attempts/1/lines?from=1152921504606846976.1.",
    "/jobs/4/attempts/1/lines?from=0.9223372036854775807.", "/jobs/4/attempts/1/lines?from=0.1.&seen=-5", "/jobs/4/attempts/1/lines?from=3.1.f99_zz",
    "/jobs/4/attempts/99999999999999999999/output", "/definitions/%2e%2e%2fx", "/definitions/%00", "/assets/..%2f..%2fetc%2fpasswd",
    "/assets/layout.mustache", "/admin/audit?before=-9223372036854775808", "/sign-in?link=" + "y" * 8000, "/sign-in?link=%00", "/", "/jobs", "/workers",
]
FORMS = [
    ("/jobs/bulk", {"action": "stop", "id": ["x", "99999999999999999999"]}), ("/jobs/bulk", {"action": "boom", "id": "1"}),
    ("/jobs/bulk", {"action": "rerun", "all": "1", "q": "boom:1"}), ("/jobs/bulk", {"action": "rerun", "id": [1, 2, 3], "confirmed": "3"}),
    ("/jobs/3/rerun", {}), ("/jobs/2/stop", {}), ("/definitions/report", {"p.month": "\0"}), ("/definitions/report", {"p.month": "a" * 9000}),
    ("/definitions/report", {"p.month": "2026-01", "priority": "99999999999"}), ("/definitions/report", {"p.month": "2026-01", "run_after": "9999-99-99T99:99"}),
    ("/definitions/report", {"p.month": "2026-01", "run_after": "9999-12-31T23:59"}), ("/queues/pause", {"queue": "\0"}),
    ("/queues/pause", {"queue": "default", "reason": "x" * 600}), ("/workers/drain", {"worker": "\0", "draining": "1"}),
    ("/admin/users", {"name": "\0", "role": "admin"}), ("/admin/users", {"name": "b" * 300, "role": "viewer"}), ("/admin/users/change", {"name": "a", "disabled": "1"}),
    ("/admin/sessions/end", {"id": "-1"}), ("/admin/tokens", {"name": "", "scope": "admin"}), ("/admin/tokens", {"name": "t", "scope": "nothing"}),
    ("/admin/tokens", {"name": "t", "scope": "admin", "days": "0"}), ("/admin/tokens/revoke", {"id": "9999"}), ("/choices", {"here": "//evil"}),
]


class HostileTests(unittest.TestCase):
    def test_nothing_that_is_sent_or_written_ends_the_server(self):
        service = Service(CATALOGUE)
        self.addCleanup(service.stop)
        service.start()
        browser = requests.Session()
        link = re.search(r"link=(\w+)", service.yoban("user", "create", "a", "--role", "admin"))[1]
        browser.post(service.url + "/sign-in", data={"link": link})
        with sqlite3.connect(service.folder / "yoban.db") as rows:
            rows.execute(
                "INSERT INTO batch_job_queue (job_name, script_path, status, error_message, created_at, completed_at) VALUES (?, ?, 'failed', ?, ?, ?)",
                ("<script>\x01\x00\x1b[31m", "あ" * 20000, "</td>" * 5000, "2026-11-22 12:00:00", "ÿ"))
            rows.execute("INSERT INTO batch_job_queue (job_name, script_path, created_at) VALUES ('', '', 'not a time')")
            rows.execute("INSERT INTO batch_job_queue (job_name, script_path, status, parameters) VALUES ('x', '/x', 'failed', '{broken')")
        service.yoban("enqueue", "colours")
        service.yoban("wait", "4")
        form = re.search(r'name="form" value="(\w+)"', browser.get(service.url + "/").text)[1]
        for path in PATHS:
            with self.subTest(path=path[:80]):
                answer = browser.get(service.url + path, allow_redirects=False, timeout=60)
                self.assertLess(answer.status_code, 500)
                self.assertNotIn("<script>", answer.text)
        for path, fields in FORMS:
            with self.subTest(path=path, fields=str(fields)[:80]):
                answer = browser.post(service.url + path, data={"form": form, **fields}, allow_redirects=False, timeout=60)
                self.assertLess(answer.status_code, 500)
                self.assertNotIn("evil", answer.headers.get("Location", ""))
        for body in (b"\xff\xfe&&&===%%%", b"a" * 2_000_000):
            answer = browser.post(service.url + "/jobs/bulk", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}, timeout=60)
            self.assertIn(answer.status_code, (403, 413))
        self.assertIsNone(service.process.poll())
