"""The database mirai_base: its tables, and the import of the source files.

Several scripts work on it at the same time. Every change is one short transaction that leaves
the database right by itself, so a script may be killed anywhere.
"""

import contextlib
import csv
import fcntl
import hashlib
import sqlite3
from datetime import date, datetime

from batch_run import BatchError, place

BUSY_SECONDS = 30
COMPANY = 0  # stands for "nobody in person" where a staff_id is needed


def whole_number(text):
    return int(text)


def text_value(text):
    if not text:
        raise ValueError("empty")
    return text


def day(text):
    return date.fromisoformat(text).isoformat()


def day_or_none(text):
    return day(text) if text else None


def minute(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").strftime("%Y-%m-%d %H:%M")


# File (and table) -> column -> how its text is read. The header must be exactly this.
SOURCES = {
    "staff": {"staff_id": whole_number, "name": text_value, "team": text_value,
              "monthly_target": whole_number},
    "properties": {"property_id": whole_number, "name": text_value, "kind": text_value,
                   "area": text_value, "address": text_value},
    "purchases": {"property_id": whole_number, "staff_id": whole_number, "status": text_value,
                  "contracted_on": day, "settled_on": day_or_none, "price": whole_number},
    "deals": {"deal_id": whole_number, "property_id": whole_number, "status": text_value,
              "contracted_on": day, "settled_on": day_or_none, "price": whole_number,
              "brokerage_fee": whole_number, "repair_cost": whole_number,
              "other_cost": whole_number},
    "deal_members": {"deal_id": whole_number, "role": text_value, "staff_id": whole_number,
                     "weight": whole_number},
    "contacts": {"contact_id": whole_number, "hubspot_id": whole_number, "name": text_value,
                 "email": text_value, "area": text_value, "source": text_value,
                 "staff_id": whole_number, "created_on": day},
    "phase_history": {"contact_id": whole_number, "entered_at": minute, "phase": text_value},
    "activities": {"contact_id": whole_number, "occurred_on": day, "kind": text_value},
}

SCHEMA = """
CREATE TABLE IF NOT EXISTS source_files (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, records INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS staff (
    staff_id INTEGER PRIMARY KEY CHECK (staff_id > 0), name TEXT NOT NULL, team TEXT NOT NULL,
    monthly_target INTEGER NOT NULL CHECK (monthly_target >= 0));
CREATE TABLE IF NOT EXISTS properties (
    property_id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, area TEXT NOT NULL,
    address TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS purchases (
    property_id INTEGER PRIMARY KEY, staff_id INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('契約済', '決済済', '解約')),
    contracted_on TEXT NOT NULL, settled_on TEXT, price INTEGER NOT NULL CHECK (price > 0),
    CHECK ((status = '決済済') = (settled_on IS NOT NULL)));
CREATE TABLE IF NOT EXISTS deals (
    deal_id INTEGER PRIMARY KEY, property_id INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('契約済', '決済済', '解約')),
    contracted_on TEXT NOT NULL, settled_on TEXT, price INTEGER NOT NULL CHECK (price > 0),
    brokerage_fee INTEGER NOT NULL, repair_cost INTEGER NOT NULL, other_cost INTEGER NOT NULL,
    CHECK ((status = '決済済') = (settled_on IS NOT NULL)), CHECK (settled_on >= contracted_on));
CREATE TABLE IF NOT EXISTS deal_members (
    deal_id INTEGER NOT NULL, role TEXT NOT NULL, staff_id INTEGER NOT NULL,
    weight INTEGER NOT NULL CHECK (weight > 0), PRIMARY KEY (deal_id, role));
CREATE TABLE IF NOT EXISTS contacts (
    contact_id INTEGER PRIMARY KEY, hubspot_id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
    email TEXT NOT NULL, area TEXT NOT NULL, source TEXT NOT NULL, staff_id INTEGER NOT NULL,
    created_on TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS phase_history (
    contact_id INTEGER NOT NULL, entered_at TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN
        ('新規', '接触', '査定', '条件交渉', '買取契約', '決済', '見送り')),
    PRIMARY KEY (contact_id, entered_at));
CREATE TABLE IF NOT EXISTS activities (
    contact_id INTEGER NOT NULL, occurred_on TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS activities_by_contact ON activities (contact_id);

CREATE TABLE IF NOT EXISTS profit_allocations (
    deal_id INTEGER NOT NULL, property_id INTEGER NOT NULL, staff_id INTEGER NOT NULL,
    month TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (deal_id, staff_id, month));
CREATE VIEW IF NOT EXISTS profit_by_month AS
    SELECT month, a.staff_id, coalesce(s.name, '会社') AS name, sum(amount) AS amount,
           count(DISTINCT property_id) AS properties
    FROM profit_allocations a LEFT JOIN staff s USING (staff_id) GROUP BY month, a.staff_id;

CREATE TABLE IF NOT EXISTS purchase_achievements (
    month TEXT NOT NULL, staff_id INTEGER NOT NULL, fiscal_year INTEGER NOT NULL,
    purchases INTEGER NOT NULL, amount INTEGER NOT NULL, target INTEGER NOT NULL,
    PRIMARY KEY (month, staff_id));
CREATE VIEW IF NOT EXISTS purchase_achievements_by_year AS
    SELECT fiscal_year, staff_id, sum(purchases) AS purchases, sum(amount) AS amount,
           sum(target) AS target,
           CASE WHEN sum(target) > 0 THEN 100.0 * sum(amount) / sum(target) END AS percent
    FROM purchase_achievements GROUP BY fiscal_year, staff_id;

CREATE TABLE IF NOT EXISTS contact_phase_summary (
    period TEXT NOT NULL CHECK (period IN ('week', 'month')), starts_on TEXT NOT NULL,
    phase TEXT NOT NULL, entered INTEGER NOT NULL, departed INTEGER NOT NULL,
    remaining INTEGER NOT NULL, days_stayed INTEGER NOT NULL,
    PRIMARY KEY (period, starts_on, phase));
CREATE TABLE IF NOT EXISTS contact_phase_moves (
    period TEXT NOT NULL CHECK (period IN ('week', 'month')), starts_on TEXT NOT NULL,
    from_phase TEXT NOT NULL, to_phase TEXT NOT NULL, contacts INTEGER NOT NULL,
    PRIMARY KEY (period, starts_on, from_phase, to_phase));

CREATE TABLE IF NOT EXISTS contact_scores (
    contact_id INTEGER PRIMARY KEY, scored_for TEXT NOT NULL, score INTEGER NOT NULL,
    rank TEXT NOT NULL, activities INTEGER NOT NULL, last_activity_on TEXT);
CREATE VIEW IF NOT EXISTS contact_scoring_summary AS
    SELECT staff_id, rank, count(*) AS contacts, avg(score) AS average_score
    FROM contact_scores JOIN contacts USING (contact_id) GROUP BY staff_id, rank;

CREATE TABLE IF NOT EXISTS contact_sales_badges (
    contact_id INTEGER PRIMARY KEY, sent_badge TEXT NOT NULL, sent_at TEXT NOT NULL);
"""


def open_database(logger, *sources):
    """Open mirai_base, made if need be, with the named source files imported."""
    path = place("MIRAI_BASE_DB", "var/mirai_base.db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two first openings at once: SQLite refuses the change to WAL without waiting.
        with open(str(path) + ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            db = sqlite3.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(SCHEMA)
    except (OSError, sqlite3.Error) as error:
        raise BatchError("データベース %s を開けません: %s" % (path, error)) from error
    for name in sources:
        import_source(db, logger, name)
    return db


@contextlib.contextmanager
def transaction(db):
    """All or nothing; the write lock is taken at once, so it can't fail half way for it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def import_source(db, logger, name):
    """Make the table equal to its file, unless it is already."""
    path = place("MIRAI_DATA_DIR", "data") / (name + ".csv")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BatchError("データファイル %s を読めません: %s" % (path, error.strerror)) from error
    digest = hashlib.sha256(content).hexdigest()
    with transaction(db):
        known = db.execute("SELECT sha256 FROM source_files WHERE name = ?", (name,)).fetchone()
        if known == (digest,):
            return
        rows = read_rows(path, content, SOURCES[name])
        try:
            db.execute("DELETE FROM " + name)
            db.executemany(
                "INSERT INTO %s VALUES (%s)" % (name, ", ".join("?" * len(SOURCES[name]))), rows)
        except sqlite3.IntegrityError as error:
            raise BatchError("データファイル %s の内容が矛盾しています: %s" % (path, error)) from error
        db.execute(
            "INSERT INTO source_files VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, records = excluded.records",
            (name, digest, len(rows)))
    logger.info("%s を取り込みました: %d 件", path.name, len(rows))


def read_rows(path, content, columns):
    try:
        lines = csv.reader(content.decode("utf-8").splitlines())
    except UnicodeDecodeError as error:
        raise BatchError("データファイル %s は UTF-8 ではありません" % path) from error
    if next(lines, None) != list(columns):
        raise BatchError("データファイル %s の列が違います。必要な列: %s" % (path, ",".join(columns)))
    rows = []
    for fields in lines:
        try:
            if len(fields) != len(columns):
                raise ValueError
            rows.append([read(field) for read, field in zip(columns.values(), fields)])
        except ValueError:
            raise BatchError("データファイル %s の %d 行目を読めません: %s"
                             % (path, lines.line_num, ",".join(fields))) from None
    return rows
