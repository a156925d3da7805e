"""One running installation that many behaviours share: the lot of every/, the host, the reference cloud, and a tap on the wire
between them. Each behaviour uses parking records of its own, so they do not disturb each other."""

import contextlib
import hashlib
import json
import os
import pathlib
import sqlite3
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "system"))

import harness  # noqa: E402
import tap  # noqa: E402
from processes import Failure, free_ports, wait_until  # noqa: E402
from profile_file import DOWN_ONLY, INTERFACES, Profile  # noqa: E402

EVERY = HERE / "every"
# Enough for a loaded machine; a test that waits so long has failed.
PATIENCE = float(os.environ.get("LOTBRIDGE_TEST_PATIENCE", 60))


class Lot(harness.Lot):
    """The lot of every/schema.sql: what happens there is a row in its database."""

    signature_keys = ("LOTBRIDGE_TEST_SIGNATURE", "LOTBRIDGE_TEST_SIGNATURE_1", "LOTBRIDGE_TEST_SIGNATURE_2")

    def create(self):
        self.run((EVERY / "schema.sql").read_text(), script=True)
        return self

    def run(self, statement, values=(), script=False):
        """Commits one statement as the lot's own software does; gives the rows."""
        database = sqlite3.connect(self.database, timeout=30)
        try:
            with database:
                if script:
                    database.execute("PRAGMA journal_mode = WAL")
                    database.executescript(statement)
                    return []
                return database.execute(statement, values).fetchall()
        finally:
            database.close()

    def insert(self, table, **columns):
        names = ", ".join(columns)
        self.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values()))

    def one(self, query, *values):
        rows = self.run(query, values)
        return rows[0][0] if rows else None

    def enter(self, stay, plate="粤B12345", at="2025-06-02 08:00:00", **columns):
        self.insert("entries", stay=stay, plate=plate, at=at, **columns)

    def leave(self, stay, plate="粤B12345", entered="2025-06-02 08:00:00", at="2025-06-02 09:30:00", **columns):
        self.insert("exits", stay=stay, plate=plate, entered=entered, at=at, **columns)

    def picture(self, name, size=2000):
        """A file below the folder that the mapping's paths start from; gives its path there."""
        folder = self.site.folder / "pictures"
        folder.mkdir(exist_ok=True)
        content = b"\xff\xd8\xff\xe0" + name.encode() + bytes(size) + b"\xff\xd9"
        (folder / name).write_bytes(content)
        return name

    def adapter(self):
        return {
            "name": "database",
            "plugin": "lotbridge.sql",
            "poll": "50ms",
            "settings": {
                "connection": {"backend": "sqlite3", "file": str(self.database)},
                "mapping": str(EVERY / "mapping.json"),
                "start": "beginning",
                "image_root": str(self.site.folder / "pictures"),
                "params": {"park_id": self.park_id, "park_code": self.park_code},
            },
        }

    def tape(self):
        """The second adapter, which hands over whatever is written to it."""
        return {"name": "tape", "plugin": "test.tape", "poll": "50ms", "settings": {"tape": str(self.site.folder / "tape")}}

    def write_tape(self, messages):
        """Pairs of interface id and body, which is text as it stands or what becomes JSON."""
        with open(self.site.folder / "tape", "a", encoding="utf-8") as tape:
            for name, body in messages:
                text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
                tape.write(f"{name}\t{text}\n")

    def write_plain_settings(self, profile):
        """To the cloud by the straight way."""
        return super().write_settings(profile, adapters=[self.adapter()])

    def write_settings(self, profile, **changes):
        # Both tell everything: what the one hands over is no double of what the other reads.
        reports = {"reports": [id for id in INTERFACES if id not in DOWN_ONLY]}
        super().write_settings(profile, **{"adapters": [{**self.adapter(), **reports}, {**self.tape(), **reports}], **changes})
        settings = json.loads(self.settings_file.read_text())
        settings["station_ip"] = "192.168.1.15"
        settings["cloud"]["url"] = f"http://127.0.0.1:{self.site.uplink.port}/parking"
        settings["cloud"]["downlink"] = f"tcp://127.0.0.1:{self.site.downlink.port}"
        settings["cloud"]["fixed_key"] = 1
        self.settings_file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
        return self


class Installation(harness.Site):
    def __init__(self, options, profile):
        super().__init__(options)
        self.profile = Profile(profile, self.folder)
        self.lot = Lot(self, "every").create()
        self.lots.append(self.lot)
        (self.folder / "pictures").mkdir()
        try:
            self.open()
        except BaseException:  # nobody has entered it yet, so nobody would stop what was started
            self.__exit__(*sys.exc_info())
            raise
        self.stays = 0

    def open(self):
        ports = free_ports(2)
        self.start_cloud(profile=self.profile.file.name, times={"downlinkIdleMs": 60_000})
        self.uplink = tap.Uplink(ports[0], self.uplink_port)
        self.downlink = tap.Downlink(ports[1], self.downlink_port)
        self.write_host_settings(plugins=str(self.gather_plugins()))
        self.lot.write_tape([])
        self.lot.write_settings(str(self.profile.file))
        self.start_host()

    def gather_plugins(self):
        """Those of the build, and the tape."""
        folder = self.folder / "plugins"
        folder.mkdir()
        for plugin in ("plugins/lotbridge.sql", "tests/conformance/tape/test.tape"):
            (folder / pathlib.Path(plugin).name).symlink_to(self.program(plugin))
        return folder

    def start_host(self):
        self.host.start()
        self.wait(lambda: self.cloud.online(self.lot.park_id), "the host is connected")
        # The cloud may still hold the line of one that was killed.
        self.wait(lambda: "host" in self.host.status(), "the host answers")
        self.wait(lambda: all(adapter["health"] == "running" for adapter in self.status()["adapters"]), "the adapters run")

    def restart_host(self):
        self.stop_host()
        self.start_host()

    def wait(self, condition, what, seconds=PATIENCE):
        def alive():
            self.host.expect_running()
            return condition()

        return wait_until(alive, seconds, what, 0.02)

    def new_stay(self):
        self.stays += 1
        return f"S{self.stays:06}"

    # What the cloud has.

    def accepted(self, interface=None, after=0, **members):
        """Value objects that the cloud has accepted, in order, whose members have these values."""
        found = []
        while page := self.cloud.get(f"/messages?after={after}&limit=10000" + (f"&interface={interface}" if interface else "")):
            found += page
            after = page[-1]["seq"]
        return [message["body"] for message in found if all(message["body"].get(name) == value for name, value in members.items())]

    def arrives(self, interface, seconds=PATIENCE, **members):
        """The first accepted value object like this, as soon as it is there."""
        return self.wait(lambda: self.accepted(interface, **members), f"the cloud accepts {interface} {members}", seconds)[0]

    def story(self, stay):
        """The interfaces of a record's accepted messages, in order."""
        return [message["interface"] for message in self.cloud.get(f"/records/{stay}")]

    def last_seq(self):
        messages = self.cloud.get("/messages?limit=1&after=0") and self.cloud.book()._database.execute("SELECT max(seq) FROM message")
        return messages.fetchone()[0] if messages else 0

    def violations(self, after=0):
        return [one for one in self.cloud.get(f"/violations?after={after}&limit=10000") if one["level"] == "shall"]

    # What was on the wire.

    def requests(self, interface=None, stay=None):
        """The host's POSTs, oldest first: of an interface, or that tell of a record."""
        code = self.profile.codes[interface] if interface else None
        return [
            exchange
            for exchange in list(self.uplink.exchanges)
            if exchange.body
            and (code is None or exchange.envelope["code"] == code)
            and (stay is None or any(vo.get("recordCode") == stay for vo in vos(exchange)))
        ]

    def sent(self, count, seconds=PATIENCE, **filters):
        """As many requests as that, as soon as they have gone out."""
        return self.wait(
            lambda: (found := self.requests(**filters)) and len(found) >= count and found, f"{count} requests {filters} go out", seconds
        )

    def signature_is_good(self, signature, data):
        """B.2.6: MD5 in capitals over data and key, the key's index in the last two places (S1)."""
        index = int(signature[-2:])
        digest = hashlib.md5(data.encode() + harness.SECRETS[Lot.signature_keys[index]].encode()).hexdigest().upper()
        replaced = self.profile["signature"]["form"] == "replace_last_two"
        return signature == (digest[:-2] if replaced else digest) + f"{index:02}"

    # What the host says of itself.

    def status(self):
        """Of the lot."""
        return self.host.status()["host"]["lots"][0]

    def letters(self, stay):
        """The messages of a record in the outbox, whatever their state."""
        code, words = self.host.command_line("outbox", "list", "--record", stay, "--json")
        if code != 0:
            raise Failure(words)
        return json.loads(words)

    def forget(self, stay):
        """A person drops what waits of a record."""
        for letter in self.letters(stay):
            if letter["state"] != "delivered":
                code, words = self.host.command_line("outbox", "drop", str(letter["seq"]), "--why", "refused on purpose")
                if code != 0:
                    raise Failure(words)

    def quarantined(self):
        code, words = self.host.command_line("outbox", "list", "--quarantine", "--json", "--limit", "10000")
        if code != 0:
            raise Failure(words)
        return json.loads(words)

    def audit(self):
        """What the host wrote down about gates, oldest first."""
        with contextlib.closing(sqlite3.connect(f"file:{self.host.data / 'lotbridge.db'}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT what, who, outcome, detail FROM audit ORDER BY id").fetchall()
        return [dict(zip(("what", "who", "outcome", "detail"), row)) for row in rows]

    def log(self):
        return (self.host.data / "log" / "lotbridge.log").read_text(errors="replace")

    def ask(self, interface, **body):
        """A request of the cloud; the lot's reply."""
        return self.cloud.ask(interface, body)

    def questions(self, interface, *bodies):
        """The lot asks the cloud: what the second adapter gets, an answer or "!" and words of the host, for each body."""
        file = self.folder / "tape.answers"

        def lines():
            return file.read_text().split("\n")[:-1] if file.exists() else []

        before = len(lines())
        self.lot.write_tape([(interface, body) for body in bodies])
        told = self.wait(lambda: (new := lines()[before:]) and len(new) == len(bodies) and new, f"{interface} is answered", 60)
        answers = [line.split("\t", 1)[1] for line in told]
        return [answer if answer.startswith("!") else json.loads(answer) for answer in answers]

    def question(self, interface, **body):
        return self.questions(interface, body)[0]

    def pause(self, name, section="times"):
        time.sleep(self.profile.time(name, section))

    def apart(self, attempts, name, factor=1):
        """Whether each attempt came no sooner after the one before than the profile says, but for the way to the tap."""
        pause = factor * self.profile.time(name)
        return all(later.at - earlier.at > 0.9 * pause - 0.02 for earlier, later in zip(attempts, attempts[1:]))


def vos(exchange):
    data = exchange.envelope["data"]
    return data if isinstance(data, list) else [data]
