#!/usr/bin/env python3
"""Bad input, one thing at a time: wrong settings, a mapping that does not fit, a database that is locked, gone or replaced by a
newer schema, text in another encoding. Each gives one clear message and loses nothing, and the lot next door goes on."""

import json
import re
import shutil
import sqlite3
import time

import harness
from books import differences
from harness import SOURCE, say
from mariadb import MariaDb
from processes import Failure, wait_until

DONGLU = SOURCE / "adapters" / "donglu"


class Neighbours:
    """A good lot on SQLite, and one on MariaDB and one on SQLite that everything happens to, on one host."""

    def __init__(self, site):
        self.site = site
        self.good, self.bad, self.file = site.add_lot("good"), site.add_lot("bad"), site.add_lot("file")
        self.server = site.add_program(MariaDb(site.folder / "mariadb").start())
        self.server.execute("CREATE DATABASE carpark CHARACTER SET utf8mb4")
        self.bad.mysql = {"unix_socket": str(self.server.socket), "dbname": "carpark", "user": "root"}
        site.start_cloud()
        site.write_host_settings()
        self.books = {lot.name: site.cloud.book(lot.park_id) for lot in site.lots}
        self.bursts = 0
        for lot in site.lots:
            lot.write_settings()
            self.burst(lot)

    def burst(self, lot):
        """A few cars, now."""
        self.bursts += 1
        lot.play("--events", 20, "--seed", self.bursts, "--speed", "max", "--quiet")
        wait_until(lambda: not lot.traffic.running(), 60, f"{lot.name} plays a burst")
        if lot.traffic.process.returncode != 0:
            raise Failure(f"the traffic of {lot.name}: {lot.traffic.last_words()}")

    def wrong(self, lot):
        return differences(lot.book().read(), self.books[lot.name].read())

    def expect_agreement(self, lot, when):
        try:
            wait_until(lambda: not self.wrong(lot), 40, "agreement", 0.2)
        except Failure:
            raise Failure(f"{when}: the books of {lot.name} differ:\n  " + "\n  ".join(self.wrong(lot))) from None

    def told(self, since, lot):
        """Lines of the host's log from there on that warn of this lot or lament it."""
        lines = self.log()[since:]
        names = (f"lot={lot.name}", lot.settings_file.name)
        return [line for line in lines if re.search(r" (warning|error): ", line) and any(name in line for name in names)]

    def log(self):
        file = self.site.host.data / "log" / "lotbridge.log"
        return file.read_text(errors="replace").splitlines() if file.exists() else []

    def one_message(self, lot, fault, since, expected, at_most=1):
        """Said once, however often the host has tried since; at_most: a fault may show several faces."""
        wait_until(lambda: self.told(since, lot), 30, f"{fault}: the host says something")
        time.sleep(1.5)
        lines = self.told(since, lot)
        if len(lines) > at_most or not all(re.search(expected, line) for line in lines):
            raise Failure(f"{fault}: expected one message like /{expected}/, found:\n  " + "\n  ".join(lines))
        for line in lines:
            if "hunter2" in line:
                raise Failure(f"{fault}: the message shows the secret")
            say(f"{fault}: {line.split(': ', 1)[1]}")


def donglu_mapping(site, before, after):
    """A copy of the demo's mapping with one spot changed."""
    folder = site.folder / "mapping"
    folder.mkdir(exist_ok=True)
    shutil.copy(DONGLU / "donglu-demo.json", folder)
    text = (DONGLU / "donglu.json").read_text()
    if before not in text:
        raise Failure(f"the mapping of donglu has no {before}: this test needs another spot")
    (folder / "donglu.json").write_text(text.replace(before, after, 1))
    return str(folder / "donglu-demo.json")


def settings_cases(site):
    def of_adapter(**changes):
        return lambda lot: lot["adapters"][0]["settings"].update(changes)

    def of_mapping(before, after):
        return lambda lot: lot["adapters"][0]["settings"].update(mapping=donglu_mapping(site, before, after))

    # what is wrong: how the settings are spoilt, what the message says
    return {
        "a number where text belongs": (lambda lot: lot.update(park_id=17), r"bad\.json:\d+:\d+: /park_id: .*text"),
        "an unknown setting": (lambda lot: lot.update(prak_code="x"), r"bad\.json:\d+:\d+: /prak_code: .*park_code"),
        "a secret that is missing": (
            lambda lot: lot["cloud"].update(password={"env": "LOTBRIDGE_TEST_NOWHERE"}),
            r"bad\.json:\d+:\d+: /cloud/password: .*LOTBRIDGE_TEST_NOWHERE",
        ),
        "a secret in clear": (lambda lot: lot["cloud"].update(password="hunter2"), r"bad\.json:\d+:\d+: /cloud/password"),
        "a wrong time zone": (lambda lot: lot.update(time_zone="Asia/Shanghigh"), r"bad\.json:\d+:\d+: /time_zone: .*Asia/Shanghai"),
        "an unknown plugin": (lambda lot: lot["adapters"][0].update(plugin="lotbridge.sqll"), r'"lotbridge\.sqll"'),
        "a mapping that is missing": (of_adapter(mapping="nowhere.json"), r"nowhere\.json"),
        "a mapping that is no JSON": (of_mapping('"format": 1,', '"format": 1 1,'), r"donglu\.json:\d+:\d+"),
        "a text date that does not sort": (
            of_mapping('{ "column": "outTime", "overlap": 600 }', '{ "column": "outTime", "format": "yyyy/M/d H:mm" }'),
            r"donglu\.json:\d+:\d+ /records/3/cursor/format: .*do not sort",
        ),
        "a column of another kind": (
            of_mapping('"inTime": "inTime",', '"inTime": "inDevice",'),
            r"donglu\.json:\d+:\d+ /(records/0/fields/inTime|examples/\d): ",
        ),
        "a column that the database does not have": (
            of_mapping("SELECT ${top} id, operaName, operaDate", "SELECT ${top} id, operaName, openedAt, operaDate"),
            r"donglu\.json:\d+:\d+ /records/4/query: .*openedAt",
        ),
        "a column that the query does not have": (
            of_mapping('"outOperatorName": "cashier"', '"outOperatorName": "cashierr"'),
            r'donglu\.json:\d+:\d+ /records/2/fields/outOperatorName: .*"cashierr"',
        ),
    }


def wrong_settings(lots, most):
    """The bad lot's file is spoilt while the host is down; check says so, and run says it once."""
    for fault, (spoil, expected) in list(settings_cases(lots.site).items())[-most:]:
        settings = json.loads(lots.bad.write_settings().settings_file.read_text())
        spoil(settings)
        lots.bad.settings_file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
        code, words = lots.site.host.command_line("check", seconds=60)
        lines = [line for line in words.splitlines() if line and not line.startswith(("ok ", "note "))]
        if code == 0 or not lines or not all(re.search(expected, line) for line in lines):
            raise Failure(f"{fault}: lotbridge check ended with {code} and said:\n  " + "\n  ".join(lines))
        since = len(lots.log())
        lots.site.host.start()
        lots.one_message(lots.bad, fault, since, expected)
        code, words = lots.site.host.command_line("status")
        if code != 0 or not re.search(expected, words):
            raise Failure(f"{fault}: lotbridge status ended with {code} and does not show it:\n{words}")
        lots.burst(lots.good)
        lots.burst(lots.bad)
        lots.expect_agreement(lots.good, fault)
        lots.site.stop_host()
    lots.bad.write_settings()
    lots.site.host.start()
    for lot in lots.site.lots:
        lots.expect_agreement(lot, "after all settings were mended")


class Locked:
    lot = "bad"
    fault = "a table that somebody keeps locked"
    messages = 1
    expected = r"[Ll]ock"

    def begin(self, lots):
        self.holder = lots.server.lock("SingleCarparkInOutHistory")

    def end(self, lots):
        self.holder.kill()


class Gone:
    lot = "bad"
    fault = "a server that is stopped and comes back"
    messages = 2  # first the connection breaks, then none is to be had
    expected = r"connect|gone away|[Ll]ost connection"

    def begin(self, lots):
        lots.server.stop(30)

    def end(self, lots):
        lots.server.start()


class NewerSchema:
    lot = "bad"
    fault = "an update of the product that renames a column"
    messages = 1
    expected = r"inDevice"

    def begin(self, lots):
        lots.server.execute("ALTER TABLE carpark.SingleCarparkInOutHistory RENAME COLUMN inDevice TO inDeviceName")

    def end(self, lots):
        lots.server.execute("ALTER TABLE carpark.SingleCarparkInOutHistory RENAME COLUMN inDeviceName TO inDevice")


class GoneFile:
    lot = "file"
    fault = "a file that is moved away and comes back"
    messages = 1
    expected = r"there is no such file"

    def begin(self, lots):
        lots.file.database.rename(lots.site.folder / "away.db")

    def end(self, lots):
        (lots.site.folder / "away.db").rename(lots.file.database)


def troubled_database(lots):
    """Faults that come while the host runs, and go again without anybody's help."""
    for trouble in (Locked(), Gone(), NewerSchema(), GoneFile()):
        lot = getattr(lots, trouble.lot)
        since = len(lots.log())
        trouble.begin(lots)
        lots.one_message(lot, trouble.fault, since, trouble.expected, trouble.messages)
        lots.burst(lots.good)
        lots.expect_agreement(lots.good, trouble.fault)
        trouble.end(lots)
        lots.burst(lot)
        lots.expect_agreement(lot, f"after {trouble.fault}")


def foreign_text(site):
    """A lot that declares GBK and has a row that is none: that row is put aside, the others arrive."""
    lot = site.add_lot("text")
    rows = [(1, "粤B12345".encode("gbk")), (2, b"\xd4\xc1B\xd4"), (3, "粤B54321".encode("gbk"))]
    with sqlite3.connect(lot.database) as database:
        database.execute("CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, entered TEXT)")
        database.executemany("INSERT INTO stay VALUES (?, CAST(? AS TEXT), '2025-06-02 08:00:00')", rows)
    database.close()
    mapping = {
        "format": 1,
        "name": "text",
        "encoding": "GBK",
        "probe": {"tables": {"stay": ["id", "plate", "entered"]}},
        "records": [
            {
                "message": "vehicle_entry",
                "query": "SELECT id, plate, entered FROM stay WHERE entered > :since OR (entered = :since AND id > :since_key)"
                " ORDER BY entered, id ${limit}",
                "cursor": {"column": "entered", "overlap": 60},
                "key": "id",
                "fields": {"recordCode": {"template": "text-{id}"}, "carNum": "plate", "inTime": "entered"},
            }
        ],
    }
    file = site.folder / "mapping" / "text.json"
    file.write_text(json.dumps(mapping, ensure_ascii=False))
    adapter = {**lot.donglu(), "settings": {**lot.donglu()["settings"], "mapping": str(file)}}
    del adapter["settings"]["image_root"]
    return lot.write_settings(adapters=[adapter])


def wrong_text(lots, lot):
    book = lots.site.cloud.book(lot.park_id)
    wait_until(lambda: {"text-1", "text-3"} <= book.read().stays.keys(), 30, "the readable rows arrive")
    if book.stays["text-1"].plate != "粤B12345" or "text-2" in book.stays:
        raise Failure(f"text in GBK arrived as {book.stays}")
    lines = lots.told(0, lot)
    code, words = lots.site.host.command_line("outbox", "list", "--quarantine", "--lot", lot.name)
    if len(lines) != 1 or code != 0 or not re.search(r"GBK", words):
        raise Failure(f"a row that is no GBK: the log says {lines}, the quarantine {words}")
    say(f"text that is no GBK: {lines[0].split(': ', 1)[1]}")


def run(site, options):
    lots = Neighbours(site)
    wrong_settings(lots, options.settings)
    troubled_database(lots)
    site.stop_host()
    text = foreign_text(site)
    site.cloud.stop()
    site.start_cloud()
    site.host.start()
    wrong_text(lots, text)
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--settings", type=int, default=100, help="spoil the settings in at most so many ways, the last ones")
    harness.main(run, parser.parse_args())
