#!/usr/bin/env python3
"""Daily reconciliation: whatever makes lot, host and cloud differ over a day is found by record and repaired, and nothing that
the cloud has accepted is sent twice. Letters taken out of the outbox by hand, rows that turn up behind the cursor, a day
without the host, and money that differs by one fen."""

import contextlib
import dataclasses
import datetime
import json
import sqlite3

import harness
from books import CloudBook, disorder, fen, note_change, record_code
from harness import say
from processes import Failure, wait_until

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@dataclasses.dataclass
class Exit:
    left: str
    due: int
    received: int
    waived: int


class LegacyLot:
    """The lot's database, read and written as its own software would."""

    def __init__(self, file):
        self.file = file

    @contextlib.contextmanager
    def opened(self):
        connection = sqlite3.connect(self.file, timeout=30)
        with contextlib.closing(connection), connection:
            yield connection

    SEEN = "(coalesce(outDevice, '') <> '' OR coalesce(outPlateNO, '') <> '')"

    def tidied_up(self):
        """Stays whose exit the product made up."""
        with self.opened() as database:
            rows = database.execute(
                f"SELECT id, inTime, outTime FROM SingleCarparkInOutHistory WHERE outTime IS NOT NULL AND NOT {self.SEEN}"
            ).fetchall()
        return {record_code(row, came or left) for row, came, left in rows}

    def exits(self, day):
        """Of stays that somebody saw leave on this day, by recordCode."""
        with self.opened() as database:
            rows = database.execute(
                "SELECT id, inTime, outTime, shouldMoney, factMoney, freeMoney FROM SingleCarparkInOutHistory"
                f" WHERE substr(outTime, 1, 10) = ? AND {self.SEEN}",
                (day,),
            ).fetchall()
        return {record_code(row, came or left): Exit(left, fen(due), fen(got), fen(free)) for row, came, left, due, got, free in rows}

    def add_stay(self, came, left, yuan, picture="", noted=True):
        """One whole stay at once; its recordCode. noted: in the product's change queue, as everything that is saved by it."""
        with self.opened() as database:
            row = database.execute("SELECT coalesce(max(id), 0) + 1 FROM SingleCarparkInOutHistory").fetchone()[0]
            plate = f"测{row % 100000:05}"
            database.execute(
                "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, outPlateNO, carType, fixCarInType, inTime, inDevice,"
                " outTime, outDevice, shouldMoney, factMoney, operaName, carparkId, outSmallImg)"
                " VALUES (?, ?, ?, ?, '临时车', 0, ?, '东门入口', ?, '东门出口', ?, ?, '收费员1', 1, ?)",
                (row, plate, plate, plate, came, left, yuan, yuan, picture),
            )
            if noted:
                note_change(database, row)
        return record_code(row, came)

    def change_money(self, record, by):
        """The lot's software changes what a stay that is over came to; by: in fen."""
        with self.opened() as database:
            database.execute(
                "UPDATE SingleCarparkInOutHistory SET shouldMoney = round(shouldMoney + ?, 2), factMoney = round(factMoney + ?, 2)"
                " WHERE id = ?",
                (by / 100, by / 100, int(record.split("-")[0])),
            )


class Scene:
    """The installation, and the questions that every part of the test asks."""

    def __init__(self, site, options):
        self.site = site
        today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()  # at the lot
        self.days = [str(today - datetime.timedelta(days=ago)) for ago in (4, 3, 2)]
        self.lot = site.add_lot()
        # A host that stands still is silent, and that is the test.
        self.cloud = site.start_cloud(times={"heartbeatMs": 3_600_000, "freeSpacesMs": 3_600_000, "downlinkIdleMs": 3_600_000})
        self.lot.play(
            *("--events", options.events, "--seed", options.seed, "--speed", "max"),
            *("--start", f"{self.days[0]} 06:00:00", "--quiet"),
        )
        self.legacy = LegacyLot(self.lot.database)
        self.lot.write_settings(site.write_profile(times={"probe_first": "100ms", "probe_max": "500ms"}))
        self.host = site.write_host_settings()
        wait_until(lambda: not self.lot.traffic.running(), 120, "the lot has played its events")
        self.start_host()
        self.settle("what the lot has so far")

    # ---- the cloud

    def accepted(self, day):
        """Exits and bills of the day at the cloud, by recordCode; each record in order and once."""
        book = CloudBook(self.cloud.database, self.lot.park_id).read()
        for record, sequence in book.sequence.items():
            if wrong := disorder(sequence):
                raise Failure(f"record {record}: {wrong}")
        invented = self.legacy.tidied_up()
        return {
            record: Exit(stay.left, stay.due, stay.received, stay.waived)
            for record, stay in book.stays.items()
            if stay.left.startswith(day) and record not in invented
        }

    def told(self, day):
        """The totals of a day as the cloud accepted them, the last word last."""
        with contextlib.closing(sqlite3.connect(f"file:{self.cloud.database}?mode=ro", uri=True, timeout=30)) as database:
            rows = database.execute("SELECT body FROM message WHERE interface = 'daily_reconciliation' ORDER BY seq").fetchall()
        return [body for body in map(json.loads, (row[0] for row in rows)) if body["dateTime"] == day]

    def cut_off(self, day):
        """The cloud is away, and the host knows it: what comes now is not yet made ready to go."""
        self.cloud.fault(kind="refuse")
        self.legacy.add_stay(f"{day} 19:00:00", f"{day} 19:30:00", 1)
        wait_until(lambda: not self.host.status()["host"]["lots"][0]["reachable"], 60, "the host misses the cloud", 0.2)

    # ---- the host

    def start_host(self):
        self.host.start()

        def answers():
            code, words = self.host.command_line("status", "--json")
            return code == 0 and json.loads(words)["running"]

        wait_until(answers, 60, "the host runs", 0.2)

    def settle(self, what):
        """Nothing waits any more, and nothing more comes in."""
        before = [-1]

        def quiet():
            outbox = self.host.outbox(self.lot)
            still = outbox.get("delivered", -1) == before[0] and outbox.get("waiting") == 0 and outbox.get("held") == 0
            before[0] = outbox.get("delivered", -1)
            return still and before[0] > 0

        wait_until(quiet, 120, f"{what} is delivered", 1)

    def captured(self, record, count):
        """So many letters of this record are in the store."""

        def there():
            code, words = self.host.command_line("outbox", "list", "--record", record, "--json")
            return code == 0 and len(json.loads(words)) >= count

        wait_until(there, 30, f"record {record} is captured", 0.2)

    def reconcile(self, day, *more):
        code, words = self.host.command_line("reconcile", "--day", day, "--json", *more, seconds=70)
        answer = json.loads(words) if words.startswith("{") else None
        if answer is None:
            raise Failure(f"lotbridge reconcile --day {day} ended with {code}: {words}")
        report = answer["days"][0]
        if code != (1 if report["open"] else 0):
            raise Failure(f"exit code {code} with {report['open']} open differences")
        return report

    def finds(self, day, *wanted):
        """Exactly these differences are open: (kind, recordCode)."""
        report = self.reconcile(day)
        found = sorted((d["kind"], d["record"]) for d in report["differences"] if not d["settled"])
        if found != sorted(wanted):
            raise Failure(f"found {found}, expected {sorted(wanted)}; the report: {report}")
        say(f"found on {day}: {found or 'nothing'}")
        return report

    def repairs(self, day, **wanted):
        """--repair does what is wanted, and then lot and cloud have the same."""
        done = self.reconcile(day, "--repair")["repaired"]
        wrong = {name: done[name] for name in wanted if done[name] != wanted[name]}
        if wrong:
            raise Failure(f"repaired {done}, expected {wanted}")
        say(f"repaired: {done}")

    def agree(self, day, but=()):
        """Legacy rows, kept report and the cloud's own database have the same exits; but: records whose money may differ."""

        def missing():
            lot, cloud = self.legacy.exits(day), self.accepted(day)
            wrong = {r for r in lot.keys() | cloud.keys() if lot.get(r) != cloud.get(r) and r not in but}
            return wrong

        wait_until(lambda: not missing(), 30, f"lot and cloud agree about {day}", 0.2)
        lot = self.legacy.exits(day)
        self.settle("what was repaired")
        report = self.finds(day)
        expected = (len(lot), sum(exit.received for exit in lot.values()))
        for side in ("lot", "captured", "accepted") if not but else ("lot",):
            got = (report[side]["stays"], fen(report[side]["received"]))
            if got != expected:
                raise Failure(f"side '{side}' of {day} is {got}, the lot's database says {expected}")

    def totals_are_told(self, day, times):
        """Interface 13 came so often, and its last word is the lot's own."""
        wait_until(lambda: len(self.told(day)) >= times, 60, f"the totals of {day} arrive", 0.2)
        messages, lot = self.told(day), self.legacy.exits(day)
        last = messages[-1]
        got = (int(last["payNum"]), fen(last["payMoneySum"]), fen(last["chargeMoneySum"]), fen(last["agioMoneySum"]))
        expected = (
            sum(exit.due > 0 for exit in lot.values()),
            *(sum(getattr(exit, name) for exit in lot.values()) for name in ("due", "received", "waived")),
        )
        if got != expected or len(messages) != times:
            raise Failure(f"the cloud was told {len(messages)} times, at last {got}; the lot's database says {expected}")
        say(f"the totals of {day} were told {times} time(s): {got}")

    def by_hand(self, *statements):
        """A person with a database browser, while the host stands still."""
        self.site.stop_host()
        with contextlib.closing(sqlite3.connect(self.host.data / "lotbridge.db", timeout=30)) as database, database:
            for statement, values in statements:
                if database.execute(statement, values).rowcount < 1:
                    raise Failure(f"nothing was changed by {statement} {values}")
        self.start_host()


def first_comparison(scene):
    """Everything was captured and delivered: the three sides agree, and the totals go once however often they are asked for."""
    day = scene.days[0]
    if len(scene.legacy.exits(day)) < 20:
        raise Failure(f"only {len(scene.legacy.exits(day))} cars left on {day}: play more events")
    scene.agree(day)
    scene.repairs(day, submitted=0, put_back=0, retried=0, amended=0, told="now")
    scene.totals_are_told(day, 1)
    scene.repairs(day, told="no")
    scene.totals_are_told(day, 1)


def deleted_from_the_outbox(scene):
    """The cloud is away; a letter's row is deleted from the outbox, of another stay all of its rows, of a third letter and row."""
    day = scene.days[0]
    scene.cut_off(day)
    stays = [scene.legacy.add_stay(f"{day} 20:0{i}:00", f"{day} 21:0{i}:00", 7.5 + i) for i in range(3)]
    for record in stays:
        scene.captured(record, 2)
    seq = "(SELECT seq FROM letter WHERE record = ? AND topic = (SELECT id FROM topic WHERE name = 'vehicle_exit'))"
    of_record = "IN (SELECT seq FROM letter WHERE record = ?)"
    scene.by_hand(
        (f"DELETE FROM outbox WHERE seq = {seq}", (stays[0],)),
        (f"DELETE FROM outbox WHERE seq {of_record}", (stays[1],)),
        (f"DELETE FROM outbox WHERE seq {of_record}", (stays[2],)),
        ("DELETE FROM letter WHERE record = ?", (stays[2],)),
    )
    scene.cloud.heal()
    scene.settle("what is left of the outbox")
    exit_gone, all_gone, forgotten = stays
    scene.finds(
        day,
        ("missing_in_cloud", exit_gone),
        *[("missing_in_cloud", all_gone)] * 2,
        ("missing_in_capture", forgotten),
        ("missing_in_capture", forgotten),
    )
    scene.repairs(day, submitted=1, put_back=3)
    scene.agree(day)
    scene.totals_are_told(day, 2)


def rows_behind_the_cursor(scene):
    """Rows turn up hours behind the newest one: a poll does not look there any more."""
    day = scene.days[0]
    (scene.site.folder / scene.lot.name / "img").mkdir(parents=True, exist_ok=True)
    (scene.site.folder / scene.lot.name / "img" / "late.jpg").write_bytes(JPEG)
    late = [
        scene.legacy.add_stay(f"{day} 06:10:00", f"{day} 07:10:00", 12.5, "late.jpg", noted=False),
        scene.legacy.add_stay(f"{day} 06:20:00", f"{day} 07:20:00", 0, noted=False),
    ]
    scene.settle("nothing new")
    scene.finds(day, *[("missing_in_capture", record) for record in late for _ in ("entry", "exit")])
    scene.repairs(day, submitted=2)
    scene.agree(day)
    scene.totals_are_told(day, 3)
    pictures = CloudBook(scene.cloud.database, scene.lot.park_id).read().sequence[late[0]].count("image_upload")
    if pictures != 1:
        raise Failure(f"{pictures} pictures of the stay that was told again arrived, not 1")


def days_without_the_host(scene):
    """The host stands still for two days, and cars come on the first of them. The watermark is set back to where it is after such
    an absence; then the host catches up both days by itself."""
    busy, empty = scene.days[1:]
    scene.site.stop_host()
    for i in range(30):
        scene.legacy.add_stay(f"{busy} {8 + i // 4:02}:{i % 4}0:00", f"{busy} {9 + i // 4:02}:{i % 4}5:00", i / 10)
    scene.by_hand(("UPDATE value SET text = ? WHERE name = 'reconciled'", (scene.days[0],)))
    scene.totals_are_told(busy, 1)
    scene.totals_are_told(empty, 1)
    scene.agree(busy)
    scene.totals_are_told(scene.days[0], 3)


def one_fen(scene):
    """A row's money changes by one fen: before the cloud has the exit, the letter that waits is amended; afterwards the record is
    accepted and stays as it is, and the day's totals are told anew."""
    day = scene.days[1]
    accepted = next(record for record, exit in scene.legacy.exits(day).items() if exit.due > 100)
    scene.legacy.change_money(accepted, +1)
    scene.cut_off(day)
    waiting = scene.legacy.add_stay(f"{day} 21:00:00", f"{day} 22:00:00", 3.2)
    scene.captured(waiting, 2)
    scene.legacy.change_money(waiting, -1)
    scene.finds(day, ("money_differs", accepted), ("money_differs", waiting))
    scene.repairs(day, amended=1, told="later")
    scene.cloud.heal()
    scene.totals_are_told(day, 2)
    scene.agree(day, but=[accepted])
    got, lot = scene.accepted(day)[accepted], scene.legacy.exits(day)[accepted]
    if (lot.due - got.due, lot.received - got.received) != (1, 1):
        raise Failure(f"the accepted record changed at the cloud: {got}, the lot has {lot}")


def cloud_sees_nothing(scene):
    """Whenever totals came, the exits and bills that they count had come before."""
    if violations := CloudBook(scene.cloud.database, scene.lot.park_id).violations():
        raise Failure(f"the cloud reports violations of the standard: {violations}")


def cloud_sees_the_fen(scene):
    """What was accepted stays as it is, and so the cloud's own sums are a fen less than those that it is told. Nothing else."""
    violations = CloudBook(scene.cloud.database, scene.lot.park_id).violations()
    seen = sorted((clause, words.split()[0]) for clause, interface, words, count in violations)
    if seen != [("5.2.5", "chargeMoneySum"), ("5.2.5", "payMoneySum")]:
        raise Failure(f"the cloud reports violations of the standard: {violations}")


def without_a_host(scene):
    """What was found is there for anybody; comparing and repairing is the running host's work."""
    scene.site.stop_host()
    code, words = scene.host.command_line("reconcile", "--day", scene.days[1])
    if code != 0 or "the host is not running" not in words or "settled" not in words:
        raise Failure(f"a stopped host's report ended with {code}: {words}")
    code, words = scene.host.command_line("reconcile", "--day", scene.days[1], "--repair")
    if code != 1 or "start it" not in words:
        raise Failure(f"repairing with a stopped host ended with {code}: {words}")


def run(site, options):
    scene = Scene(site, options)
    first_comparison(scene)
    deleted_from_the_outbox(scene)
    rows_behind_the_cursor(scene)
    days_without_the_host(scene)
    cloud_sees_nothing(scene)
    one_fen(scene)
    cloud_sees_the_fen(scene)
    without_a_host(scene)


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=3000, help="entries, corrections and exits that the lot plays")
    harness.main(run, parser.parse_args())
