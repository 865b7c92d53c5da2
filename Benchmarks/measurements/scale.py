"""Whether a million finished jobs and a hundred thousand waiting ones are felt: the same work beside an empty table."""

import subprocess
import time

from kit.figures import Figure, median, number, percentile, spread
from kit.processes import cpu_of_ended, wait_until
from kit.workspace import Workspace, insert, read_stamp

FINISHED = 1_000_000
PENDING = 100_000
ROUNDS = 5
# A row of a definition that isn't there is claimed and settled (refused) without a process: claim and settle alone.
REFUSED = 3000
WHOLE = 800
LISTS = 20

LEFT = "SELECT count(*) FROM batch_job_queue WHERE id > ? AND status IN ('pending', 'running')"
# Between the last mark and its own end the worker takes some of the rows that wait: they are on the bill too.
DONE = "SELECT count(*) FROM attempt WHERE claimed_ms >= (SELECT claimed_ms FROM attempt WHERE job_id = ?)"
DIGITS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1) "


def measure(programs, stamp):
    if stamp is None:
        return [Figure("claim and settle beside 1,000,000 finished rows", "not measured: no C compiler")]
    commands = {"true": ["/bin/true"], "begin": [stamp, "./begin"], "end": [stamp, "./end"]}
    large, empty = Results(), Results()
    with Workspace(programs, commands, slots=2) as full:
        full.yoban("migrate")
        fill(full)
        for _ in range(ROUNDS):
            with Workspace(programs, commands, slots=2) as place:
                place.yoban("migrate")
                empty.add(place)
            large.add(full)
        lists, shows = [], []
        for _ in range(LISTS):
            lists.append(call(full, "list"))
            shows.append(call(full, "list", "--status", "failed"))
    return figures(large, empty) + [
        Figure(
            "`yoban list` with that many rows, median", f"{number(median(lists))} ms", "",
            f"`--status failed` {number(median(shows))} ms", None, {"list_ms": lists, "failed_ms": shows})
    ]


def figures(large, empty):
    def ratio(title, ours, peer):
        # Each round beside its own: the machine's load moves both.
        ratios = [one / other for one, other in zip(ours, peer)]
        return Figure(
            title, f"{number(median(ours))} ms; ratio {spread(ratios)}", "≤ 1.3 × an empty table", f"empty table {spread(peer, 'ms')}",
            median(ratios) <= 1.3, {"large_ms": ours, "empty_ms": peer})

    rows = f"{FINISHED:,} finished and {PENDING:,} pending rows"
    return [
        ratio(f"{rows}: claim and settle alone, wall time per job", large.refused_ms, empty.refused_ms),
        ratio("the same, CPU per job", large.refused_cpu, empty.refused_cpu),
        ratio("whole jobs (`/bin/true`, two slots), wall time per job", large.whole_ms, empty.whole_ms),
        ratio("the same, CPU per job in all", large.whole_cpu, empty.whole_cpu),
    ]


class Results:
    """Milliseconds per job, one value a round."""

    def __init__(self):
        self.refused_ms, self.refused_cpu, self.whole_ms, self.whole_cpu = [], [], [], []

    def add(self, place):
        wall, cpu = run(place, "gone", REFUSED)
        self.refused_ms.append(wall)
        self.refused_cpu.append(cpu)
        wall, cpu = run(place, "true", WHOLE)
        self.whole_ms.append(wall)
        self.whole_cpu.append(cpu)


def run(place, key, count):
    """Lets a worker do `count` jobs of one kind, between two jobs that stamp the time, ahead of whatever else waits."""
    store = place.connect()
    for mark in ("begin", "end"):
        subprocess.run(["rm", "-f", place.path(mark)], check=True)
    (newest,) = store.execute("SELECT coalesce(max(id), 0) FROM batch_job_queue").fetchone()
    insert(store, "begin", priority=9)
    insert(store, key, count, priority=8)
    insert(store, "end", priority=7)
    cpu = cpu_of_ended()
    worker = place.start("worker")
    end = wait_until(lambda: read_stamp(place.path("end")), 240, f"{count} jobs", 0.01)
    place.end(worker)
    cpu = cpu_of_ended() - cpu
    begin = read_stamp(place.path("begin"))
    (left,) = store.execute(LEFT, [newest]).fetchone()
    (done,) = store.execute(DONE, [newest + 1]).fetchone()
    store.close()
    # The other slot may still have one.
    if left > 2:
        raise AssertionError(f"{left} of {count} jobs were not done when the last one began")
    return (end - begin) / 1e6 / count, cpu * 1000 / done


def fill(place):
    """A history as years leave it: oldest first, one in fifty failed, each with its attempt."""
    store = place.connect()
    store.execute("PRAGMA synchronous = OFF")
    store.execute("PRAGMA cache_size = -400000")
    store.execute("BEGIN IMMEDIATE")
    store.execute(
        DIGITS + """
        INSERT INTO batch_job_queue (job_key, job_name, script_path, status, reason, priority, created_at, started_at, completed_at,
            attempt_no, progress_percentage, progress_message, error_message, submitted_by)
        SELECT 'job-' || (i % 40), '週次フェーズ集計', '/srv/scripts/job_' || (i % 40) || '.py',
            iif(i % 50 = 0, 'failed', 'completed'), iif(i % 50 = 0, 'exit', 'ok'), i % 6,
            strftime('%Y-%m-%d %H:%M:%f', 1700000000 + i * 30, 'unixepoch'),
            strftime('%Y-%m-%d %H:%M:%f', 1700000005 + i * 30, 'unixepoch'),
            strftime('%Y-%m-%d %H:%M:%f', 1700000025 + i * 30, 'unixepoch'),
            1, 100, '完了', iif(i % 50 = 0, 'exit code 1', NULL), 'root'
        FROM n""", [FINISHED])
    store.execute(
        """
        INSERT INTO attempt (job_id, number, id, state, worker_id, host, claimed_ms, started_ms, ended_ms, run_directory, reason, exit_code,
            user_ms, system_ms, peak_memory_bytes, output_bytes, dropped_bytes)
        SELECT id, 1, id || '-1-0123456789abcdef', 'ended', 'batch01-01234567', 'batch01', 1700000005000 + id * 30000,
            1700000005010 + id * 30000, 1700000025000 + id * 30000, '/srv/state/runs/' || id, reason, status = 'failed', 900, 100, 30000000,
            4000, 0
        FROM batch_job_queue""")
    store.execute(
        DIGITS + """
        INSERT INTO batch_job_queue (job_key, job_name, script_path, priority, submitted_by)
        SELECT 'true', 'true', '/bin/true', i % 6, 'root' FROM n""", [PENDING])
    store.execute("COMMIT")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def call(place, *arguments):
    start = time.monotonic()
    place.yoban(*arguments)
    return (time.monotonic() - start) * 1000
