"""Chapter 5 and what decisions.md makes of it: tokens, the life of a parking record, pace, silence. One judge for all lots."""

import collections
import dataclasses
import datetime
import json
import random
import time
import uuid

import reading
import tables
from reading import Wrong

OF_A_RECORD = {2, 3, 4, 5, 12}
MINUTE = 60


@dataclasses.dataclass
class Letter:
    """What the platform knows of one oprNum."""

    data: str
    number: int
    requests: list = dataclasses.field(default_factory=list)
    failed: float = None  # when it was answered with a failure
    answer: str = None  # the data of its acceptance
    told: bool = False  # whether an answer went out


@dataclasses.dataclass
class Record:
    """One parking record; the VOs that were accepted."""

    entry: dict = None
    entry_letter: Letter = None
    exit: dict = None
    bill: dict = None
    plate: str = ""
    corrected: bool = False
    images: set = dataclasses.field(default_factory=set)


class Lot:
    def __init__(self, settings):
        self.park_id, self.park_code = settings["parkId"], settings["parkCode"]
        self.user, self.password = settings["user"], settings["password"]
        self.key, self.vector = settings["key"], settings["iv"]
        self.keys = reading.Keys(settings["signatureKeys"])
        self.token, self.month = None, None
        self.doubted = True  # a login is in order: there is no token, it was refused, or the answer that brought it was lost
        self.logins = 0
        self.letters = {}
        self.records = collections.defaultdict(Record)
        self.accepted = collections.Counter()
        self.bodies = collections.defaultdict(list)
        self.deducted = {}  # order → record whose fee was taken (5.6.3)
        self.last = {}  # interface number → when it last came
        self.online = None  # the downlink's connection


class Platform:
    def __init__(self, settings):
        self.tables = tables.load()
        self.lots = {lot["user"]: Lot(lot) for lot in settings["lots"]}
        self.scale = settings.get("scale", 1)  # how long a second of the standard is here
        self.random = random.Random(settings.get("seed", 1))
        self.trouble = settings.get("trouble", 0)  # share of requests that fail in some way
        self.violations = collections.Counter()
        self.month_shift = 0

    # What is wrong.

    def report(self, clause, words, where=""):
        self.violations[f"{clause}: {words}" + (f" ({where})" if where else "")] += 1

    def seconds(self, of_the_standard):
        return of_the_standard * self.scale

    # Tokens (5.1.1, B.2.4, B.2.5).

    def month_now(self):
        """Of the lot's clock: UTC+8. A test moves on to the next month."""
        now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
        return (now.year * 12 + now.month) + self.month_shift

    def lot_of(self, token):
        for lot in self.lots.values():
            if token and lot.token == token and lot.month == self.month_now():
                return lot
            if lot.token == token:
                lot.doubted = True
        return None

    def log_in(self, header, data, raw):
        if header["k"] != "":
            self.report("B.1.2.1", "a login carries a token (E13)")
        if set(data) != {"parkUserName", "parkUserPwd"}:
            raise Wrong("C.2.1", "a login has parkUserName and parkUserPwd")
        lot = self.lots.get(data["parkUserName"])
        if lot is None:
            raise Wrong("5.1.1", "an unknown account")
        lot.keys.check(header["signature"], raw)
        if reading.password(data["parkUserPwd"], lot.key, lot.vector) != lot.password:
            raise Wrong("5.1.1", "the password is wrong")
        if not lot.doubted:
            self.report("B.2.4", "a second login while the first token was good")
        self.give_token(lot)
        lot.logins += 1
        return lot, {"token": lot.token, "parkId": lot.park_id, "parkCode": lot.park_code}

    def give_token(self, lot):
        lot.token, lot.month, lot.doubted = str(uuid.uuid4()), self.month_now(), False

    def rival_login(self, lot):
        """Another system logs in with the account: the lot's token is dead."""
        self.give_token(lot)
        lot.doubted = True

    # One message.

    def open(self, text):
        header, data, raw = reading.envelope(text, reading.REQUEST, "B.1.2.1")
        number = int(header["code"]) if header["code"].isdecimal() else 0
        if number not in self.tables:
            raise Wrong("B.1.2.1", f"unknown code {header['code']}")
        return header, data, raw, number

    def judge(self, text):
        """(lot, header, result code, words, data) of the answer."""
        header, data, raw, number = self.open(text)
        if number == 1:
            lot, answer = self.log_in(header, data, raw)
            return lot, header, "0000", "welcome", json.dumps(answer)
        lot = self.lot_of(header["k"])
        if lot is None:
            return None, header, "9000", "the token is not valid", "{}"
        lot.keys.check(header["signature"], raw)
        return lot, header, *self.take(lot, header, data, raw, number)

    def take(self, lot, header, data, raw, number):
        table = self.tables[number]
        if table["direction"] == "down":
            raise Wrong(table["clause"], "this interface goes down only")
        self.watch(lot, number)
        letter = lot.letters.setdefault(header["oprNum"], Letter(raw, number))
        self.pace(lot, letter, number)
        if (letter.data, letter.number) != (raw, number):
            raise Wrong("B.1.2.1", "oprNum was used for another message (E12)")
        if letter.answer is not None:
            return "0000", "accepted before", letter.answer
        vos = data if isinstance(data, list) else [data]
        if len(vos) != 1 or isinstance(data, list):
            raise Wrong("B.1.2.3", "this platform takes one VO at a time")
        tables.check(number, table, table["request"], vos[0])
        tables.check_needed(number, table, vos[0])
        self.own(lot, vos[0])
        if self.random.random() < self.trouble / 3:
            letter.failed = time.monotonic()
            return "9999", "not now", "{}"
        if number in OF_A_RECORD:
            self.live(lot, number, vos[0], letter)
        lot.accepted[number] += 1
        lot.bodies[number].append(vos[0])
        letter.answer = json.dumps(self.answer(lot, number, vos[0]))
        return "0000", "accepted", letter.answer

    def own(self, lot, vo):
        if vo.get("parkId", lot.park_id) != lot.park_id or vo.get("parkCode", lot.park_code) != lot.park_code:
            raise Wrong("B.1.2.1", "parkId or parkCode is not that of the token's lot")

    def answer(self, lot, number, vo):
        member = number in (25, 26) and vo["carNum"][-1] in "02468"
        if number == 25:
            return {"isVip": int(member), "isAutoPay": int(member)}
        return self.deduct(lot, vo, member) if number == 26 else {}

    def deduct(self, lot, vo, member):
        """C.7.3. A record whose fee was taken must not be asked for again as if it were another question."""
        code = vo["recordCode"]
        record = lot.records.get(code, Record())
        over = record.exit or record.bill
        reason = 8 if over else 6 if not record.entry else 0 if member else 7
        if code in lot.deducted.values():
            raise Wrong("5.6.3", "a deduction of a record that was deducted before")
        paid = float(vo["chargeMoney"]) if reason == 0 else 0
        order = f"D{uuid.uuid4().hex}"
        if reason == 0:
            lot.deducted[order] = code
        told = {"payStatus": int(reason == 0), "orderNum": order, "balancePay": paid, "couponValue": 0, "actualPay": paid}
        return {**told, "realPayMoney": paid, "failReason": reason, "discountDetail": []}

    # The life of a parking record (5.1.2 ... 5.1.5, 5.2.4).

    def live(self, lot, number, vo, letter):
        record = lot.records[vo["recordCode"]]
        known = record.entry or record.exit or record.bill
        if number == 5:
            if not known:
                raise Wrong("5.1.5", "a picture before its parking record")
            if (vo["imageCode"], vo["imageType"]) in record.images:
                raise Wrong("5.1.5", "a picture twice")
            if not vo["imageBase64"]:
                raise Wrong("C.2.5", "a picture without a picture")
            record.images.add((vo["imageCode"], vo["imageType"]))
            return
        if number == 2:
            self.once(record.entry or record.exit or record.bill, "5.1.5", "an entry of a record that is known")
            record.entry, record.entry_letter = vo, letter
        elif number == 3:
            if not known or record.exit or record.bill:
                raise Wrong("5.1.3", "a correction before the entry or after the exit")
            record.corrected = True
        elif number == 4:
            self.once(record.exit or record.bill, "5.1.5", "an exit of a record that has left")
            if not record.entry and vo["inTime"]:
                raise Wrong("5.2.4", "an exit whose entry was never accepted is a supplementary bill")
            if record.corrected and vo["carNum"] != record.plate:
                raise Wrong("5.1.4.2", "the exit has not the corrected plate")
            record.exit = vo
        elif number == 12:
            self.once(record.exit or record.bill, "5.2.4", "a bill of a record that has left")
            # Until an answer came, the lot does not know whether its entry has arrived.
            self.once(record.entry and record.entry_letter.told, "5.2.4", "a bill of a record whose entry was accepted")
            record.bill = vo
        record.plate = vo["carNum"]

    @staticmethod
    def once(before, clause, words):
        if before:
            raise Wrong(clause, words)

    # Time (5.1.2, 5.1.7, 5.1.8, B.1.2.5). A window may look a little shorter from here: the way between the clocks.

    def pace(self, lot, letter, number):
        now = time.monotonic()
        if letter.failed is not None and now - letter.failed < 0.95 * self.seconds(10 * MINUTE):
            self.report("5.1.2", "again before ten minutes after a failure", self.tables[number]["id"])
        letter.failed = None
        letter.requests = [at for at in letter.requests if now - at < 0.95 * self.seconds(60 * MINUTE)]
        if len(letter.requests) >= 5:
            self.report("B.1.2.5", "more than five requests in an hour", self.tables[number]["id"])
        letter.requests.append(now)

    def unanswered(self, lot, header, number):
        """The answer did not go out: the lot does not know what became of it."""
        if number == 1:
            lot.doubted = True
        elif header["oprNum"] in lot.letters:
            lot.letters[header["oprNum"]].failed = None

    def answered(self, lot, header):
        if header["oprNum"] in lot.letters:
            lot.letters[header["oprNum"]].told = True

    def died(self, opr_nums):
        """A host was killed; these it had sent, and their answers died with it. Until it hears another, it cannot know that they arrived."""
        for lot in self.lots.values():
            for number in opr_nums:
                if number in lot.letters:
                    lot.letters[number].told = False

    def watch(self, lot, number):
        """The minute of 5.1.7 and the five of 5.1.8, with a half to spare for a loaded machine."""
        now = time.monotonic()
        limit = {7: 1.5 * MINUTE, 8: 7.5 * MINUTE}.get(number)
        if limit and number in lot.last and now - lot.last[number] > self.routine(limit):
            self.report("5.1.7" if number == 7 else "5.1.8", "silence for longer than recommended")
        lot.last[number] = now

    def routine(self, of_the_standard):
        """Heartbeats and the like are shortened less, or they would be all there is."""
        return of_the_standard * max(self.scale, 1 / 40)

    def excuse(self):
        """Nobody could say anything during an outage."""
        for lot in self.lots.values():
            lot.last.clear()
