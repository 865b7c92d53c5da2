"""A real `yoban serve` in a folder of its own, on loopback, with tokens."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
YOBAN = os.environ.get("YOBAN", str(ROOT / ".build/debug/yoban"))

CATALOGUE = """
store: sqlite:yoban.db
time_zone: Asia/Tokyo
worker: { slots: 2 }
server: { listen: "127.0.0.1:0", url: "http://127.0.0.1:8740", requests_per_minute: 1000000 }
jobs:
  profit-management:
    name: 粗利按分管理データ同期
    command: [sh, -c, 'echo "対象物件: 285 件"; echo "ERROR なし" >&2']
    schedule: "0 2 * * *"
    priority: 4
    parameters: { month: { type: text, matches: '\\d{4}-\\d{2}', required: false } }
  contact-sales-badge: { name: HubSpotコンタクトセールスバッジ更新, command: [sh, -c, 'echo 失敗; exit 1'], priority: 2 }
  nasty: { name: "<b>悪い</b>", command: [printf, '<script>alert(1)</script>\\033[2J\\033]0;x\\007\\n'] }
  long: { name: 長いジョブ, command: [sleep, "300"] }
  elsewhere: { name: 別のホストでの処理, command: [sh, -c, 'env >elsewhere.env; sleep 300'] }
"""


class Service:
    """Runs from `start` to `stop`; what it wrote is in `log`."""

    def __init__(self, catalogue=CATALOGUE):
        self.folder = Path(tempfile.mkdtemp(prefix="yoban-contract-"))
        (self.folder / "yoban.yaml").write_text(catalogue)
        self.process = None

    def yoban(self, *words):
        done = subprocess.run([YOBAN, *words], cwd=self.folder, capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise AssertionError(f"yoban {' '.join(words)}: {done.returncode} {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def token(self, name, *words):
        return self.yoban("token", "create", name, *words)

    def start(self):
        self.output = open(self.folder / "serve.out", "w")
        self.process = subprocess.Popen([YOBAN, "serve"], cwd=self.folder, stdout=self.output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:[1-9]\d*", self.log)
            if found:
                self.url = found[0]
                return self
            time.sleep(0.05)
        said = self.log
        self.stop()
        raise AssertionError(f"yoban serve did not listen: {said}")

    @property
    def log(self):
        return (self.folder / "serve.out").read_text()

    def finished(self, job):
        """Waits for a job that may also fail."""
        subprocess.run([YOBAN, "wait", str(job)], cwd=self.folder, capture_output=True, timeout=60)

    def away(self):
        """Ends the server, while its jobs go on, until the next `start`."""
        self.process.terminate()
        self.process.wait(30)
        self.output.close()

    def restart(self):
        """Ends the server, while its jobs go on, and starts it again."""
        self.away()
        self.start()

    def stop(self):
        """Ends the server, with what it runs."""
        if self.process and self.process.poll() is None:
            listed = subprocess.run([YOBAN, "list", "--status", "running", "--json"], cwd=self.folder, capture_output=True, text=True).stdout
            running = [str(job["id"]) for job in json.loads(listed or "[]")]
            if running:
                # Only a worker can end them.
                subprocess.run([YOBAN, "stop", *running], cwd=self.folder, capture_output=True)
                subprocess.run([YOBAN, "wait", *running, "--timeout", "40s"], cwd=self.folder, capture_output=True)
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.output.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def finished(ask, seconds=60):
    """Asks until the answer is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not come to an end")
