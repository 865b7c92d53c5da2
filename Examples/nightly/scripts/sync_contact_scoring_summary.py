#!/usr/bin/env python3
"""コンタクトスコアリング集計: score and rank of every contact from its activities and phase."""

from collections import Counter

from batch_job import update_job_progress
from batch_run import each, run
from mirai_base import open_database, transaction
from scoring import RANKS, reference_day, score_all


def main(logger):
    db = open_database(logger, "staff", "contacts", "phase_history", "activities")
    day = reference_day(db)
    scores = score_all(db, day)
    names = dict(db.execute("SELECT contact_id, name FROM contacts"))
    logger.info("対象コンタクト: %d 件 (基準日 %s)", len(scores), day)
    update_job_progress("対象コンタクト: %d 件" % len(scores))

    with transaction(db):
        db.execute("DELETE FROM contact_scores WHERE contact_id NOT IN (SELECT contact_id FROM contacts)")
    for contact_id, (_, score) in each(list(scores.items()), lambda item: names.get(item[0], "")):
        last = score.last_activity_on and score.last_activity_on.isoformat()
        with transaction(db):
            db.execute(
                "INSERT INTO contact_scores VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (contact_id) DO UPDATE SET scored_for = excluded.scored_for,"
                " score = excluded.score, rank = excluded.rank, activities = excluded.activities,"
                " last_activity_on = excluded.last_activity_on",
                (contact_id, day.isoformat(), score.score, score.rank, score.activities, last))
    ranks = Counter(score.rank for _, score in scores.values())
    logger.info("ランク別: %s", "、".join("%s %d 件" % (rank, ranks[rank]) for _, rank in RANKS))


if __name__ == "__main__":
    run("contact_scoring_summary", "コンタクトスコアリング集計", main)
