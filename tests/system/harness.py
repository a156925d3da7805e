"""A whole installation in a temporary folder: reference cloud, lots played by lotbridge-lotsim, and the host between."""

import argparse
import collections
import dataclasses
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request

from books import CloudBook, LotBook
from processes import Failure, Program, free_ports, wait_until
from wine import Wine, windows_path

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SECRETS = {
    "LOTBRIDGE_TEST_PASSWORD": "a password for tests",
    "LOTBRIDGE_TEST_KEY": "0123456789abcdef01234567",
    "LOTBRIDGE_TEST_IV": "76543210",
    "LOTBRIDGE_TEST_SIGNATURE": "a signature key for tests",
    "LOTBRIDGE_TEST_SIGNATURE_1": "a second one",
    "LOTBRIDGE_TEST_SIGNATURE_2": "第三个密钥",
}


def arguments(description, **defaults):
    """The options that every system test has; a test adds its own to the parser it gets."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "dev", help="build folder with the programs")
    parser.add_argument("--windows", type=pathlib.Path, help="take the host of this build folder for Windows, under wine")
    parser.add_argument("--seed", type=int, default=defaults.get("seed", 7), help="repeats the same day and the same faults")
    parser.add_argument("--seconds", type=float, default=defaults.get("seconds", 600), help="give up after so long")
    parser.add_argument("--keep", action="store_true", help="keep the folder also after a success")
    return parser


def say(words):
    print(f"[{time.strftime('%H:%M:%S')}] {words}", flush=True)


def accepted(reply):
    return reply.get("resultCode") == "0000"


class Cloud(Program):
    """lotbridge-cloud and its API."""

    def __init__(self, site, lots, options):
        self.database = site.folder / "cloud.db"
        settings = {
            "listen": {
                "uplink": f"127.0.0.1:{site.uplink_port}",
                "downlink": f"127.0.0.1:{site.downlink_port}",
                "api": f"127.0.0.1:{site.api_port}",
            },
            "database": self.database.name,
            "lots": [
                {
                    "parkId": lot.park_id,
                    "parkCode": lot.park_code,
                    "user": lot.name,
                    "password": SECRETS["LOTBRIDGE_TEST_PASSWORD"],
                    "key": SECRETS["LOTBRIDGE_TEST_KEY"],
                    "iv": SECRETS["LOTBRIDGE_TEST_IV"],
                    "signatureKeys": [SECRETS[name] for name in lot.signature_keys],
                }
                for lot in lots
            ],
            **options,
        }
        file = site.folder / "cloud.json"
        file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
        command = [site.program("tools/cloud/lotbridge-cloud"), "--settings", file, "--log-level", "warning"]
        super().__init__("the reference cloud", command, site.folder / "cloud.log")
        self.api = f"http://127.0.0.1:{site.api_port}"
        self.lots = [lot.park_id for lot in lots]
        self.carried_out = collections.Counter()  # (park_id, interface) of the requests that were accepted

    def start(self):
        super().start()
        wait_until(lambda: self.running() and self.answers(), 20, "the reference cloud's API answers")
        return self

    def answers(self):
        try:
            return self.get("/counts") is not None
        except OSError:
            return False

    def get(self, path):
        return self.call("GET", path)

    def call(self, method, path, body=None, seconds=30):
        data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        request = urllib.request.Request(self.api + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=seconds) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            return {"error": json.load(error).get("error", ""), "status": error.code}

    def fault(self, **order):
        return self.call("POST", "/faults", order)["ids"][0]

    def heal(self):
        self.call("DELETE", "/faults")

    def ask(self, interface, body, **query):
        """A request that goes down to a lot; the lot's reply, or {"error": ...}."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        reply = self.call("POST", f"/downlink/{interface}?{words}", body)
        self.carried_out[query.get("lot", self.lots[0]), interface] += accepted(reply)
        return reply

    def persistently(self, interface, body, what, **query):
        """Asks until it is accepted: the line breaks now and then, and the lot's software is slow at times."""
        replies = []

        def done():
            replies.append(self.ask(interface, body, **query))
            return accepted(replies[-1]) and replies[-1]

        try:
            return wait_until(done, 60, what, 0.5)
        except Failure as failure:
            raise Failure(f"{failure}: {replies[-1]}") from failure

    def expect_unsupported(self, *requests):
        for interface, body in requests:
            reply = self.ask(interface, body)
            if accepted(reply) or "unsupported" not in json.dumps(reply):
                raise Failure(f"{interface} was not answered unsupported: {reply}")

    def online(self, park_id):
        return any(lot["parkId"] == park_id and lot["downlink"] for lot in self.get("/lots"))

    def book(self, park_id=""):
        return CloudBook(self.database, park_id)


@dataclasses.dataclass
class Lot:
    """One parking lot of a site: its database, its traffic, its settings."""

    signature_keys = ("LOTBRIDGE_TEST_SIGNATURE",)  # the pool, by the names of the variables that hold them

    site: "Site"
    name: str
    brand: str = "donglu"
    traffic: Program = None
    mysql: dict = None  # members of a MySQL connection, as its driver calls them; absent: a SQLite file

    @property
    def park_id(self):
        return f"{self.name}-id"

    @property
    def park_code(self):
        return f"{self.name}-code"

    @property
    def database(self):
        return self.site.folder / f"{self.name}.db"

    @property
    def ledger(self):
        return self.site.folder / f"{self.name}.jsonl"

    @property
    def settings_file(self):
        return self.site.folder / "lots" / f"{self.name}.json"

    def play(self, *options, pictures=None):
        """Starts the traffic; pictures: the share of passages that have some."""
        where = ["--sqlite", self.database]
        if self.mysql:
            where = ["--mysql", " ".join(f"{name}={value}" for name, value in self.mysql.items())]
        command = [self.site.program("tools/lotsim/lotbridge-lotsim"), self.brand, *where, "--ledger", self.ledger, *options]
        if pictures:
            command += ["--pictures", self.site.folder / self.name]
            command += ["--picture-share", pictures] if self.brand == "donglu" else []
        self.traffic = Program(f"the traffic of {self.name}", command, self.site.folder / f"{self.name}.log").start()
        wait_until(lambda: self.ledger.exists() or not self.traffic.running(), 20, "the lot opens")
        return self

    def create(self):
        """The tables and the furniture, no traffic."""
        self.play("--create-only").traffic.process.wait()
        return self

    def book(self):
        return LotBook(self.ledger)

    def donglu(self):
        """The adapter that reads this lot's database by the mapping of adapters/donglu."""
        return self.sql_adapter("donglu/donglu-demo.json")

    def sql_adapter(self, mapping):
        pictures = self.site.folder / self.name / "img"
        pictures.mkdir(parents=True, exist_ok=True)
        return {
            "name": "database",
            "plugin": "lotbridge.sql",
            "poll": "100ms",
            "settings": {
                "connection": {"backend": "mysql", **self.mysql} if self.mysql else {"backend": "sqlite3", "file": str(self.database)},
                "mapping": str(SOURCE / "adapters" / mapping),
                "start": "beginning",
                "image_root": str(pictures),
            },
        }

    def write_settings(self, profile="standard", **changes):
        settings = {
            "name": self.name,
            "park_id": self.park_id,
            "park_code": self.park_code,
            "time_zone": "Asia/Shanghai",
            "cloud": {
                "url": f"http://127.0.0.1:{self.site.uplink_port}/parking",
                "downlink": f"tcp://127.0.0.1:{self.site.downlink_port}",
                "user": self.name,
                "password": {"env": "LOTBRIDGE_TEST_PASSWORD"},
                "login_key": {"env": "LOTBRIDGE_TEST_KEY"},
                "login_iv": {"env": "LOTBRIDGE_TEST_IV"},
                "signature_keys": [{"env": name} for name in self.signature_keys],
                "profile": profile,
            },
            "adapters": [self.donglu()],
            **changes,
        }
        self.settings_file.parent.mkdir(exist_ok=True)
        self.settings_file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
        return self


class Host(Program):
    """lotbridge run, and the command line beside it."""

    starts_within = 0.2  # seconds, about

    def __init__(self, site):
        self.site = site
        self.settings = site.folder / "host.json"
        self.data = site.folder / "data"
        super().__init__("the host", self.words("run"), site.folder / "host.log", self.environment_of_programs())

    @property
    def program(self):
        return self.site.program("bin/lotbridge")

    def words(self, *words):
        return [self.program, *words, "--settings", self.settings]

    def environment_of_programs(self):
        return SECRETS

    def command_line(self, *words, seconds=30):
        """Another lotbridge command on the same settings: exit code and what it said."""
        told = Program("lotbridge", self.words(*words), self.site.folder / "told.log", self.environment_of_programs())
        told.log.unlink(missing_ok=True)
        told.start()
        wait_until(lambda: not told.running(), seconds, f"lotbridge {words[0]} ends")
        return told.process.returncode, told.log.read_text(errors="replace")

    def status(self):
        code, text = self.command_line("status", "--json")
        if code != 0:
            raise Failure(f"lotbridge status ended with {code}: {text}")
        return json.loads(text)

    def outbox(self, lot):
        """How many letters of a lot wait, are held, were delivered ..."""
        return self.status()["outbox"].get(lot.name, {})


class WindowsHost(Host):
    """The host of a Windows build under wine; whatever is beside it stays as it is."""

    starts_within = 1.5
    stop_signal = signal.SIGINT  # for wine this is Ctrl-C

    def __init__(self, site):
        site.wine = site.wine or Wine(site.folder / "wine").start()
        super().__init__(site)

    @property
    def program(self):
        program = self.site.options.windows.resolve() / "bin" / "lotbridge.exe"
        if not program.exists():
            raise Failure(f"{program} is not there: build it first, or name another folder with --windows")
        return program

    def words(self, *words):
        return ["wine", self.program, *words, "--settings", windows_path(self.settings)]

    def environment_of_programs(self):
        return {**SECRETS, **self.site.wine.environment}

    def kill(self):
        """TerminateProcess, of all that have this name; one that has hardly begun has none yet."""

        def gone():
            self.site.wine.try_run("taskkill", "/f", "/im", "lotbridge.exe")
            return not self.running()

        if self.running():
            wait_until(gone, 30, "TerminateProcess ends the host")


class Site:
    """with Site(options) as site: ... — everything that was started is stopped, and a failure keeps the folder."""

    def __init__(self, options, prefix="lotbridge-system-"):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix))
        self.uplink_port, self.downlink_port, self.api_port = free_ports(3)
        self.others = []
        self.lots = []
        self.cloud = None
        self.host = None
        self.wine = None  # of a host of Windows

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for program in [self.host, *(lot.traffic for lot in self.lots), self.cloud, *self.others]:
            if program is not None:
                program.stop()
        if self.wine is not None:
            self.wine.stop()
        if kind is None and not self.options.keep:
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        say(f"everything is kept in {self.folder}")

    def program(self, path):
        program = self.options.build / path
        if not program.exists():
            raise Failure(f"{program} is not there: build it first, or name another folder with --build")
        return program

    def add_program(self, program):
        """One more that was started and is stopped at the end."""
        self.others.append(program)
        return program

    def add_lot(self, name="lot"):
        self.lots.append(Lot(self, name))
        return self.lots[-1]

    def start_cloud(self, **options):
        """For the lots that there are by now."""
        self.cloud = Cloud(self, self.lots, options).start()
        return self.cloud

    def write_host_settings(self, **changes):
        settings = {
            "data": "data",
            "lots": ["lots"],
            "log": {"level": "info", "max_file": "50MiB"},
            "store": {"min_free": "16MiB"},
            **changes,
        }
        (self.folder / "host.json").write_text(json.dumps(settings, indent=2))
        self.host = (WindowsHost if self.options.windows else Host)(self)
        return self.host

    def settle(self, wrong, seconds):
        """Until the books agree, when wrong() has no words left; what comes too much would come within the second after."""

        def agree():
            self.host.expect_running()
            return not wrong()

        try:
            wait_until(agree, seconds, "the books agree", 0.5)
        except Failure as failure:
            raise Failure("\n  ".join([str(failure), *wrong()])) from failure
        time.sleep(1)
        if left := wrong():
            raise Failure("\n  ".join(left))

    def stop_host(self):
        """A clean stop is promised within 10 s."""
        if not self.host.stop(12) or self.host.process.returncode != 0:
            raise Failure(f"the host did not stop cleanly: exit code {self.host.process.returncode}")

    def write_profile(self, name="test", times=None, downlink=None, **others):
        """A platform profile in the site's folder; the standard's times unless told otherwise."""
        profile = {"name": name, **others}
        if times:
            profile["times"] = times
        if downlink:
            profile["downlink"] = downlink
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps(profile, indent=2))
        return str(file)


def short_times(factor):
    """The standard's times of decisions.md, all by the same factor; what is left of each is at least a millisecond."""
    minutes = 60_000
    standard = {
        "retry_refused": 10 * minutes,
        "retry_lost_first": 5_000,
        "retry_lost_max": 10 * minutes,
        "window": 60 * minutes,
        "probe_first": 1_000,
        "probe_max": 60_000,
        "login_first": 10_000,
        "login_max": 10 * minutes,
        "token_storm_window": 10 * minutes,
        "heartbeat": 5 * minutes,
        "free_spaces": 1 * minutes,
    }
    return {name: f"{max(1, round(time * factor))}ms" for name, time in standard.items()}


def main(test, options):
    """Runs a test and gives the exit code: 0 passed, 1 failed with words."""
    began = time.monotonic()
    try:
        with Site(options) as site:
            test(site, options)
    except Failure as failure:
        print(f"\nFAILED: {failure}", flush=True)
        sys.exit(1)
    say(f"passed in {time.monotonic() - began:.0f} s")
