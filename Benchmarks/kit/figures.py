"""What was measured, and how it is shown."""

import dataclasses
import statistics
from typing import Optional


@dataclasses.dataclass
class Figure:
    """One row of the table. `met` is None where nothing was wanted or nothing could be measured."""

    name: str
    measured: str
    wanted: str = ""
    beside: str = ""
    met: Optional[bool] = None
    raw: dict = dataclasses.field(default_factory=dict)
    # The measurement could not be made.
    failed: bool = False


def median(values):
    return statistics.median(values)


def percentile(values, part):
    """The value below which `part` percent lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part / 100))]


def number(value):
    """Three digits that matter, no more."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def spread(values, unit=""):
    """The median and, in brackets, the extremes."""
    unit = f" {unit}" if unit else ""
    if len(values) == 1:
        return number(values[0]) + unit
    return f"{number(median(values))}{unit} [{number(min(values))}–{number(max(values))}]"


def table(figures):
    lines = ["| | wanted | measured | beside it, in the same run | |", "|---|---|---|---|---|"]
    marks = {True: "✓", False: "✗", None: ""}
    lines += [f"| {f.name} | {f.wanted} | {f.measured} | {f.beside} | {marks[f.met]} |" for f in figures]
    return "\n".join(lines)
