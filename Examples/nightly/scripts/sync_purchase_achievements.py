#!/usr/bin/env python3
"""物件買取実績同期: settled purchases per month and person, against the person's target.

A purchase counts in the month of its settlement. Every month from the first settlement to the
last has a row for everybody, so that a month without purchases shows as a zero.
"""

from datetime import date

from batch_job import update_job_progress
from batch_run import each, run
from mirai_base import open_database, transaction


def main(logger):
    db = open_database(logger, "staff", "properties", "purchases")
    staff = db.execute("SELECT staff_id, name, monthly_target FROM staff ORDER BY staff_id").fetchall()
    bought = {
        (month, staff_id): (count, amount)
        for month, staff_id, count, amount in db.execute(
            "SELECT substr(settled_on, 1, 7), staff_id, count(*), sum(price)"
            " FROM purchases WHERE status = '決済済' GROUP BY 1, 2")
    }
    months = months_between(min(bought)[0], max(bought)[0]) if bought else []
    total = sum(count for count, _ in bought.values())
    logger.info("対象物件: %d 件 (%d か月)", total, len(months))
    update_job_progress("対象物件: %d 件" % total)

    with transaction(db):
        marks = ", ".join("?" * len(months))
        db.execute("DELETE FROM purchase_achievements WHERE month NOT IN (%s)"
                   " OR staff_id NOT IN (SELECT staff_id FROM staff)" % marks, months)
    cells = [(month, person) for month in months for person in staff]
    for month, (staff_id, _, target) in each(cells, lambda cell: "%s %s" % (cell[0], cell[1][1])):
        count, amount = bought.get((month, staff_id), (0, 0))
        with transaction(db):
            db.execute(
                "INSERT INTO purchase_achievements VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (month, staff_id) DO UPDATE SET fiscal_year = excluded.fiscal_year,"
                " purchases = excluded.purchases, amount = excluded.amount, target = excluded.target",
                (month, staff_id, fiscal_year(month), count, amount, target))
    logger.info("買取金額合計: %s 円", format(sum(amount for _, amount in bought.values()), ","))


def months_between(first, last):
    """["2025-11", "2025-12", "2026-01"] from its first and last."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return ["%04d-%02d" % (n // 12, n % 12 + 1) for n in range(start, end + 1)]


def fiscal_year(month):
    """April to March: 2026-03 belongs to 2025 (2025年度)."""
    day = date.fromisoformat(month + "-01")
    return day.year if day.month >= 4 else day.year - 1


if __name__ == "__main__":
    run("purchase_achievements_sync", "物件買取実績同期", main)
