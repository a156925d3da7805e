"""The platform's questions: everything that Appendix C sends down, again and again, in good form and in bad; each reply is judged."""

import asyncio
import collections
import contextlib
import uuid

import reading
import tables
from reading import Wrong

NUMBERS = {"vehicle_correction": 3, "fee_query": 9, "prepayment": 10, "unlicensed_entry": 15, "unlicensed_exit": 16}
NUMBERS |= {"monthly_card": 17, "gate_control": 18, "gate_status": 19, "blacklist": 24, "member_query": 25}
LATEST = {18: 10, 15: 60, 16: 60}  # 5.3.1, 5.3.2, D8: seconds after which nothing is carried out any more
OTHERS = 30


class Asker:
    def __init__(self, platform, downlink, lots):
        self.platform, self.downlink = platform, downlink
        self.lots = lots  # park id → what can be asked there: {"asks": [...], "gates": [...], "lanes": [...]}
        self.counts = collections.Counter()
        self.orders = collections.defaultdict(dict)  # park id → orders that the lot has confirmed, and their records
        self.gate_moves = collections.Counter()  # park id → commands that the lot has confirmed
        self.scanned = collections.defaultdict(list)  # park id → unlicensed entries that the lot has confirmed
        self.tasks = []
        self.stopping = False

    def start(self):
        for lot in self.platform.lots.values():
            self.tasks.append(asyncio.create_task(self.question(lot, self.lots[lot.park_id])))

    async def stop(self):
        """A reply in the same moment makes asyncio's wait_for forget the cancellation (CPython gh-86296), so they are told as well."""
        self.stopping = True
        for task in self.tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def report(self):
        return {
            "asked": {f"{name} {code}": count for (name, code), count in sorted(self.counts.items())},
            "orders": self.orders,
            "gate_moves": self.gate_moves,
            "scanned": self.scanned,
            "deducted": {lot.park_id: lot.deducted for lot in self.platform.lots.values()},
            "logins": {lot.park_id: lot.logins for lot in self.platform.lots.values()},
            "accepted": {
                lot.park_id: {self.platform.tables[number]["id"]: count for number, count in sorted(lot.accepted.items())}
                for lot in self.platform.lots.values()
            },
        }

    async def question(self, lot, can):
        chance = self.platform.random
        while not self.stopping:
            await asyncio.sleep(chance.random() * 0.1)
            if lot.online is None:
                continue
            name = chance.choice(can["asks"])
            body = self.body(lot, can, name)
            if body is None:
                continue
            try:
                if chance.random() < 0.1:
                    await self.strange(lot, NUMBERS[name], body)
                else:
                    await self.ask(lot, name, body)
            except Wrong as wrong:
                self.platform.report(wrong.clause, wrong.words, f"reply to {name}")

    def inside(self, lot):
        return [code for code, record in lot.records.items() if record.entry and not record.exit]

    def body(self, lot, can, name):
        chance = self.platform.random
        inside = self.inside(lot)
        record = chance.choice(inside) if inside else None
        plate = f"京A{chance.randrange(10**5):05}"
        if name == "fee_query":
            return record and {"recordCode": record, "parkId": lot.park_id, "couponList": []}
        if name == "prepayment":
            return record and self.payment(lot, record)
        if name == "vehicle_correction":
            return record and {"recordCode": record, "carNum": plate, "inIdentity": 2}
        if name in ("gate_control", "gate_status"):
            gate = {"barCode": chance.choice(can["gates"]), "parkId": lot.park_id}
            return gate | ({"isOpen": chance.randrange(2)} if name == "gate_control" else {})
        if name == "unlicensed_entry":
            return {"recordCode": f"U{uuid.uuid4().hex[:10]}", "plateno": f"临{plate}", "inCross": chance.choice(can["lanes"])}
        if name == "unlicensed_exit":
            scanned = [code for code in self.scanned[lot.park_id] if code in inside]
            return scanned and {"recordCode": chance.choice(scanned), "plateno": f"临{plate}", "outCross": chance.choice(can["lanes"])}
        if name == "monthly_card":
            return self.card(plate)
        if name == "member_query":
            return {"carNum": plate, "carColor": "蓝", "isVip": chance.randrange(2), "isAutoPay": chance.randrange(2)}
        if name == "blacklist":
            owed = {"oweMoney": chance.randrange(1000) / 100, "carType": chance.randrange(1, 4), "paymentStatus": 1}
            return {"carNum": plate, **owed, "refResource": "公安*", "Type": chance.randrange(1, 3)}
        raise ValueError(name)

    def payment(self, lot, record):
        chance = self.platform.random
        money = {"orderMoney": chance.randrange(1, 5000) / 100, "discountDetail": chance.choice([1.5, [], None])}
        who = {"phoneNumber": "138****1234", "payType": "4", "carNum": lot.records[record].plate}
        return {"recordCode": record, "orderCode": uuid.uuid4().hex, "entryTime": "", **money, **who, "parkId": lot.park_id}

    @staticmethod
    def card(plate):
        times = {"beginTime": "2025-06-01 00:00:00", "endTime": "2025-06-30 23:59:59", "operatorTime": "2025-05-30 10:00:00"}
        return {"msRecordId": uuid.uuid4().hex[:12], "carNum": plate, "inIdentity": 0, "amount": 300, **times, "status": 1}

    async def ask(self, lot, name, body):
        """Once, and often a second time under the same number (D5)."""
        number, chance = NUMBERS[name], self.platform.random
        opr_num, packet = self.downlink.seal(lot, number, body)
        first = await self.reply(lot, number, opr_num, self.cut(packet))
        if first is None:
            return
        code, data, words = first
        self.counts[name, code] += 1
        if code == "0000":
            self.confirmed(lot, name, body)
        # Who comes while the lot's system starts is sent away before anything is written down, and may come again.
        if chance.random() < 0.5 and "not ready yet" not in words:
            again = await self.reply(lot, number, opr_num, [packet])
            if again is not None and again[:2] != (code, data):
                self.platform.report("D5", "a repeated request got another answer", name)

    def confirmed(self, lot, name, body):
        if name == "prepayment":
            self.orders[lot.park_id][body["orderCode"]] = body["recordCode"]
        elif name == "gate_control":
            self.gate_moves[lot.park_id] += 1
        elif name == "unlicensed_entry":
            self.scanned[lot.park_id].append(body["recordCode"])

    def cut(self, packet):
        """In one piece, or in several."""
        if self.platform.random.random() < 0.7:
            return [packet]
        place = self.platform.random.randrange(1, len(packet))
        return [packet[:place], packet[place:]]

    async def reply(self, lot, number, opr_num, pieces):
        """(result code, raw data, words), judged; None when the line broke meanwhile."""
        limit = LATEST.get(number, OTHERS)
        online = lot.online
        answered = await self.downlink.ask(lot, pieces, opr_num, limit + 2)
        if answered is None:
            if lot.online is online and online is not None:
                self.platform.report("D6", f"no reply within {limit + 2} s", self.platform.tables[number]["id"])
            return None
        header, data, raw, seconds = answered
        if header["code"] != str(number):
            raise Wrong("B.1.2.2", f"the reply has code {header['code']} instead of {number} (D4)")
        if header["resultCode"] not in ("0000", "9999") or not header["resultMessge"]:
            raise Wrong("B.1.2.2", f"resultCode {header['resultCode']!r} with {header['resultMessge']!r}")
        if header["resultCode"] == "0000":
            table = self.platform.tables[number]
            tables.check(number, table, table["response"], data)
            if seconds > limit:
                raise Wrong("D8", f"carried out {seconds:.0f} s after the request")
        return header["resultCode"], raw, header["resultMessge"]

    async def strange(self, lot, number, body):
        """D6: each is refused, in words, and the line stays."""
        chance = self.platform.random
        kind = chance.choice(["signature", "unsigned", "key", "code", "lot"])
        spoil = {"signature": {"signature": "0" * 32 + "00"}, "unsigned": {"signature": ""}, "key": {"signature": "0" * 32 + "99"}}
        spoil = spoil.get(kind, {"code": "998"} if kind == "code" else {})
        if kind == "lot":
            body = {**body, "parkId": "another-lot"}
            if number not in (9, 10, 15, 16, 18, 19):
                return
        opr_num, packet = self.downlink.seal(lot, number, body, **spoil)
        online = lot.online
        answered = await self.downlink.ask(lot, [packet], opr_num, OTHERS)
        if answered is None:
            if lot.online is online and online is not None:
                self.platform.report("D6", f"no reply to a request with a strange {kind}")
            return
        header, _, _, _ = answered
        self.counts[f"strange {kind}", header["resultCode"]] += 1
        if header["resultCode"] != "9999" or not header["resultMessge"]:
            raise Wrong("D6", f"a request with a strange {kind} was answered {header['resultCode']}")
