"""Hosts: network namespaces with a host name, joined to ours by a cable each."""

import os
import subprocess
import sys
from pathlib import Path

from .processes import Failed, Program, die_with_parent, run, wait_for

_INSIDE = "YOBAN_CLUSTER_NAMESPACE"


def enter():
    """Starts this program again in a network namespace of its own; returns in there. Works for root, and for others where the kernel
    lets them make user namespaces."""
    if os.environ.get(_INSIDE) == str(os.getpid()):
        del os.environ[_INSIDE]
        run("ip", "link", "set", "lo", "up")
        return
    os.environ[_INSIDE] = str(os.getpid())
    rights = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    os.execvp("unshare", ["unshare", *rights, "--net", "--uts", sys.executable, *sys.orig_argv[1:]])


class Host:
    """A machine of its own as far as network and name go; disk and processes are shared."""

    def __init__(self, name, number, folder):
        self.name = name
        self.address = f"10.231.{number}.2"
        # Where this host sees us.
        self.hub = f"10.231.{number}.1"
        self.cable = f"cable{number}"
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--uts", "sh", "-c", 'hostname "$1" && ip link set lo up && echo up && exec sleep infinity', "sh", name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=die_with_parent)
        if self._holder.stdout.readline() != b"up\n":
            raise Failed(f"no namespace for {name}")
        pid = self._holder.pid
        run("ip", "link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns", pid)
        run("ip", "addr", "add", f"{self.hub}/24", "dev", self.cable)
        run("ip", "link", "set", self.cable, "up")
        run(*self._enter, "ip", "addr", "add", f"{self.address}/24", "dev", "eth0")
        run(*self._enter, "ip", "link", "set", "eth0", "up")
        run(*self._enter, "ip", "route", "add", "default", "via", self.hub)

    @property
    def _enter(self):
        pid = self._holder.pid
        return ["nsenter", f"--net=/proc/{pid}/ns/net", f"--uts=/proc/{pid}/ns/uts", "--"]

    def run(self, *command, **options):
        return run(*self._enter, *command, **options)

    def start(self, *command, log, **options):
        return Program(*self._enter, *command, log=self.folder / log, **options)

    def cut(self):
        """Takes the cable out: packets vanish without an answer, both ways."""
        run("ip", "link", "set", self.cable, "down")

    def mend(self):
        run("ip", "link", "set", self.cable, "up")
        wait_for(lambda: "state UP" in run("ip", "link", "show", self.cable).stdout, f"{self.cable} up")

    def end(self):
        self._holder.kill()
        self._holder.wait()
        # The namespace goes with its last process, the cable with the namespace.
        run("ip", "link", "del", self.cable, check=False)


class Network:
    """Our own namespace and the hosts that are joined to it. The servers run here."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.hosts = []

    def host(self, name):
        host = Host(name, len(self.hosts) + 1, self.folder / name)
        self.hosts.append(host)
        return host

    def end(self):
        for host in self.hosts:
            host.end()
