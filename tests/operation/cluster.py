"""A PostgreSQL server that may be stopped, and a standby of it that may take its place."""

import os
import pwd
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.tools import free_port

USER = "portal"
PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
# PostgreSQL is not run as root.
SOMEBODY = {"user": pwd.getpwnam("postgres").pw_uid} if os.geteuid() == 0 and PROGRAMS else {}
SETTINGS = "listen_addresses=127.0.0.1 unix_socket_directories='' fsync=off max_connections=60"


class Cluster:
    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.folder.mkdir(mode=0o700)
        if SOMEBODY:
            os.chown(self.folder, SOMEBODY["user"], -1)

    def run(self, program, *arguments):
        command = [PROGRAMS / program, *arguments]
        how = {"cwd": "/", "capture_output": True, "text": True, **SOMEBODY}
        done = subprocess.run(command, **how)
        assert done.returncode == 0, done.stdout + done.stderr

    def begin(self):
        as_ours = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.run("initdb", "-D", self.folder, *as_ours)
        self.start()
        return self

    def start(self):
        told = " ".join(f"-c {each}" for each in SETTINGS.split()) + f" -p {self.port}"
        self.run("pg_ctl", "-D", self.folder, "-w", "-s", "-l", self.folder / "log", "-o", told, "start")

    def stop(self, how="immediate"):
        with suppress(AssertionError):  # it may be stopped already
            self.run("pg_ctl", "-D", self.folder, "-s", "-m", how, "stop")

    def ask(self, sql, database="postgres"):
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER, database]
        self.run("psql", "-q", "-v", "ON_ERROR_STOP=1", *where, "-c", sql)

    def standby(self, folder):
        """One that has all that this has acknowledged."""
        other = Cluster(folder)
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        self.run("pg_basebackup", "-D", other.folder, "-R", "-C", "-S", "standby", "-c", "fast", *where)
        other.start()
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.ask("SELECT pg_reload_conf()")
        return other

    def promote(self):
        self.run("pg_ctl", "-D", self.folder, "-w", "-s", "promote")
        self.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.ask("SELECT pg_reload_conf()")
