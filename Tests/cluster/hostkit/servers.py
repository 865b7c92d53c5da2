"""Private database servers: their own folder and port, no other users, gone at the end."""

import glob
import os
import shutil
import signal
import subprocess
from pathlib import Path

from .processes import Failed, Program, run, wait_for

PASSWORD = "night & watch"


class Server:
    """What both have in common: start, kill, stop, hang, go on."""

    log_name = "server.log"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.log = self.folder / self.log_name
        self.program = None
        self._install()
        self.start()

    def start(self):
        self.program = Program(*self._command(), log=self.log)
        wait_for(self._answers, lambda: f"{self.engine} answers:\n{self.log.read_text(errors='replace')[-2000:]}", 60)

    def _answers(self):
        if not self.program.is_running:
            raise Failed(f"{self.engine} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
        return self.query("SELECT 1", check=False).returncode == 0

    def kill(self):
        """As a power cut would."""
        self._signal_all(signal.SIGKILL)
        self.program.process.wait()

    def stop(self):
        """As its administrator would."""
        self.program.end(self.polite, 60)

    def hang(self):
        """It keeps its connections and answers nothing."""
        self._signal_all(signal.SIGSTOP)

    def go_on(self):
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number):
        os.killpg(self.program.process.pid, number)

    def end(self):
        if self.program and self.program.is_running:
            self.go_on()
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rows(self, sql):
        """The answer as a list of rows of texts."""
        return [line.split("\t") for line in self.query(sql).stdout.splitlines()]

    def value(self, sql):
        return self.rows(sql)[0][0]


class MariaDB(Server):
    engine = "MariaDB"
    polite = signal.SIGTERM
    port = 3306

    def __init__(self, folder, *options):
        self.options = options
        super().__init__(folder)
        self.query("CREATE DATABASE mirai_base CHARACTER SET utf8mb4")
        self.query(f"CREATE USER 'yoban'@'%' IDENTIFIED BY '{PASSWORD}'")
        self.query("GRANT ALL ON mirai_base.* TO 'yoban'@'%'")

    def _user(self):
        # Root's server stays root's: giving up rights would also give up dying with us.
        return ["--user=root"] if os.geteuid() == 0 else []

    def _install(self):
        run("mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data", f"--tmpdir={self.folder}", "--skip-test-db",
            "--auth-root-authentication-method=normal", "--innodb-log-file-size=64M", *self._user(), timeout=120)

    def _command(self):
        return ["mariadbd", "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.folder}/s", f"--tmpdir={self.folder}",
                f"--pid-file={self.folder}/pid", f"--port={self.port}", "--bind-address=0.0.0.0", "--skip-log-bin",
                "--skip-name-resolve", "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=64M", "--max-connections=500",
                *self._user(), *self.options]

    def query(self, sql, database="", check=True):
        return run("mariadb", "--no-defaults", f"--socket={self.folder}/s", "--user=root", "--batch", "--skip-column-names",
                   "--default-character-set=utf8mb4", "--connect-timeout=5", "-e", sql, *([database] if database else []), check=check)

    def address(self, at, user="yoban", database="mirai_base"):
        return f"mysql://{user}@{at}:{self.port}/{database}?tls=off"

    def refuse_writes(self, refuse):
        self.query(f"SET GLOBAL read_only = {int(refuse)}")

    def allow_connections(self, count):
        self.query(f"SET GLOBAL max_connections = {count or 500}")

    def cut_connections(self):
        """Ends all sessions of yoban, as an administrator or a proxy may."""
        self.query("KILL USER 'yoban'@'%'")


class Postgres(Server):
    engine = "PostgreSQL"
    polite = signal.SIGINT
    port = 5432

    def __init__(self, folder, *options):
        self.options = options
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        if not found:
            raise Failed("PostgreSQL is missing: apt-get install postgresql")
        self.programs = Path(found[-1]).parent
        super().__init__(folder)
        self.query(f"CREATE ROLE yoban LOGIN PASSWORD '{PASSWORD}'")
        self.query("CREATE DATABASE mirai_base OWNER yoban")

    def _as_user(self):
        """It refuses to run as root."""
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=KILL"]

    def _install(self):
        if os.geteuid() == 0:
            run("chown", "postgres", self.folder)
            # The way there has to be open to it.
            for parent in [self.folder, *self.folder.parents]:
                if parent.owner() == "root" and str(parent).startswith("/tmp/"):
                    parent.chmod(0o755)
        words = self.folder / "words"
        words.write_text(PASSWORD)
        words.chmod(0o644)
        run(*self._as_user(), self.programs / "initdb", "-D", self.folder / "data", "-U", "admin", "-A", "scram-sha-256",
            f"--pwfile={words}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", cwd="/", timeout=120)
        hba = self.folder / "data" / "pg_hba.conf"
        hba.write_text("local all all trust\nhost all all 0.0.0.0/0 scram-sha-256\n")

    def _command(self):
        settings = ["listen_addresses=0.0.0.0", f"port={self.port}", f"unix_socket_directories={self.folder}", "max_connections=300",
                    "shared_buffers=256MB", "superuser_reserved_connections=3"]
        return [*self._as_user(), self.programs / "postgres", "-D", self.folder / "data",
                *[word for setting in settings for word in ("-c", setting)], *self.options]

    def _signal_all(self, number):
        # Its backends have sessions of their own: all descendants of the first.
        pid = self.program.process.pid
        children = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, text=True).stdout.split()
        for each in [pid, *map(int, children)]:
            try:
                os.kill(each, number)
            except ProcessLookupError:
                pass

    def query(self, sql, database="postgres", check=True):
        return run("psql", "-h", self.folder, "-p", self.port, "-U", "admin", "-d", database, "-XAtqF", "\t", "-v", "ON_ERROR_STOP=1",
                   "-c", sql, check=check, env={**os.environ, "PGCONNECT_TIMEOUT": "5"})

    def address(self, at, user="yoban", database="mirai_base"):
        return f"postgres://{user}@{at}:{self.port}/{database}?sslmode=disable"

    def refuse_writes(self, refuse):
        self.query(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if refuse else 'off'}")
        self.query("SELECT pg_reload_conf()")

    def allow_connections(self, count):
        self.query(f"ALTER ROLE yoban CONNECTION LIMIT {count or -1}")

    def cut_connections(self):
        self.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'yoban'")
