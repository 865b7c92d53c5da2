"""The curl examples of the documentation, as they stand there, against the real server."""

import re
import subprocess
import unittest

from service import ROOT, Service, finished

DOCUMENT = ROOT / "Documentation/HTTP-API.md"


def examples():
    """Each command of the blocks that begin with curl, with continued lines joined."""
    found = []
    for block in re.findall(r"```\n(curl .*?)```", DOCUMENT.read_text(), re.S):
        found += [line for line in block.replace("\\\n", " ").splitlines() if line.strip()]
    return found


class ExampleTests(unittest.TestCase):
    def environment(self, service):
        """The variables by which a script elsewhere reports; nothing until they are there."""
        file = service.folder / "elsewhere.env"
        found = dict(re.findall(r"^(BATCH_JOB_(?:ID|API|TOKEN))=(.+)$", file.read_text(), re.M)) if file.exists() else {}
        return found | {"BATCH_JOB_API": service.url} if len(found) == 3 else None

    def test_every_example_does_what_it_says(self):
        service = Service()
        self.addCleanup(service.stop)
        token = service.token("examples", "--role", "admin")
        service.start()
        service.yoban("enqueue", "profit-management")
        finished(lambda: '"status":"completed"' in service.yoban("show", "1", "--json"))
        # What the script of an attempt has, for examples that stand in one.
        service.yoban("enqueue", "elsewhere")
        script = finished(lambda: self.environment(service))
        self.assertGreaterEqual(len(examples()), 12, "the examples are found")
        for example in examples():
            with self.subTest(example):
                # The number of a job, the address and the socket are those of the reader.
                command = example.replace("jobs/1287", "jobs/1").replace("http://127.0.0.1:8740", service.url)
                command = command.replace("--unix-socket /run/yoban/http.sock ", "").replace("http://localhost", service.url)
                # Events go on until the client has seen enough.
                seconds, ends = (3, (0, 28)) if "/events" in command else (60, (0,))
                done = subprocess.run(
                    ["bash", "-c", command.replace("curl ", f"curl -sS --max-time {seconds} -w '\\n%{{http_code}}' ", 1)], capture_output=True, text=True,
                    env={"PATH": "/usr/bin:/bin", "TOKEN": token} | script, timeout=90)
                self.assertIn(done.returncode, ends, f"{done.stdout}{done.stderr}")
                self.assertIn(done.stdout.rpartition("\n")[2], ("200", "201", "202", "204", "206"), done.stdout)
