"""What the tests of several hosts share."""

import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hostkit import MariaDB, Network, Postgres, Project  # noqa: E402
from hostkit.project import kill_runs  # noqa: E402

YOBAN = Path(os.environ.get("YOBAN", Path(__file__).parents[2] / ".build/debug/yoban"))


class ClusterCase(unittest.TestCase):
    """A private server, two hosts, and for each test an empty database and a project."""

    server_type = None
    hosts = ("batch01", "batch02")

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="yoban-cluster-"))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = cls.server_type(cls.folder / "server")
        cls.addClassCleanup(cls.server.end)

    def setUp(self):
        self.network = Network(self.folder / self._testMethodName)
        self.addCleanup(self.network.end)
        self.batch01, self.batch02 = (self.network.host(name) for name in self.hosts)
        for host in self.network.hosts:
            self.addCleanup(kill_runs, host.folder / "state")
        self.empty_database()
        self.programs = []
        self.addCleanup(self.end_programs)

    def empty_database(self):
        self.server.cut_connections()
        if isinstance(self.server, MariaDB):
            self.server.query("DROP DATABASE mirai_base; CREATE DATABASE mirai_base CHARACTER SET utf8mb4")
        else:
            self.server.query("DROP DATABASE mirai_base WITH (FORCE)")
            self.server.query("CREATE DATABASE mirai_base OWNER yoban")

    def project(self, *, worker="slots: 2, heartbeat: 1s, lease: 12s", jobs=None, migrate=True):
        project = Project(self.network.folder / "project", YOBAN, self.server.address, worker=worker, jobs=jobs)
        if migrate:
            project.call("migrate")
        return project

    def worker(self, project, host, *words):
        worker = project.worker(host, *words)
        self.programs.append(worker)
        return worker

    def scheduler(self, project, host):
        scheduler = project.start(host, "scheduler", name="scheduler")
        self.programs.append(scheduler)
        return scheduler

    def end_programs(self):
        for program in self.programs:
            if program.is_running:
                program.process.kill()
                program.process.wait()


def load_engines(cases, names):
    """The classes of `cases` for every engine."""
    for case in cases:
        for server in (MariaDB, Postgres):
            name = f"{case.__name__}On{server.engine}"
            names[name] = type(name, (case,), {"server_type": server, "__module__": case.__module__})
            names.pop(case.__name__, None)

