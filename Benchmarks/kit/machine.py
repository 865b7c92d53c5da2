"""On what it was measured: figures without this say nothing."""

import os
import platform
import subprocess
import tempfile
import time


def load():
    return os.getloadavg()[0]


def description(programs, load_before):
    """Two lines for the table's head."""
    version = subprocess.run([os.path.join(programs, "yoban"), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return (
        f"yoban {version}, {commit()}; {time.strftime('%Y-%m-%d %H:%M %Z')}.\n"
        f"{os.cpu_count()} × {processor()}, {memory()}, {system()}, kernel {platform.release()}; files on {file_system()}. "
        f"Load {load_before:.1f} before, {load():.1f} after."
    )


def commit():
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run(["git", "-C", here, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "not in a repository"


def field(path, name, separator):
    with open(path) as file:
        for line in file:
            key, _, value = line.partition(separator)
            if key.strip() == name:
                return value.strip().strip('"')
    return ""


def processor():
    return field("/proc/cpuinfo", "model name", ":") or platform.machine()


def memory():
    return f"{int(field('/proc/meminfo', 'MemTotal', ':').split()[0]) / 1048576:.0f} GiB"


def system():
    return field("/etc/os-release", "PRETTY_NAME", "=") or "Linux"


def file_system():
    """The type of the file system of the temporary folder: on tmpfs a durable commit costs nothing."""
    here, found = os.path.realpath(tempfile.gettempdir()), ("", "unknown")
    with open("/proc/mounts") as mounts:
        for line in mounts:
            _, point, kind = line.split()[:3]
            if (here + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(found[0]):
                found = (point, kind)
    return found[1]
