"""What an idle worker asks of the server."""

import time

from hostkit import MariaDB, Network, Postgres, Project
from kit.figures import Figure, number

SECONDS = 60


def measure(options, folder):
    figures = []
    for engine in (Postgres, MariaDB):
        server = engine(folder / f"queries-{engine.engine}")
        network = Network(folder / f"queries-net-{engine.engine}")
        try:
            host = network.host("batch01")
            project = Project(network.folder / "project", options.programs / "yoban", server.address)
            project.call("migrate")
            worker = project.worker(host)
            number_ = project.enqueue("once")
            project.wait_status(number_, "completed")
            time.sleep(15)  # what follows a job is over
            begin = asked(server)
            time.sleep(SECONDS)  # the measured minute
            rate = (asked(server) - begin - 1) / SECONDS
            worker.end()
        finally:
            network.end()
            server.end()
        figures.append(Figure(f"{engine.engine}: queries of an idle worker", f"{number(rate)}/s", "≤ 2/s", "", rate <= 2))
    return figures


def asked(server):
    """Statements since the server's start, this one among them."""
    if isinstance(server, MariaDB):
        return int(server.query("SHOW GLOBAL STATUS LIKE 'Questions'").stdout.split()[1])
    # Each statement of ours is a transaction of its own; the counters come up to a second late.
    time.sleep(2)
    return int(server.value("SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database WHERE datname = 'mirai_base'"))
