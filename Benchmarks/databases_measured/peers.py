"""The libraries of what yoban is measured beside, in an environment of their own."""

import importlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PEERS = HERE / ".venv"


def install_peers():
    """From PyPI, once. Not inside a network namespace, which has no way there."""
    if not (PEERS / "bin" / "procrastinate").exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True, timeout=120)
        subprocess.run([PEERS / "bin" / "pip", "install", "-q", "-r", HERE / "peers" / "requirements.txt"], check=True, timeout=300)


def library(name):
    """One of the peers' libraries."""
    folder = str(next(PEERS.glob("lib/python3*/site-packages")))
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)
