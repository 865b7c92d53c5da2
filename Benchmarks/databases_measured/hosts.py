"""20,000 × /bin/true over two hosts, two slots each: yoban on both servers, beside procrastinate and the old system's design."""

import os
import time
from pathlib import Path

from hostkit import MariaDB, Network, Postgres, Project, run
from hostkit.servers import PASSWORD
from kit.figures import Figure, number
from kit.processes import children, cpu_of_ended, program, wait_until

from .peers import PEERS

HERE = Path(__file__).resolve().parents[1]
SEED_TABLE = """
CREATE TABLE batch_job_queue (
    id INT AUTO_INCREMENT PRIMARY KEY, job_name VARCHAR(255) NOT NULL, script_path VARCHAR(500) NOT NULL,
    status ENUM('pending','running','completed','failed','stopped') NOT NULL DEFAULT 'pending', priority INT DEFAULT 0,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, started_at TIMESTAMP NULL, completed_at TIMESTAMP NULL,
    INDEX pick (status, priority DESC, created_at))
"""


def measure(options, folder):
    figures = []
    for engine in (Postgres, MariaDB):
        server = engine(folder / f"hosts-{engine.engine}")
        try:
            ours = yoban(options, folder, server)
            peer = procrastinate(options, folder, server) if engine is Postgres else seed_design(options, folder, server)
        finally:
            server.end()
        beside = f"{peer['name']} {number(peer['per_s'])}/s, {number(peer['cpu_ms'])} ms"
        figures += [
            Figure(f"{engine.engine}: {options.jobs:,} × `/bin/true` over two hosts, two slots each: jobs per second", number(ours["per_s"]),
                   "", beside, raw={"yoban": ours, "peer": peer}),
            Figure("the same: CPU per job in all, the server's included", f"{number(ours['cpu_ms'])} ms", "", beside),
        ]
    return figures


def timed(server, jobs, work):
    """Per second and milliseconds of CPU per job: of all that ended in the meantime, and of the server."""
    cpu, start = cpu_of_ended() + server_cpu(server), time.monotonic()
    work()
    seconds = time.monotonic() - start
    take_leave_of_shims()
    return {"per_s": jobs / seconds, "cpu_ms": (cpu_of_ended() + server_cpu(server) - cpu) / jobs * 1000}


def take_leave_of_shims():
    """Shims whose worker has ended are our children; the server and the hosts stay."""
    def left():
        pids = [pid for pid in children(os.getpid()) if program(pid) in ("", "yoban-shim")]
        for pid in pids:
            os.waitpid(pid, os.WNOHANG)
        return pids

    wait_until(lambda: not left(), 30, "the shims' end", 0.05)


def server_cpu(server):
    """All of the server's processes, living and ended."""
    ticks = 0
    todo = [server.program.process.pid]
    while todo:
        pid = todo.pop()
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            # Its own, and those of children that have ended.
            ticks += sum(map(int, fields[11:15]))
            todo += [int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()]
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK")


def yoban(options, folder, server):
    network = Network(folder / f"net-{server.engine}")
    hosts = [network.host(name) for name in ("batch01", "batch02")]
    project = Project(network.folder / "project", options.programs / "yoban", server.address, worker="slots: 2", commands={"true": "/bin/true"})
    try:
        project.call("migrate")
        for _ in range(options.jobs // 1000):
            project.call("enqueue", *["true"] * 1000, timeout=120)

        def work():
            workers = [
                host.start(project.yoban, "worker", "--until-idle", "--state", host.folder / "state", "--config",
                           project.catalogue(host.hub), log="worker.log", env=project.environment)
                for host in hosts
            ]
            for worker in workers:
                if worker.process.wait(1800) != 0:
                    raise RuntimeError(worker.said()[-2000:])

        measured = timed(server, options.jobs, work)
        rows = rows_of(server, "SELECT status, count(*), sum(attempt_no) FROM batch_job_queue GROUP BY status")
        if rows != [["completed", str(options.jobs), str(options.jobs)]]:
            raise AssertionError(f"not each run once: {rows}")
        ended = rows_of(server, "SELECT count(*), count(DISTINCT job_id), count(DISTINCT host) FROM attempt WHERE state = 'ended'")
        if ended != [[str(options.jobs), str(options.jobs), "2"]]:
            raise AssertionError(f"attempts: {ended}")
        return {"name": "yoban", **measured}
    finally:
        network.end()


def rows_of(server, sql):
    return [line.split("\t") for line in server.query(sql, database="mirai_base").stdout.splitlines()]


def procrastinate(options, folder, server):
    network = Network(folder / "net-procrastinate")
    hosts = [network.host(name) for name in ("batch03", "batch04")]
    jobs = options.jobs // 4
    server.query("CREATE DATABASE peer OWNER yoban")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE / "peers"), "PGPASSWORD": PASSWORD}
    at = lambda address: {**environment, "PEER_DSN": f"host={address} port={server.port} user=yoban dbname=peer"}  # noqa: E731
    try:
        program = PEERS / "bin" / "procrastinate"
        run(program, "--app=procrastinate_app.app", "schema", "--apply", env=at("127.0.0.1"))
        server.query(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, attempts) "
            f"SELECT 'default', 'run', 0, '{{\"argv\": [\"/bin/true\"]}}', 'todo', 0 FROM generate_series(1, {jobs})", database="peer")
        count = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"

        def work():
            workers = [
                host.start(program, "--app=procrastinate_app.app", "worker", "--concurrency=2", "--one-shot", log="procrastinate.log",
                           env=at(host.hub))
                for host in hosts
            ]
            for worker in workers:
                worker.process.wait(1800)

        measured = timed(server, jobs, work)
        done = server.query(count, database="peer").stdout.strip()
        if done != str(jobs):
            raise AssertionError(f"procrastinate did {done} of {jobs}")
        return {"name": "procrastinate", **measured}
    finally:
        network.end()


def seed_design(options, folder, server):
    network = Network(folder / "net-seed")
    hosts = [network.host(name) for name in ("batch03", "batch04")]
    jobs = options.jobs // 4
    server.query("CREATE DATABASE peer; GRANT ALL ON peer.* TO 'yoban'@'%'")
    server.query(SEED_TABLE, database="peer")
    server.query(f"INSERT INTO batch_job_queue (job_name, script_path) SELECT 'true', '/bin/true' FROM seq_1_to_{jobs}", database="peer")
    try:
        def work():
            # One at a time each: two for each host, as many as our slots.
            workers = [
                host.start(PEERS / "bin" / "python", HERE / "peers" / "seed_design.py", host.hub, server.port, log=f"seed{n}.log",
                           env={"PATH": os.environ["PATH"], "YOBAN_STORE_PASSWORD": PASSWORD})
                for host in hosts for n in range(2)
            ]
            for worker in workers:
                if worker.process.wait(1800) != 0:
                    raise RuntimeError(worker.said()[-2000:])

        measured = timed(server, jobs, work)
        rows = server.query("SELECT status, count(*) FROM batch_job_queue GROUP BY status", database="peer").stdout.split()
        if rows != ["completed", str(jobs)]:
            raise AssertionError(f"the seed's design: {rows}")
        return {"name": "the old design", **measured}
    finally:
        network.end()

