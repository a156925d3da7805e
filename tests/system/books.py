"""Two books about the same lot: the ledger of what happened there, and what the cloud has accepted. They must agree."""

import base64
import collections
import dataclasses
import json
import sqlite3

from processes import Failure


@dataclasses.dataclass
class Stay:
    """One parking record as far as it is known; money in fen."""

    plate: str = ""
    entered: str = ""
    left: str = ""
    due: int = 0
    received: int = 0
    waived: int = 0
    tidied_up: bool = False
    overwritten: bool = False  # the row was taken over by the next entry of this plate; the exit was never recorded

    def differences(self, other):
        names = ("plate", "entered", "left", "due", "received", "waived")
        return [
            f"{name}: lot {getattr(self, name)!r}, cloud {getattr(other, name)!r}"
            for name in names
            if getattr(self, name) != getattr(other, name)
        ]


UNLICENSED = "无牌车"


def record_code(row, time):
    """The identity that adapters/donglu gives to a stay: rows are used again, so row and entry (else exit) time."""
    return f"{row}-" + "".join(filter(str.isdigit, time))


def note_change(database, row):
    """What the product adds to its change queue when it has saved a new stay."""
    members = "plateNo, inPlateNO, outPlateNO, carType, inTime, outTime, inDevice, outDevice, shouldMoney, factMoney, freeMoney, operaName"
    database.execute(
        f"INSERT INTO CarparkRecordHistory (hid, {members}, updateState, updateTime)"
        f" SELECT id, {members}, '新添加', coalesce(outTime, inTime) FROM SingleCarparkInOutHistory WHERE id = ?",
        (row,),
    )


class LotBook:
    """The ledger that lotbridge-lotsim writes."""

    def __init__(self, file):
        self.stays = {}
        self.payments = collections.Counter()
        self.gates = collections.Counter()
        self.others = collections.Counter()  # lines of each kind
        self.pictures = 0  # passages that have some
        self.events = 0
        self.played = False
        self._file = open(file, encoding="utf-8")
        self._rest = ""
        self._row = {}

    def read(self):
        """Takes in what was added since the last time."""
        self._rest += self._file.read()
        lines = self._rest.split("\n")
        self._rest = lines.pop()
        for line in lines:
            self._take(json.loads(line))
        return self

    def _take(self, line):
        what = line["what"]
        self.others[what] += 1
        self.pictures += bool(line.get("picture"))
        if what in ("entry", "correction", "exit", "tidy_up"):
            self._take_stay(what, line)
        elif what == "payment":
            self.payments[line["number"]] += 1
        elif what == "gate":
            self.gates[line["gate"]] += 1
        elif what == "played":
            self.played = True

    def _take_stay(self, what, line):
        row = self._place(line)
        self.events += what != "tidy_up"
        if what == "entry" and row in self._row:
            self.stays[self._row[row]].overwritten = True
        if what == "entry" or row not in self._row:
            self._row[row] = self._record(row, line)
            self.stays[self._row[row]] = Stay(entered=line.get("in") or "")
        stay = self.stays[self._row[row]]
        if what != "tidy_up":
            stay.plate = line["plate"] or UNLICENSED
        if what in ("exit", "tidy_up"):
            stay.left = line["out"]
            stay.tidied_up = what == "tidy_up"
        if what == "exit":
            stay.due, stay.received, stay.waived = line["due"], line["received"], line["waived"]

    def exits(self, day):
        """Of stays that somebody saw leave on this day."""
        return [stay for stay in self.stays.values() if stay.left.startswith(day) and not stay.tidied_up]

    # A stay is known by its place in the product's tables.
    def _place(self, line):
        return line["id"]

    def _record(self, place, line):
        return record_code(place, line.get("in") or line["out"])


class OutboxBook(LotBook):
    """The ledger of a ZNYKT lot: a stay is its orderNo; an exit of which the outbox knows no entry stands for itself."""

    def _place(self, line):
        return line["order"] or record_code("", line["out"])[1:] + "-" + line["tail"]

    def _record(self, place, line):
        return place


def fen(yuan):
    return round(float(yuan or 0) * 100)


class CloudBook:
    """What the reference cloud has accepted, read from its database beside the running program."""

    def __init__(self, file, park_id=""):
        self.park_id = park_id  # one lot of several; empty: all
        self.stays = {}
        self.sequence = collections.defaultdict(list)  # record → interfaces in the order of acceptance
        self.interfaces = collections.Counter()
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
        self._last = 0

    def read(self):
        rows = self._database.execute(
            "SELECT seq, interface, record_code, body FROM message WHERE seq > ? AND ? IN ('', park_id) ORDER BY seq",
            (self._last, self.park_id),
        ).fetchall()
        for sequence, interface, record, body in rows:
            self._last = sequence
            self.interfaces[interface] += 1
            if record:
                self._take(interface, record, json.loads(body))
        return self

    def expect(self, *interfaces):
        if missing := [name for name in interfaces if not self.read().interfaces[name]]:
            raise Failure(f"never told: {', '.join(missing)}")

    def _take(self, interface, record, body):
        self.sequence[record].append(interface)
        stay = self.stays.setdefault(record, Stay())
        if interface in ("image_upload", "auto_deduct"):
            return
        stay.plate = body.get("carNum") or stay.plate
        stay.entered = body.get("inTime") or stay.entered
        if interface in ("vehicle_exit", "supplementary_bill"):
            stay.left = body.get("outTime") or ""
            stay.due = fen(body.get("payMoney"))
            stay.received = fen(body.get("chargeMoney"))
            stay.waived = fen(body.get("agioMoney"))

    def count(self, since, until):
        """How many messages were accepted in a time, in seconds since 1970."""
        query = "SELECT count(*) FROM message WHERE at >= ? AND at < ? AND ? IN ('', park_id)"
        return self._database.execute(query, (1000 * since, 1000 * until, self.park_id)).fetchone()[0]

    def pictures(self):
        """By record and imageType the sizes of the pictures."""
        sizes = collections.defaultdict(list)
        rows = self._database.execute(
            "SELECT record_code, body FROM message WHERE interface = 'image_upload' AND ? IN ('', park_id)", (self.park_id,)
        )
        for record, body in rows.fetchall():
            picture = json.loads(body)
            sizes[record, int(picture["imageType"])].append(len(base64.b64decode(picture["imageBase64"])))
        return sizes

    def lanes(self):
        """What lanes are called in messages of stays and channels."""
        names = [f"json_extract(body, '$.{member}')" for member in ("inCross", "outCross", "channelId")]
        rows = self._database.execute(f"SELECT DISTINCT {', '.join(names)} FROM message").fetchall()
        return {lane for row in rows for lane in row if lane}

    def repeats(self):
        return self._database.execute("SELECT coalesce(sum(repeats), 0) FROM letter").fetchone()[0]

    def violations(self):
        return self._database.execute(
            "SELECT clause, interface, words, count(*) FROM violation WHERE level = 'shall' GROUP BY 1, 2, 3"
        ).fetchall()


def disorder(sequence):
    """What is wrong with the order of one record's messages, or nothing."""
    stages = [interface for interface in sequence if interface not in ("image_upload", "auto_deduct")]
    first_image = sequence.index("image_upload") if "image_upload" in sequence else None
    if first_image == 0:
        return "a picture came before the record"
    for once in ("vehicle_entry", "vehicle_exit", "supplementary_bill"):
        if stages.count(once) > 1:
            return f"{once} came {stages.count(once)} times"
    rank = {"vehicle_entry": 0, "vehicle_correction": 1, "vehicle_exit": 2, "supplementary_bill": 2}
    ranks = [rank[stage] for stage in stages]
    if ranks != sorted(ranks):
        return "out of order: " + ", ".join(stages)
    if "supplementary_bill" in stages and "vehicle_exit" in stages:
        return "an exit and a supplementary bill"
    return ""


def differences(lot, cloud, limit=20):
    """Every way in which the cloud's book is not the lot's, worded; at most so many of each kind."""
    found = collections.defaultdict(list)
    for record, stay in lot.stays.items():
        if record not in cloud.stays:
            if stay.overwritten:
                continue  # the row was gone before anybody looked
            found["missing"].append(f"record {record} never arrived: {stay}")
        elif wrong := stay.differences(cloud.stays[record]):
            found["different"].append(f"record {record}: {'; '.join(wrong)}")
    for record in cloud.stays.keys() - lot.stays.keys():
        found["unknown"].append(f"record {record} is unknown at the lot: {cloud.stays[record]}")
    for record, sequence in cloud.sequence.items():
        if wrong := disorder(sequence):
            found["order"].append(f"record {record}: {wrong}")
    words = []
    for kind, items in found.items():
        words += items[:limit]
        if len(items) > limit:
            words.append(f"... {len(items) - limit} more of kind '{kind}'")
    return words
