"""Pages of a long list through HTTP, and of the screen, on a server of its own with millions of finished rows."""

from hostkit import MariaDB, Postgres
from kit.served import DEFINITIONS, SERVER, STEP, Served, first, pages, screens
from kit.workspace import Workspace

from .claims import large, socket_address

# So that one statement ends within a minute.
AT_ONCE = 200_000
COLUMNS = "id, job_key, job_name, script_path, status, reason, priority, created_at, started_at, completed_at"
# The numbers of some rows, and a time so many seconds after 1970, in the words of each.
NUMBERS = {MariaDB: "FROM seq_{first}_to_{last}", Postgres: "FROM generate_series({first}, {last}) AS seq"}
TIME = {MariaDB: "FROM_UNIXTIME({0})", Postgres: "to_timestamp({0})"}


def measure(options, folder):
    return [figure for engine in (Postgres, MariaDB) for figure in measured(options, engine, folder)]


def measured(options, engine, folder):
    rows = max(options.rows)
    server = large(engine, folder / f"pages-{engine.engine}")
    try:
        with Workspace(options.programs, DEFINITIONS, server=SERVER, store=socket_address(server)) as place:
            place.yoban("migrate")
            begin = first(rows)
            for number in range(1, rows + 1, AT_ONCE):
                server.query(insert(engine, begin, number, min(number + AT_ONCE - 1, rows)), "mirai_base")
            server.query("VACUUM (ANALYZE) batch_job_queue" if engine is Postgres else "ANALYZE TABLE batch_job_queue", "mirai_base")
            served = Served(place, "server")
            return [pages(served, engine.engine, rows), screens(served, engine.engine, rows)]
    finally:
        server.end()


def insert(engine, begin, first, last):
    """The rows that `http` of Benchmarks/run makes in SQLite."""
    created, started, completed = (TIME[engine].format(f"{begin + more} + seq * {STEP}") for more in (0, 5, 25))
    return f"""
        INSERT INTO batch_job_queue ({COLUMNS})
        SELECT seq, CONCAT('job-', seq % 40), '週次フェーズ集計', '/srv/scripts/job.py', CASE WHEN seq % 50 = 0 THEN 'failed' ELSE 'completed' END,
            CASE WHEN seq % 50 = 0 THEN 'exit' ELSE 'ok' END, seq % 6, {created}, {started}, {completed}
        {NUMBERS[engine].format(first=first, last=last)}"""
