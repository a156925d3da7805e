#!/usr/bin/env python3
"""The databases of lots have a bad day, all at once: the lot's own software holds a lock for a minute and writes under it, connections
are ended, the servers are killed and started again, an upgrade renames a column and takes that back. On MariaDB, PostgreSQL and
Firebird, natively and by ODBC. Every row must arrive once, the operator reads what is wrong, and a lot with a database of its own is
never delayed."""

import dataclasses
import json
import sqlite3
import statistics
import time
from datetime import datetime, timedelta

import harness
from books import Stay, differences, fen
from harness import say
from processes import Failure, wait_until
from servers import FirebirdServer, MariaDbServer, PostgreSqlServer, Session

SERVERS = {"mariadb": MariaDbServer, "postgresql": PostgreSqlServer, "firebird": FirebirdServer}
TABLES = [
    "CREATE TABLE stay (id INTEGER NOT NULL PRIMARY KEY, plate VARCHAR(40), in_time {0}, out_time {0}, fee DECIMAL(8,2), remark VARCHAR(40))",
    "CREATE INDEX stay_in ON stay (in_time, id)",
    "CREATE INDEX stay_out ON stay (out_time, id)",
    "CREATE TABLE payment (number VARCHAR(40) NOT NULL PRIMARY KEY, stay INTEGER, yuan DECIMAL(8,2))",
]


def query(columns, time):
    def read(key):
        return f"SELECT ${{top}} {columns} FROM stay WHERE {time} >= :since AND ({time} > :since OR {key} > :since_key) ORDER BY {time}, id ${{limit}}"

    return {"firebird": read("id + 0"), "default": read("id")}


RECORD = {"template": "R{id}"}
STAY = {"stay": {"field": "recordCode", "transform": {"replace": {"from": "R", "to": ""}}}}
MAPPING = {
    "format": 1,
    "name": "locks",
    "allow_writes": True,
    "probe": {"tables": {"stay": ["id", "plate", "in_time", "out_time", "fee"], "payment": ["number"]}},
    "records": [
        {
            "message": "vehicle_entry",
            "query": query("id, plate, in_time", "in_time"),
            "cursor": {"column": "in_time"},
            "key": "id",
            "fields": {"recordCode": RECORD, "carNum": "plate", "inTime": "in_time"},
        },
        {
            "message": "vehicle_exit",
            "query": query("id, plate, in_time, out_time, fee", "out_time"),
            "cursor": {"column": "out_time"},
            "key": "id",
            "fields": {
                **{"recordCode": RECORD, "carNum": "plate", "inTime": "in_time", "outTime": "out_time"},
                **{name: {"column": "fee", "transform": "yuan"} for name in ("payMoney", "chargeMoney")},
                "parkMinutes": {"minutes_between": ["in_time", "out_time"]},
            },
        },
    ],
    "commands": {
        "fee_query": {
            "params": STAY,
            "statements": ["SELECT id, 5 AS due FROM stay WHERE id = :stay"],
            "reply": {"recordCode": RECORD, "chargeMoney": {"column": "due", "transform": "yuan"}},
        },
        "prepayment": {
            "writes": True,
            "params": STAY,
            "already_done": "SELECT number FROM payment WHERE number = :orderCode",
            "statements": [
                "UPDATE stay SET remark = 'paid' WHERE id = :stay",
                "INSERT INTO payment (number, stay, yuan) VALUES (:orderCode, :stay, :orderMoney)",
            ],
            "reply": {"orderCode": {"field": "orderCode"}, "result": {"constant": 1}},
        }
    },
}


def now(back=0):
    return (datetime.now() - timedelta(seconds=back)).strftime("%Y-%m-%d %H:%M:%S")


@dataclasses.dataclass
class Park:
    """A lot on a server, and the software that writes its database: by a session of its own, and by one that may hold a lock."""

    lot: harness.Lot
    server: object
    odbc: bool = False
    cars: int = 0
    plate: str = "plate"  # the column's name
    software: Session = None
    holder: Session = None
    held: set = dataclasses.field(default_factory=set)  # records that were written by the holder of the lock

    @property
    def database(self):
        return self.lot.name

    def open(self):
        self.software = self.server.session(self.database)

    def close(self):
        for session in (self.software, self.holder):
            if session:
                session.close()
        self.software = self.holder = None

    def live(self):
        """A car enters, one that came before leaves; every second one is written by the holder of the lock, if there is one."""
        self.cars += 1
        enter = f"INSERT INTO stay (id, {self.plate}, in_time) VALUES ({self.cars}, '测A{self.cars:05}', '{now()}')"
        leave = f"UPDATE stay SET out_time = '{now()}', fee = {self.cars % 40}.5 WHERE id = {self.cars - 10}"
        if self.holder and self.cars % 2:
            self.holder.say(enter, leave)
            self.held.add(f"R{self.cars}")
        elif self.software:
            self.software.say(enter, leave, *self.server.commit)

    def hold(self):
        self.holder = self.server.session(self.database)
        self.holder.say(*self.server.lock)
        self.held.clear()

    def release(self):
        self.holder.say(*self.server.unlock)
        holder, self.holder = self.holder, None
        holder.client.stdin.close()
        holder.client.wait(20)

    def book(self):
        """What stands in the tables now."""
        book = Book()
        for number, plate, entered, left, fee in self.server.rows(self.database, "stay", "id", self.plate, "in_time", "out_time", "fee"):
            left = left[:19]
            book.stays[f"R{number}"] = Stay(plate, entered[:19], left, fen(fee) if left else 0, fen(fee) if left else 0)
        return book

    def payments(self):
        return [number for (number,) in self.server.rows(self.database, "payment", "number")]

    def words(self, site):
        lots = site.host.status()["host"]["lots"]
        return next(lot for lot in lots if lot["name"] == self.lot.name)["adapters"][0]["words"]


class Book:
    def __init__(self):
        self.stays = {}


class Elsewhere:
    """A lot with a database of its own: when each of its entries was written, and how long the cloud had to wait for it."""

    def __init__(self, site, lot):
        self.site, self.lot, self.written = site, lot, {}
        self.database = sqlite3.connect(lot.database, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        for table in TABLES:
            self.database.execute(table.format("TEXT"))

    def live(self):
        number = len(self.written) + 1
        self.database.execute("INSERT INTO stay (id, plate, in_time) VALUES (?, ?, ?)", (number, f"测B{number:05}", now()))
        self.written[f"R{number}"] = time.time()

    def delays(self, begun, ended):
        """In seconds; of the entries that were written in between."""
        wanted = {record: at for record, at in self.written.items() if begun <= at < ended}

        def accepted():
            with sqlite3.connect(f"file:{self.site.cloud.database}?mode=ro", uri=True, timeout=30) as cloud:
                told = "SELECT record_code, at FROM message WHERE park_id = ? AND interface = 'vehicle_entry'"
                found = dict(cloud.execute(told, (self.lot.park_id,)))
            return [found[record] / 1000 - at for record, at in wanted.items()] if wanted.keys() <= found.keys() else None

        return wait_until(accepted, 30, f"all that happened at {self.lot.name} is told", 0.5)

    def book(self):
        book = Book()
        for number, plate, entered in self.database.execute("SELECT id, plate, in_time FROM stay"):
            book.stays[f"R{number}"] = Stay(plate, entered)
        return book


class Day:
    def __init__(self, site, parks, elsewhere):
        self.site, self.parks, self.elsewhere = site, parks, elsewhere

    def live(self, seconds):
        """Cars come and go everywhere."""
        turns = 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.elsewhere.live()
            if turns % 4 == 0:
                for park in self.parks:
                    park.live()
            turns += 1
            time.sleep(0.1)
        self.site.host.expect_running()

    def until(self, condition, seconds, what):
        def lives():
            self.live(0.3)
            return condition()

        wait_until(lives, seconds, what)

    def settle(self, patience):
        books = [(park.book(), self.site.cloud.book(park.lot.park_id)) for park in (*self.parks, self.elsewhere)]

        def wrong():
            return [f"{cloud.park_id}: {words}" for book, cloud in books for words in differences(book, cloud.read())]

        self.site.settle(wrong, patience)
        return books


def open_site(site, options):
    servers = [site.add_program(kind(site.folder / name).start()) for name, kind in SERVERS.items()]
    parks = []
    for server in servers:
        for door in ("", "_odbc") if server.by_odbc else ("",):
            lot = site.add_lot(server.name.lower() + door)
            server.create(lot.name, [table.format(server.datetime) for table in TABLES])
            parks.append(Park(lot, server, bool(door)))
    other = site.add_lot("elsewhere")
    elsewhere = Elsewhere(site, other)
    site.start_cloud()
    mapping = site.folder / "mapping.json"
    mapping.write_text(json.dumps(MAPPING, ensure_ascii=False, indent=2))
    limits = {"lock_wait_ms": 1000, "statement_limit_ms": 3000}
    where = {park.lot.name: park.server.connection(park.database, park.odbc) for park in parks}
    where[other.name] = {"backend": "sqlite3", "file": str(other.database)}
    for lot in site.lots:
        settings = {"connection": {**where[lot.name], **limits}, "mapping": str(mapping), "start": "beginning"}
        lot.write_settings(adapters=[{"name": "database", "plugin": "lotbridge.sql", "poll": "200ms", "settings": settings}])
    site.write_host_settings().start()
    wait_until(lambda: all(site.cloud.online(lot.park_id) for lot in site.lots), 30, "the host is connected")
    for park in parks:
        park.open()
    return servers, Day(site, parks, elsewhere)


def ask(site, park, interface, **body):
    """Of the lot's first car: whether it was accepted, in what words, and how long it took."""
    begun = time.monotonic()
    reply = site.cloud.ask(interface, {"recordCode": "R1", **body}, lot=park.lot.park_id)
    return reply.get("resultCode") == "0000", json.dumps(reply, ensure_ascii=False), time.monotonic() - begun


def ask_under_lock(site, park):
    """A payment is taken at once, for later. A fee that cannot be read now is refused soon, and in words."""
    paid, words, took = ask(site, park, "prepayment", orderCode=f"order-{park.lot.name}", orderMoney=5, carNum="测A00001", payType="微信")
    if not paid or took > 2:
        raise Failure(f"{park.lot.name}: a payment under the lock was answered after {took:.1f} s: {words}")
    told, words, took = ask(site, park, "fee_query")
    if told == park.server.readers_wait or took > 6 or (not told and "not carried out" not in words):
        raise Failure(f"{park.lot.name}: a fee query under the lock was answered after {took:.1f} s: {words}")


def locked(site, day, options):
    """The lot's software holds a lock and writes under it."""
    before = time.time()
    day.live(options.quiet)
    begun = time.time()
    for park in day.parks:
        park.hold()
    for park in day.parks:
        if park.server.readers_wait:
            day.until(lambda: park.server.refusal in park.words(site), 20, f"the operator reads that {park.lot.name} waits for a lock")
        ask_under_lock(site, park)
        day.live(0.3)
    day.live(options.lock - (time.time() - begun))
    ended = time.time()
    for park in day.parks:
        early = park.held & site.cloud.book(park.lot.park_id).read().stays.keys()
        if early or not park.held:
            raise Failure(f"{park.lot.name}: {len(early)} of {len(park.held)} rows that nobody could see were told: {sorted(early)[:5]}")
        if payments := park.payments():
            raise Failure(f"{park.lot.name}: {payments} was paid in spite of the lock")
        park.release()
    quiet, beside = day.elsewhere.delays(before, begun), day.elsewhere.delays(begun, ended)
    for name, delays in ("before", quiet), ("meanwhile", beside):
        median, late = statistics.median(delays), statistics.quantiles(delays, n=10)[-1]
        say(f"elsewhere {name}: {len(delays)} entries, delay p50 {median * 1000:.0f} ms, p90 {late * 1000:.0f} ms, longest {max(delays) * 1000:.0f} ms")
    if statistics.quantiles(beside, n=10)[-1] > statistics.quantiles(quiet, n=10)[-1] + 0.5:
        raise Failure("a lock in one lot's database delayed another lot")
    for park in day.parks:
        wait_until(lambda: park.held <= site.cloud.book(park.lot.park_id).read().stays.keys(), 40, f"what {park.lot.name} wrote under the lock is told", 0.5)
        wait_until(lambda: park.words(site) == "", 20, f"nothing is wrong with {park.lot.name} any more", 0.2)
    say(f"locks of {ended - begun:.0f} s are over: all that was written under them is told")


def disturbed(site, servers, day):
    """Connections end; then the servers are killed."""
    for _ in range(3):
        for park in day.parks:
            park.server.end_connections(park.database)
        day.live(1)
    for park in day.parks:
        park.close()
    for server in servers:
        server.kill()
    for park in day.parks:
        day.until(lambda: "connecting to " in park.words(site), 20, f"the operator reads that the server of {park.lot.name} is away")
    for server in servers:
        server.start()
    for park in day.parks:
        park.open()
    for park in day.parks:
        day.until(lambda: park.words(site) == "", 60, f"{park.lot.name} is read again")
    say("connections were ended and all servers killed: every lot is read again")


def upgraded(site, day):
    """A column gets another name, and its own again."""
    for name, known in ("plate_no", False), ("plate", True):
        for park in day.parks:
            park.software.say(f"ALTER TABLE stay {park.server.rename} {park.plate} TO {name}", *park.server.commit)
            park.plate = name
        for park in day.parks:
            if known:
                day.until(lambda: park.words(site) == "", 70, f"{park.lot.name} is read again")
            else:
                day.until(lambda: "table stay has no column plate" in park.words(site), 70, f"{park.lot.name} names the column")
    say("a column was renamed, which every lot's status said, and renamed back")


def check_log(site):
    """A minute of trying is no minute of log lines."""
    log = (site.host.data / "log" / "lotbridge.log").read_text(errors="replace").splitlines()
    for refusal in (server.refusal for server in SERVERS.values()):
        lines = sum(refusal in line for line in log)
        if not 0 < lines <= 20:
            raise Failure(f"the log says {lines} times: {refusal}")


def run(site, options):
    servers, day = open_site(site, options)
    locked(site, day, options)
    disturbed(site, servers, day)
    upgraded(site, day)
    for park in day.parks:
        park.software.client.stdin.close()
        park.software.client.wait(20)
    books = day.settle(options.patience)
    for park in day.parks:
        # The pause between two attempts has grown to a minute by now.
        wait_until(lambda: park.payments() == [f"order-{park.lot.name}"], 75, f"the payment at {park.lot.name} stands there once", 0.5)
    check_log(site)
    say("equal: " + ", ".join(f"{cloud.park_id} {len(book.stays)} stays" for book, cloud in books))
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=300)
    parser.add_argument("--lock", type=float, default=60, help="seconds for which the locks are held")
    parser.add_argument("--quiet", type=float, default=8, help="seconds before, with which the other lot's delay is compared")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
