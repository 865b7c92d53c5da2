"""From the commit of a row to the script's first instruction, on an idle worker of another host and of the same."""

import random
import socket
import time

from hostkit import MariaDB, Network, Postgres, Project, wait_for
from hostkit.servers import PASSWORD
from kit.figures import Figure, number, percentile
from kit.workspace import build_stamp, read_stamp

from .peers import library

SAMPLES = 60
INSERT = "INSERT INTO batch_job_queue (job_key, job_name, script_path) VALUES ('stamp', 'stamp', %s)"


def measure(options, folder):
    stamp = build_stamp(str(folder))
    if stamp is None:
        return [Figure("commit of a row to the script's first instruction", "not measured: no C compiler")]
    figures = []
    for engine in (Postgres, MariaDB):
        server = engine(folder / f"latency-{engine.engine}")
        try:
            figures += measured(options, folder, server, stamp)
        finally:
            server.end()
    return figures


def measured(options, folder, server, stamp):
    network = Network(folder / f"latency-net-{server.engine}")
    host = network.host("batch01")
    project = Project(network.folder / "project", options.programs / "yoban", server.address)
    script = project.folder / "stamp.sh"
    # The program itself, with its argument: no shell in between.
    project.commands = {"stamp": f"{stamp}, {project.folder}/stamped"}
    try:
        project.call("migrate")
        worker = project.worker(host)
        connection = connect(server)
        insert = lambda: commit(connection, str(script))  # noqa: E731
        figures = []
        if isinstance(server, Postgres):
            far = samples(project, connection, insert)
            figures.append(Figure(
                f"{server.engine}: commit of a row → first instruction on another host, p50 of {SAMPLES}", f"{number(percentile(far, 50))} ms",
                "≤ 10 ms", f"p99 {number(percentile(far, 99))} ms", percentile(far, 50) <= 10, {"ms": far}))
        else:
            far = samples(project, connection, insert)
            bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            bell.connect(str(host.folder / "state" / "doorbell"))

            def rung():
                start = insert()
                bell.send(b"j")
                return start

            near = samples(project, connection, rung)
            figures += [
                Figure(
                    f"{server.engine}: commit of a row and the doorbell → first instruction on the same host, p50 of {SAMPLES}",
                    f"{number(percentile(near, 50))} ms", "≤ 10 ms", f"p99 {number(percentile(near, 99))} ms",
                    percentile(near, 50) <= 10, {"ms": near}),
                Figure(
                    f"{server.engine}: the same on another host (found by its poll), p50", f"{number(percentile(far, 50))} ms", "≤ 300 ms",
                    f"longest {number(max(far))} ms", percentile(far, 50) <= 300, {"ms": far}),
            ]
        worker.end()
        return figures
    finally:
        network.end()


def samples(project, connection, way):
    found = []
    path = project.folder / "stamped"
    for turn in range(SAMPLES + 3):
        wait_for(lambda: not value(connection, "SELECT count(*) FROM batch_job_queue WHERE status IN ('pending', 'running')"), "idle", 20, 0.005)
        # Long enough for the worker to call it a quiet time, and no two samples in one rhythm.
        time.sleep(0.1 + random.uniform(0, 0.7))
        start = way()
        first = wait_for(lambda: read_stamp(path), "the job's stamp", 20, 0.0005)
        path.unlink()
        if turn >= 3:
            found.append((first - start) / 1e6)
    return found


def connect(server):
    if isinstance(server, Postgres):
        return library("psycopg").connect(
            host="127.0.0.1", port=server.port, user="yoban", password=PASSWORD, dbname="mirai_base", autocommit=True)
    return library("pymysql").connect(
        host="127.0.0.1", port=server.port, user="yoban", password=PASSWORD, database="mirai_base", autocommit=True)


def commit(connection, script):
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (script,))
    return time.monotonic_ns()


def value(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
