"""procrastinate, with a task that runs a program and keeps nothing of it: less than a queue of scripts has to do."""

import os
import subprocess

import procrastinate

app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=os.environ["PEER_DSN"]))


@app.task(name="run")
def run(argv):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
