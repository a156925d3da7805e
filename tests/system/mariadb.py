"""A real MariaDB server in the site's folder, reached by its socket file only."""

import os
import shutil
import subprocess

from processes import Failure, Program, wait_until


def program(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    if not found:
        raise Failure(f"{name} is not installed: tools/setup.sh installs what the tests need")
    return found


class MariaDb(Program):
    def __init__(self, folder):
        folder.mkdir()
        self.socket = folder / "socket"
        # The server refuses to run as root unless told so.
        self.as_root = ["--user=root"] if os.geteuid() == 0 else []
        # A server that starts clears away what it takes for its own leftovers: each needs a place of its own for them.
        data = [f"--datadir={folder / 'data'}", f"--tmpdir={folder}"]
        install = [program("mariadb-install-db"), "--no-defaults", *data, "--auth-root-authentication-method=normal"]
        subprocess.run([*install, "--skip-test-db", *self.as_root], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        command = [program("mariadbd"), "--no-defaults", *data, "--skip-networking", f"--socket={self.socket}"]
        # As it stands in the lot, wherever the tests run.
        command += ["--default-time-zone=+08:00", f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=32M", *self.as_root]
        super().__init__("MariaDB", command, folder / "log")

    def start(self):
        super().start()
        wait_until(lambda: self.running() and self.does("SELECT 1"), 30, "MariaDB answers")
        return self

    def client(self, *options):
        return [program("mariadb"), "--no-defaults", f"--socket={self.socket}", "--user=root", *options]

    def does(self, statement):
        return subprocess.run(self.client("-e", statement), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def execute(self, statement):
        if not self.does(statement):
            raise Failure(f"MariaDB refuses: {statement}")

    def locking(self, table, seconds):
        """The command that locks a table of the car park for a while; it fails when it has not got it within a second. Standing in
        the queue for longer it could wait for ever: behind it stands a simulator whose other connection has a late entry open."""
        lock = f"SET lock_wait_timeout = 1; LOCK TABLES {table} WRITE; SELECT sleep({seconds})"
        return self.client("carpark", "-e", lock)

    def lock(self, table):
        """A client that holds the table locked; kill() lets go."""
        holder = Program("a client of MariaDB", self.locking(table, 600), os.devnull)
        sleeping = [*self.client("-sN", "-e"), "SELECT count(*) FROM information_schema.processlist WHERE state = 'User sleep'"]

        def holds():
            if not holder.running():
                holder.start()
            return subprocess.run(sleeping, check=True, capture_output=True, text=True).stdout.strip() == "1"

        wait_until(holds, 30, f"{table} is locked", 0.1)
        return holder
