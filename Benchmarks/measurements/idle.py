"""What doing nothing costs: a minute of an idle worker and of an idle `yoban serve`, side by side."""

import contextlib
import time

from kit.figures import Figure, number
from kit.processes import cpu_of_living, kilobytes
from kit.workspace import Workspace

SECONDS = 60
SETTLE = 3


def measure(programs, _stamp):
    with contextlib.ExitStack() as stack:
        running = {}
        for command in ("worker", "serve"):
            place = stack.enter_context(Workspace(programs, {"true": ["/bin/true"]}))
            # Not a fresh process: one that has worked.
            place.yoban("enqueue", *["true"] * 20)
            running[command] = place.start(command).pid
            place.wait_for_start()
        time.sleep(SETTLE)
        before = {command: (cpu_of_living(pid), time.monotonic()) for command, pid in running.items()}
        time.sleep(SECONDS)
        return [figure for command, pid in running.items() for figure in figures(command, pid, *before[command])]


def figures(command, pid, cpu, start):
    per_second = (cpu_of_living(pid) - cpu) / (time.monotonic() - start) * 1000
    resident = kilobytes(pid, "smaps_rollup", "Rss") * 1024 / 1e6
    proportional = kilobytes(pid, "smaps_rollup", "Pss") * 1024 / 1e6
    return [
        Figure(
            f"idle `yoban {command}`: RSS", f"{number(resident)} MB", "≤ 40 MB", f"PSS {number(proportional)} MB", resident <= 40,
            {"rss_MB": resident, "pss_MB": proportional, "cpu_ms_per_s": per_second}),
        Figure(f"idle `yoban {command}`: CPU over {SECONDS} s", f"{number(per_second)} ms/s", "≤ 2 ms/s", "", per_second <= 2),
    ]
