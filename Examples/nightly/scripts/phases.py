"""Counting contacts through their phases, by week or by month."""

from collections import defaultdict
from datetime import date, timedelta

from batch_job import update_job_progress
from batch_run import each
from mirai_base import open_database, transaction

PHASES = ["新規", "接触", "査定", "条件交渉", "買取契約", "決済", "見送り"]
NEW = "(新規登録)"  # where a contact comes from that was in no phase before


def week_of(day):
    return day - timedelta(days=day.weekday())


def month_of(day):
    return day.replace(day=1)


def next_start(start_of, start):
    """The period after the one that starts at ``start``; no period is longer than 31 days."""
    day = start
    while start_of(day) == start:
        day += timedelta(days=1)
    return day


class Period:
    """What happened in one week or month, and who was where at its end."""

    def __init__(self, starts_on):
        self.starts_on = starts_on
        self.moves = defaultdict(int)
        self.days_stayed = defaultdict(int)
        self.remaining = {}

    def rows(self):
        entered, departed = defaultdict(int), defaultdict(int)
        for (origin, goal), contacts in self.moves.items():
            entered[goal] += contacts
            departed[origin] += contacts
        return [
            (phase, entered[phase], departed[phase], self.remaining.get(phase, 0),
             self.days_stayed[phase])
            for phase in PHASES
        ]


def summarise(history, start_of):
    """All periods from the first change to the last, in order, from (contact_id, day, phase)
    in order of time. The days a contact stayed count where it departed."""
    periods = []
    place = {}
    remaining = defaultdict(int)
    for contact_id, day, phase in history:
        start = start_of(day)
        while not periods or periods[-1].starts_on < start:
            if periods:
                periods[-1].remaining = dict(remaining)
                periods.append(Period(next_start(start_of, periods[-1].starts_on)))
            else:
                periods.append(Period(start))
        origin, since = place.get(contact_id, (NEW, day))
        periods[-1].moves[origin, phase] += 1
        if origin != NEW:
            periods[-1].days_stayed[origin] += (day - since).days
            remaining[origin] -= 1
        remaining[phase] += 1
        place[contact_id] = (phase, day)
    if periods:
        periods[-1].remaining = dict(remaining)
    return periods


def synchronise(logger, kind, start_of, name_of):
    """Store the summary of every period of this kind, each in a transaction of its own."""
    db = open_database(logger, "contacts", "phase_history")
    history = [
        (contact_id, date.fromisoformat(entered_at[:10]), phase)
        for contact_id, entered_at, phase in db.execute(
            "SELECT contact_id, entered_at, phase FROM phase_history ORDER BY entered_at, contact_id")
    ]
    periods = summarise(history, start_of)
    logger.info("対象: フェーズ履歴 %d 件、%d 期間", len(history), len(periods))
    update_job_progress("対象: フェーズ履歴 %d 件" % len(history))

    for period in each(periods, lambda period: name_of(period.starts_on)):
        starts_on = period.starts_on.isoformat()
        with transaction(db):
            clear(db, kind, "starts_on = ?", starts_on)
            db.executemany(
                "INSERT INTO contact_phase_summary VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(kind, starts_on) + row for row in period.rows()])
            db.executemany(
                "INSERT INTO contact_phase_moves VALUES (?, ?, ?, ?, ?)",
                [(kind, starts_on) + move + (contacts,) for move, contacts in period.moves.items()])
    if periods:
        with transaction(db):
            clear(db, kind, "NOT starts_on BETWEEN ? AND ?",
                  periods[0].starts_on.isoformat(), periods[-1].starts_on.isoformat())
    for phase, entered, departed, remaining, _ in periods[-1].rows() if periods else []:
        logger.info("%s 現在 %s: %d 人 (流入 %d、流出 %d)",
                    name_of(periods[-1].starts_on), phase, remaining, entered, departed)


def clear(db, kind, condition, *values):
    for table in ("contact_phase_summary", "contact_phase_moves"):
        db.execute("DELETE FROM %s WHERE period = ? AND %s" % (table, condition), (kind,) + values)
