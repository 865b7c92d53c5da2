"""The store alone: 16 claimers beside millions of finished rows, what one claim reads, and the looks of lists and screens."""

import json
import os
import subprocess

from hostkit import MariaDB, Postgres
from kit.figures import Figure, number

ROUNDS = 3
SETTINGS = {
    MariaDB: ["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=1G"],
    Postgres: ["-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB"],
}
WANTED = {"MariaDB": 900, "PostgreSQL": 1500}
LOOKS = ["list", "last_failed", "list_by_key", "list_since", "unfinished_count", "jobs_ahead"]


def measure(options, folder):
    figures = []
    for engine in SETTINGS:
        server = large(engine, folder / f"claims-{engine.engine}")
        try:
            # Rows stay from one size to the next.
            for rows in sorted(options.rows):
                figures += measured(options, server, rows)
        finally:
            server.end()
    return figures


def large(engine, folder):
    """A server with room for the indexes of millions of rows."""
    return engine(folder, *SETTINGS[engine])


def socket_address(server):
    """The store, as its administrator."""
    if isinstance(server, MariaDB):
        return f"mysql://root@localhost/mirai_base?socket={server.folder}/s"
    return f"postgres://admin@/mirai_base?host={server.folder}&port={server.port}"


def measured(options, server, rows):
    rounds = [benchmark(options, server, rows) for _ in range(ROUNDS)]
    crowds = sorted((one["crowd"] for one in rounds), key=lambda crowd: crowd["per_second"])
    crowd = crowds[len(crowds) // 2]
    for one in crowds:
        wrong = {name: one[name] for name in ("doubles", "false_empties", "lost_settlements", "errors") if one[name]}
        if wrong or one["claimed_and_settled"] != one["jobs"]:
            raise AssertionError(f"{server.engine}: {wrong}, {one['claimed_and_settled']} of {one['jobs']}")
    wanted = WANTED[server.engine]
    cpu = (crowd["server_processor_seconds"] + crowd["client_processor_seconds"]) * 1000 / crowd["jobs"]
    reads = [one["rows_read"]["per_claim"] for one in rounds]
    looks = {name: max(one["looks_ms"][name]["median"] for one in rounds) for name in LOOKS}
    slowest = max(looks, key=looks.get)
    enqueue = sorted(one["enqueue_1000_ms"]["median"] for one in rounds)[ROUNDS // 2]
    beside = f"[{number(crowds[0]['per_second'])}–{number(crowds[-1]['per_second'])}], CPU {number(cpu)} ms per job; no double, no false “empty”, no error"
    name = f"{server.engine}, {rows:,} finished rows"
    return [
        Figure(
            f"{name}: claim and settle by 16 claimers", f"{number(crowd['per_second'])}/s", f"≥ {wanted:,}/s" if rows <= 2_000_000 else "",
            beside, crowd["per_second"] >= wanted if rows <= 2_000_000 else None, {"rounds": rounds}),
        Figure("the same: rows read for one claim", number(max(reads)), "≤ 3", "", max(reads) <= 3),
        Figure(
            "the same: lists, counts and the last failed, the slowest median", f"{number(looks[slowest])} ms ({slowest})", "< 50 ms", "",
            looks[slowest] < 50),
        Figure("the same: `enqueue` of 1,000 jobs in one call", f"{number(enqueue)} ms", "< 100 ms", "", enqueue < 100),
    ]


def benchmark(options, server, rows):
    done = subprocess.run(
        [options.programs / "store-benchmark", socket_address(server), "--history", str(rows), "--jobs", "5000", "--server-pid",
         str(server.program.process.pid)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=3600, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)
