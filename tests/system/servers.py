"""Real PostgreSQL and Firebird servers in the site's folder, and what each kind of server calls the same thing. MariaDB's is mariadb.py."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess

from harness import SECRETS
from mariadb import MariaDb, program
from processes import Failure, Program, children, free_ports, wait_until

ACCOUNT = "lotbridge"  # the host's; the lot's software has another


class Session:
    """A connection of the lot's software that stays open: what is said is done in its order, and may have to wait."""

    def __init__(self, command, log, environment=None):
        with open(log, "ab") as out:
            pipes = {"stdin": subprocess.PIPE, "stdout": out, "stderr": subprocess.STDOUT}
            self.client = subprocess.Popen([str(part) for part in command], env={**os.environ, **(environment or {})}, **pipes)

    def say(self, *statements):
        try:
            self.client.stdin.write("".join(f"{statement};\n" for statement in statements).encode())
            self.client.stdin.flush()
        except BrokenPipeError:
            pass  # its server is gone

    def close(self):
        self.client.kill()
        self.client.wait()
        self.client.stdin.close()


def asked(command, text, environment=None):
    """What a client answers to statements; fails with its words."""
    command = [str(part) for part in command]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30, env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        raise Failure(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).decode()}\n  of: {text}")
    return done.stdout.decode()


class MariaDbServer(MariaDb):
    datetime, commit, rename, refusal = "DATETIME", (), "RENAME COLUMN", "ock wait timeout"
    readers_wait = by_odbc = True
    lock, unlock = ("LOCK TABLES stay WRITE",), ("UNLOCK TABLES",)

    def create(self, database, tables):
        asked(self.client(), f"CREATE DATABASE {database} CHARACTER SET utf8mb4; CREATE USER IF NOT EXISTS {ACCOUNT}@localhost")
        asked(self.client(database), ";".join(tables))
        grants = f"GRANT SELECT, UPDATE ON {database}.stay TO {ACCOUNT}@localhost; GRANT SELECT, INSERT ON {database}.payment TO {ACCOUNT}@localhost"
        asked(self.client(), grants)

    def session(self, database):
        return Session(self.client("--default-character-set=utf8mb4", "--force", database), self.log)

    def rows(self, database, table, *columns):
        select = f"SELECT {', '.join(columns)} FROM {table}"
        text = asked(self.client("--default-character-set=utf8mb4", "-sN", database), select)
        return [["" if cell == "NULL" else cell for cell in line.split("\t")] for line in text.splitlines()]

    def end_connections(self, database):
        asked(self.client("--force"), f"KILL USER {ACCOUNT}@localhost")

    def connection(self, database, odbc):
        where = {"backend": "odbc", "dialect": "mysql", "Driver": "MariaDB Unicode", "SOCKET": str(self.socket)}
        native = {"backend": "mysql", "socket": str(self.socket)}
        return {**(where if odbc else native), "database": database, "user": ACCOUNT}


class PostgreSqlServer(Program):
    datetime, commit, rename, refusal = "TIMESTAMP", (), "RENAME COLUMN", "lock timeout"
    readers_wait = by_odbc = True
    lock, unlock = ("BEGIN", "LOCK TABLE stay"), ("COMMIT",)

    def __init__(self, folder):
        self.socket = folder / "run"
        folder.mkdir()
        self.socket.mkdir()
        # The server refuses to run as root: then it is the account that its package has made.
        self.as_another = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            folder.parent.chmod(0o711)
            for path in (folder, self.socket):
                os.chown(path, owner.pw_uid, owner.pw_gid)
            self.as_another = [program("setpriv"), "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = folder / "data"
        init = ["--username=lot", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        asked([*self.as_another, self.program("initdb"), f"--pgdata={data}", *init], "")
        command = [*self.as_another, self.program("postgres"), "-D", data, "-k", self.socket]
        super().__init__("PostgreSQL", [*command, "-c", "listen_addresses=", "-c", "fsync=off"], folder / "log")

    @staticmethod
    def program(name):
        """Debian keeps the programs of each version in a folder of its own."""
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        found = shutil.which(name, path=os.pathsep.join(map(str, folders)))
        if not found:
            raise Failure(f"{name} is not installed: tools/setup.sh installs what the tests need")
        return found

    def start(self):
        super().start()
        wait_until(lambda: self.running() and self.answers(), 30, "PostgreSQL answers")
        return self

    def answers(self):
        return subprocess.run(self.client("template1", "-c", "SELECT 1"), capture_output=True).returncode == 0

    def kill(self):
        """Its children would outlive it for a moment, and their memory would stand in the way of the next."""
        for process in (*children(self.process.pid), self.process.pid):
            with contextlib.suppress(ProcessLookupError):  # one of them may just have ended
                os.kill(process, signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=15):
        """As it ends when the machine is shut down: it waits for nobody."""
        if self.running():
            self.process.send_signal(signal.SIGINT)
        return super().stop(seconds)

    def client(self, database, *options):
        return [program("psql"), "-q", "-X", "-h", str(self.socket), "-U", "lot", "-d", database, *options]

    def create(self, database, tables):
        asked(self.client("template1"), f"CREATE DATABASE {database};\n")
        role = f"DO $$ BEGIN CREATE ROLE {ACCOUNT} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        grants = [f"GRANT SELECT, UPDATE ON stay TO {ACCOUNT}", f"GRANT SELECT, INSERT ON payment TO {ACCOUNT}"]
        asked(self.client(database, "-v", "ON_ERROR_STOP=1"), ";\n".join([role, *tables, *grants]) + ";\n")

    def session(self, database):
        return Session(self.client(database), self.log)

    def rows(self, database, table, *columns):
        text = asked(self.client(database, "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1"), f"SELECT {', '.join(columns)} FROM {table};")
        return [line.split("\t") for line in text.splitlines()]

    def end_connections(self, database):
        ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ACCOUNT}' AND datname = '{database}';"
        asked(self.client(database), ends)

    def connection(self, database, odbc):
        where = {"backend": "odbc", "dialect": "postgresql", "Driver": "PostgreSQL ANSI", "host": str(self.socket)}
        native = {"backend": "postgresql", "socket": str(self.socket)}
        return {**(where if odbc else native), "database": database, "user": ACCOUNT}


class FirebirdServer(Program):
    """Whose readers wait for nobody: they see what was committed."""

    datetime, commit, rename, refusal = "TIMESTAMP", ("COMMIT",), "ALTER COLUMN", "lock time-out"
    readers_wait = by_odbc = False
    lock, unlock = ("COMMIT", "SET TRANSACTION WAIT SNAPSHOT RESERVING stay FOR PROTECTED WRITE"), ("COMMIT",)

    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder
        (self.port,) = free_ports(1)
        # It takes the folder that FIREBIRD names for its own, with settings and the list of its users.
        for part in ("plugins", "plugins.conf"):
            (folder / part).symlink_to(self.installed() / part)
        shutil.copytree(self.installed() / "intl", folder / "intl")  # whose library does not work through a link
        (folder / "databases.conf").touch()
        settings = {
            "SecurityDatabase": folder / "security.fdb",
            **{"RemoteBindAddress": "127.0.0.1", "RemoteAuxPort": 0, "IpcName": self.port, "WireCrypt": "Enabled"},
            **{"AuthServer": "Srp", "UserManager": "Srp", "DatabaseAccess": "Full"},
        }
        (folder / "firebird.conf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        (folder / "lock").mkdir()
        self.surroundings = {"FIREBIRD": str(folder), "FIREBIRD_LOCK": str(folder / "lock"), "FIREBIRD_TMP": str(folder)}
        security = folder / "security.fdb"
        self.asked(f"CREATE DATABASE '{security}' USER SYSDBA;\n")
        users = [f"CREATE USER {name} PASSWORD '{SECRETS['LOTBRIDGE_TEST_PASSWORD']}';\n" for name in ("SYSDBA", ACCOUNT)]
        self.asked("".join(users), "-user", "SYSDBA", security)
        super().__init__("Firebird", [program("firebird"), "-p", self.port], folder / "log", self.surroundings)

    @staticmethod
    def installed():
        """The folder with its plugins, which Debian keeps under the library folder of the machine's kind."""
        found = sorted(pathlib.Path("/usr/lib").glob("*/firebird/3.0/plugins"))
        if not found:
            raise Failure("Firebird is not installed: tools/setup.sh installs what the tests need")
        return found[0].parent

    def client(self, *options):
        return [program("isql-fb"), "-q", "-ch", "UTF8", *options]

    def asked(self, text, *options):
        return asked(self.client("-b", *options), text, self.surroundings)

    def inside(self, database):
        return ["-user", "SYSDBA", "-password", SECRETS["LOTBRIDGE_TEST_PASSWORD"], f"127.0.0.1/{self.port}:{self.file(database)}"]

    def file(self, database):
        return self.folder / f"{database}.fdb"

    def start(self):
        super().start()
        wait_until(lambda: self.running() and self.answers(), 30, "Firebird answers")
        return self

    def answers(self):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def create(self, database, tables):
        self.asked(f"CREATE DATABASE '{self.file(database)}' USER SYSDBA DEFAULT CHARACTER SET UTF8;\n")
        grants = [f"GRANT SELECT, UPDATE ON stay TO {ACCOUNT}", f"GRANT SELECT, INSERT ON payment TO {ACCOUNT}"]
        self.asked(";\n".join([*tables, *grants]) + ";\n", *self.inside(database))

    def session(self, database):
        return Session(self.client(*self.inside(database)), self.log, self.surroundings)

    def rows(self, database, table, *columns):
        cells = " || '|' || ".join(f"coalesce(CAST({column} AS VARCHAR(60)), '')" for column in columns)
        text = self.asked(f"SET HEADING OFF;\nSELECT {cells} FROM {table};\n", *self.inside(database))
        return [line.strip().split("|") for line in text.splitlines() if line.strip()]

    def end_connections(self, database):
        self.asked(f"DELETE FROM mon$attachments WHERE mon$user = '{ACCOUNT.upper()}';\nCOMMIT;\n", *self.inside(database))

    def connection(self, database, odbc):
        where = {"backend": "firebird", "host": "127.0.0.1", "port": self.port, "database": str(self.file(database))}
        return {**where, "user": ACCOUNT.upper(), "password": {"env": "LOTBRIDGE_TEST_PASSWORD"}}
