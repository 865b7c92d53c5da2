#!/usr/bin/env python3
"""粗利按分管理データ同期: share out each settled sale's gross profit, to the yen.

Gross profit is the sale's price less the purchase price and the costs. It goes to the people of
the deal by their weights, and each person's part to the months from contract to settlement by
their days. Nobody entered for a deal: the company bears it, with a warning.
"""

from collections import defaultdict
from datetime import date, timedelta

from batch_job import update_job_progress
from batch_run import BatchError, each, run
from mirai_base import COMPANY, open_database, transaction

SETTLED_SALES = """
    SELECT d.deal_id, d.property_id, p.name, d.contracted_on, d.settled_on,
           d.price - b.price - d.brokerage_fee - d.repair_cost - d.other_cost
    FROM deals d
    LEFT JOIN properties p ON p.property_id = d.property_id
    LEFT JOIN purchases b ON b.property_id = d.property_id
    WHERE d.status = '決済済' ORDER BY d.property_id, d.deal_id"""


def main(logger):
    db = open_database(logger, "staff", "properties", "purchases", "deals", "deal_members")
    sales = db.execute(SETTLED_SALES).fetchall()
    for deal_id, property_id, name, _, _, profit in sales:
        if name is None or profit is None:
            raise BatchError("案件 %d の物件 %d が properties または purchases にありません"
                             % (deal_id, property_id))
    logger.info("対象物件: %d 件", len(sales))
    update_job_progress("対象物件: %d 件" % len(sales))

    with transaction(db):
        db.execute("DELETE FROM profit_allocations WHERE deal_id NOT IN"
                   " (SELECT deal_id FROM deals WHERE status = '決済済')")
    total = 0
    for deal_id, property_id, name, contracted_on, settled_on, profit in each(sales, lambda sale: sale[2]):
        weights = members(db, deal_id)
        if not weights:
            logger.warning("担当者なし: %s (案件 %d) は会社に計上します", name, deal_id)
            weights = {COMPANY: 1}
        days = days_by_month(date.fromisoformat(contracted_on), date.fromisoformat(settled_on))
        with transaction(db):
            db.execute("DELETE FROM profit_allocations WHERE deal_id = ?", (deal_id,))
            db.executemany(
                "INSERT INTO profit_allocations VALUES (?, ?, ?, ?, ?)",
                [(deal_id, property_id, staff_id, month, amount)
                 for staff_id, part in apportion(profit, weights).items()
                 for month, amount in apportion(part, days).items()])
        total += profit
    logger.info("粗利合計: %s 円", format(total, ","))


def members(db, deal_id):
    weights = defaultdict(int)  # One person may hold two roles in a deal.
    for staff_id, weight in db.execute(
            "SELECT staff_id, weight FROM deal_members WHERE deal_id = ? ORDER BY staff_id, role",
            (deal_id,)):
        weights[staff_id] += weight
    return dict(weights)


def apportion(amount, weights):
    """Split a whole number by weights so that the parts add up to it exactly.

    Largest remainder: every part is rounded towards zero, and the units left over go one each to
    those that lost most, the earlier first. A loss is split like the profit of the same size.
    """
    size, sign = abs(amount), -1 if amount < 0 else 1
    whole = sum(weights.values())
    parts = {key: size * weight // whole for key, weight in weights.items()}
    neediest = sorted(weights, key=lambda key: -(size * weights[key] % whole))
    for key in neediest[:size - sum(parts.values())]:
        parts[key] += 1
    return {key: sign * part for key, part in parts.items()}


def days_by_month(first, last):
    """Days of each month from ``first`` to ``last``, both counted: {"2025-12": 12, …}."""
    days = defaultdict(int)
    while first <= last:
        days[first.strftime("%Y-%m")] += 1
        first += timedelta(days=1)
    return dict(days)


if __name__ == "__main__":
    run("profit_management_sync", "粗利按分管理データ同期", main)
