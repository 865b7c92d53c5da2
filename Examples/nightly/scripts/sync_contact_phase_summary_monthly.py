#!/usr/bin/env python3
"""月次フェーズ集計: per calendar month how contacts moved between the phases."""

from batch_run import run
from phases import month_of, synchronise


def main(logger):
    synchronise(logger, "month", month_of, lambda first: "%d年%d月" % (first.year, first.month))


if __name__ == "__main__":
    run("contact_phase_summary_monthly", "月次フェーズ集計", main)
