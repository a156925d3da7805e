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
        command += [f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=32M", *self.as_root]
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

    def hold(self, statement):
        """A client that has run the statement and keeps its connection; kill() lets go."""
        holder = Program("a client of MariaDB", self.client("carpark", "-e", f"{statement}; SELECT sleep(600)"), os.devnull)
        return holder.start()
