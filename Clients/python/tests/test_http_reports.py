"""batch_job.py on another host: reports by HTTP, to a small server that answers as it is told."""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PYTHON_CLIENT = Path(__file__).resolve().parents[1]
LIMIT_SECONDS = 60
TOKEN = "yj_42_1_00112233445566778899aabbccddeeff"


class Listener(ThreadingHTTPServer):
    """Notes each request; answers with the next of `answers`, the last one again and again."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers) or [(200, {"id": 42, "stop_requested": False})]
        self.requests = []
        self.times = []
        self.arrived = threading.Event()
        # An answer waits for it.
        self.gate = threading.Event()
        self.gate.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.server_address[1]

    @property
    def reports(self):
        return [json.loads(body) for _, _, body in self.requests]

    def close(self):
        self.gate.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answers = self.server.answers
        status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.server.times.append(time.monotonic())
        self.server.requests.append((self.path, dict(self.headers), body.decode("utf-8")))
        self.server.arrived.set()
        self.server.gate.wait(LIMIT_SECONDS)
        text = json.dumps(answer).encode()
        try:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", answer)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except OSError:
            pass  # Whoever asked has gone.

    do_GET = do_POST

    def log_message(self, *_):
        pass


class HTTPReports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def listener(self, *answers):
        listener = Listener(*answers)
        self.addCleanup(listener.close)
        return listener

    def run_script(self, url, source, last_word=30, **changes):
        """Run it with every warning shown; it must end well and say nothing on stderr.

        The last report gets more time than usual, for machines with much to do.
        """
        if last_word:
            source = "import batch_job; batch_job._LAST_WORD = %d\n" % last_word + textwrap.dedent(source)
        environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(PYTHON_CLIENT), "BATCH_JOB_ID": "42",
            "BATCH_JOB_API": url, "BATCH_JOB_TOKEN": TOKEN,
        }
        environment.update(changes)
        result = subprocess.run(
            [sys.executable, "-W", "always", "-c", textwrap.dedent(source)],
            env={name: value for name, value in environment.items() if value is not None},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT_SECONDS)
        self.assertEqual(result.stderr.decode(), "")
        self.assertEqual(result.returncode, 0)
        return result.stdout.decode()

    def test_a_report_is_sent_with_the_token_before_the_script_ends(self):
        server = self.listener()
        output = self.run_script(
            server.url + "/nightly/",
            "from batch_job import update_job_progress; update_job_progress('第六竹石ビル', 42.9)",
            # What the folder of the job was on the other host.
            BATCH_JOB_PROGRESS=str(self.folder / "no" / "such" / "progress"))
        self.assertEqual(output, "")
        ((path, headers, _),) = server.requests
        self.assertEqual(path, "/nightly/api/v1/jobs/42/progress")
        self.assertEqual(headers["Authorization"], "Bearer " + TOKEN)
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(server.reports, [{"percentage": 42, "message": "第六竹石ビル"}])

    def test_the_progress_file_comes_first(self):
        server = self.listener()
        progress = self.folder / "progress"
        self.run_script(
            server.url,
            """
            import threading
            from batch_job import stop_requested, update_job_progress
            update_job_progress("m", 1)
            assert not stop_requested()
            assert threading.active_count() == 1, "nobody is asked"
            """,
            BATCH_JOB_PROGRESS=str(progress))
        self.assertEqual(progress.read_text(), "progress 1::m\n")
        self.assertEqual(server.requests, [])

    def test_without_address_or_token_the_line_is_printed(self):
        server = self.listener()
        for changes in ({"BATCH_JOB_API": None}, {"BATCH_JOB_TOKEN": None}, {"BATCH_JOB_TOKEN": ""}):
            output = self.run_script(
                server.url, "from batch_job import update_job_progress; update_job_progress('m', 1)", **changes)
            self.assertEqual(output, "::progress 1::m\n")
        self.run_script(
            server.url, "from batch_job import *; update_job_progress('m', 1); assert not stop_requested()", BATCH_JOB_ID=None)
        self.assertEqual(server.requests, [])

    def test_what_comes_quickly_is_sent_together_and_the_last_one_always(self):
        server = self.listener()
        self.run_script(
            server.url,
            """
            import time
            from batch_job import track, update_job_progress
            for n in track(range(2000), message=lambda n: "第%d" % n):
                time.sleep(0.001)
            """)
        self.assertEqual(server.reports[-1], {"percentage": 100, "message": "2000/2000 第1999"})
        between = [later - earlier for earlier, later in zip(server.times, server.times[1:-1])]
        self.assertTrue(all(pause > 0.9 for pause in between), between)

    def test_texts_that_are_none_and_long_ones(self):
        server = self.listener()
        for message in ("'x' + '竹' * 9000", "'\\udcff' + '\\x00\"'", "object.__new__(type('T', (), {'__str__': None}))", "''"):
            self.run_script(
                server.url, "from batch_job import update_job_progress; update_job_progress(%s, 5)" % message)
        self.assertEqual(
            [report.get("message") for report in server.reports], ["x" + "竹" * 4095, "?\x00\"", None, None])

    def test_a_stop_is_heard_by_an_answer(self):
        # The first answers belong to questions; nothing is reported.
        server = self.listener((200, {"stop_requested": False}), (200, {"stop_requested": True}))
        self.run_script(
            server.url,
            """
            import time
            from batch_job import stop_requested
            began = time.monotonic()
            while not stop_requested():
                assert time.monotonic() - began < 50
                time.sleep(0.01)
            assert stop_requested()
            """)
        self.assertEqual(server.reports, [{}, {}])
        self.assertGreater(server.times[1] - server.times[0], 1.9)

    def test_an_attempt_that_is_over_is_a_reason_to_stop(self):
        server = self.listener((410, {"code": "attempt_over"}))
        output = self.run_script(
            server.url,
            """
            import time
            from batch_job import stop_requested, update_job_progress
            update_job_progress("one", 1)
            while not stop_requested():
                time.sleep(0.01)
            update_job_progress("two", 2)
            """)
        self.assertEqual(len(server.requests), 1, "nothing more is sent")
        self.assertEqual(output, "::progress 2::two\n")

    def test_a_refusal_is_no_reason_to_stop_nor_to_ask_again(self):
        for status in (401, 403, 404):
            server = self.listener((status, {}))
            self.run_script(
                server.url,
                """
                import threading, time
                from batch_job import stop_requested, update_job_progress
                update_job_progress("one", 1)
                while any(thread.name == "batch_job" for thread in threading.enumerate()):
                    time.sleep(0.01)
                assert not stop_requested()
                """)
            self.assertEqual(len(server.requests), 1, status)

    def test_a_redirect_is_not_followed(self):
        elsewhere = self.listener()
        server = self.listener((302, elsewhere.url + "/api/v1/jobs/42/progress"))
        self.run_script(server.url, "from batch_job import update_job_progress; update_job_progress('m', 1)")
        self.assertEqual(len(server.requests), 1)
        self.assertEqual(elsewhere.requests, [])

    def test_a_server_in_trouble_gets_it_again_at_the_end(self):
        server = self.listener((503, {}), (200, {"stop_requested": False}))
        arrived = self.folder / "arrived"
        threading.Thread(target=lambda: server.arrived.wait(LIMIT_SECONDS) and arrived.touch(), daemon=True).start()
        self.run_script(
            server.url,
            """
            import os, time
            from batch_job import update_job_progress
            update_job_progress("m", 1)
            while not os.path.exists("%s"):
                time.sleep(0.01)
            update_job_progress(progress_percentage=2)
            """ % arrived)
        self.assertEqual(server.reports, [{"percentage": 1, "message": "m"}, {"percentage": 2, "message": "m"}])

    def test_nobody_waits_for_a_server_that_hangs_or_is_not_there(self):
        server = self.listener()
        server.gate.clear()
        for url in (server.url, "http://127.0.0.1:1", "http://[", "nonsense"):
            began = time.monotonic()
            output = self.run_script(
                url,
                """
                import time
                from batch_job import stop_requested, track, update_job_progress
                began = time.monotonic()
                update_job_progress("m", 1)
                for _ in track(range(1000)):
                    assert not stop_requested()
                assert time.monotonic() - began < 5, "it waited"
                """,
                last_word=None)
            self.assertEqual(output, "")
            self.assertLess(time.monotonic() - began, 20)

    def test_forked_children_report_by_themselves(self):
        server = self.listener()
        self.run_script(
            server.url,
            """
            import os, sys
            from batch_job import update_job_progress
            update_job_progress("parent", 1)
            child = os.fork()
            if child == 0:
                update_job_progress("child", 2)
                sys.exit(0)
            assert os.waitpid(child, 0)[1] == 0
            """)
        self.assertIn({"percentage": 2, "message": "child"}, server.reports)
        self.assertIn({"percentage": 1, "message": "parent"}, server.reports)


if __name__ == "__main__":
    unittest.main()
