#!/usr/bin/env python3
"""週次フェーズ集計: per week (Monday to Sunday) how contacts moved between the phases."""

from batch_run import run
from phases import synchronise, week_of


def main(logger):
    synchronise(logger, "week", week_of, lambda monday: "%s の週" % monday)


if __name__ == "__main__":
    run("contact_phase_summary", "週次フェーズ集計", main)
