"""How promising a contact is: points for what it did lately, and for how far it has come."""

import os
from collections import defaultdict, namedtuple
from datetime import date

from batch_run import BatchError

POINTS = {"メール開封": 2, "サイト閲覧": 3, "資料請求": 8, "電話": 8, "面談": 16, "査定依頼": 24}
PHASE_POINTS = {"接触": 4, "査定": 12, "条件交渉": 20, "買取契約": 24}
# Older than the last of these counts nothing.
QUARTERS_BY_AGE = [(30, 4), (90, 2), (180, 1)]
RANKS = [(60, "A"), (35, "B"), (15, "C"), (0, "D")]
CLOSED = ("決済", "見送り")

Score = namedtuple("Score", "score rank activities last_activity_on")


def score(phase, activities, day):
    """The score on ``day`` of a contact in ``phase`` with ``activities`` [(date, kind)].

    Whole numbers only, and 0 to 100: the same answer everywhere.
    """
    seen = [(when, kind) for when, kind in activities if when <= day]
    quarters = sum(POINTS[kind] * quarters_for((day - when).days) for when, kind in seen)
    points = min(100, quarters // 4 + PHASE_POINTS.get(phase, 0))
    if phase in CLOSED:
        points = 0
    rank = next(name for least, name in RANKS if points >= least)
    return Score(points, rank, len(seen), max((when for when, _ in seen), default=None))


def quarters_for(age):
    return next((quarters for limit, quarters in QUARTERS_BY_AGE if age <= limit), 0)


def reference_day(db):
    """The day to score for: MIRAI_AS_OF, else the newest day in the data."""
    text = os.environ.get("MIRAI_AS_OF")
    if not text:
        (text,) = db.execute(
            "SELECT max(coalesce((SELECT max(occurred_on) FROM activities), ''),"
            " coalesce((SELECT max(substr(entered_at, 1, 10)) FROM phase_history), ''))").fetchone()
    if not text:
        raise BatchError("活動もフェーズ履歴もないため、基準日を決められません")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BatchError("MIRAI_AS_OF は YYYY-MM-DD で指定してください: " + text) from None


def score_all(db, day):
    """{contact_id: (phase, Score)} for every contact."""
    phases = dict(db.execute(
        "SELECT contact_id, phase FROM phase_history WHERE substr(entered_at, 1, 10) <= ?"
        " ORDER BY entered_at", (day.isoformat(),)))  # the last one wins
    activities = defaultdict(list)
    for contact_id, occurred_on, kind in db.execute(
            "SELECT contact_id, occurred_on, kind FROM activities"):
        if kind not in POINTS:
            raise BatchError("点数の決まっていない活動です: %s (コンタクト %d)" % (kind, contact_id))
        activities[contact_id].append((date.fromisoformat(occurred_on), kind))
    return {
        contact_id: (phases.get(contact_id), score(phases.get(contact_id), activities[contact_id], day))
        for (contact_id,) in db.execute("SELECT contact_id FROM contacts ORDER BY contact_id")
    }
