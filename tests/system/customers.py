"""Drivers and operators as the cloud sees them: they ask what a stay costs, pay it, and open gates from afar. Every request
has a number of its own, and one whose answer never came is asked again under the same number, as a platform does."""

import random
import sqlite3
import threading
import uuid

from books import fen


class Customers:
    def __init__(self, cloud, lot, seed, pause=0.3, wait_ms=3000):
        self.cloud = cloud
        self.lot = lot
        self.random = random.Random(seed)
        self.pause = pause
        self.wait_ms = wait_ms
        self.fees = 0
        self.paid = {}  # orderCode → the amount in fen that the lot has confirmed
        self.records = {}  # orderCode → the parking record it pays for
        self.unsure = {}  # oprNum → prepayment whose confirmation never came
        self.moved = set()  # gates whose command the lot has confirmed
        self.asked = set()  # gates that somebody wanted to be opened
        self.failure = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._book = None

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._stop.set()
        self._thread.join()
        if self.failure:
            raise self.failure
        return self

    def settle(self):
        """Asks again for every payment whose confirmation never came; true when none is left."""
        for number in list(self.unsure):
            self._pay(number, self.unsure[number])
        return not self.unsure

    def too_late(self, lot):
        """Payments that were confirmed for cars that had left before the booth could hear of it: the host still owes them."""
        return [order for order in self.paid if not lot.payments[order] and lot.stays[self.records[order]].left]

    def wrong(self, lot):
        """What the lot's ledger says otherwise about payments and gates."""
        late = set(self.too_late(lot))
        words = []
        for order, amount in self.paid.items():
            if lot.payments[order] != 1 and order not in late:
                words.append(f"payment {order} of {amount} fen was confirmed and applied {lot.payments[order]} times")
        words += [f"payment {order} was applied {times} times" for order, times in lot.payments.items() if times > 1]
        words += [f"payment {order} was never asked for" for order in lot.payments if order not in self.paid and order not in self.unsure]
        words += [f"{gate} moved {times} times on one command" for gate, times in lot.gates.items() if times > 1]
        words += [f"{gate} was said to have moved and did not" for gate in self.moved if not lot.gates[gate]]
        words += [f"{gate} moved and nobody wanted it" for gate in lot.gates if gate not in self.asked]
        return words

    def _run(self):
        self._book = self.cloud.book()
        while not self._stop.wait(self.random.uniform(0, 2 * self.pause)):
            try:
                self._act()
            except OSError:
                continue  # the cloud itself is away for a moment
            except Exception as failure:  # told in the main thread, by stop()
                self.failure = failure
                return

    def _act(self):
        if self.unsure and self.random.random() < 0.3:
            number = self.random.choice(list(self.unsure))
            self._pay(number, self.unsure[number])
        elif self.random.random() < 0.5:
            self._open_a_gate()
        else:
            self._ask_and_pay()

    def _new_number(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def _open_a_gate(self):
        """Each command gets a gate of its own, so that the lot's ledger tells which command moved what."""
        gate = f"gate-{len(self.asked) + 1}"
        with sqlite3.connect(self.lot.database, timeout=30) as lot:
            lot.execute("INSERT INTO LotGate (barCode) VALUES (?)", (gate,))
        lot.close()
        self.asked.add(gate)
        number = self._new_number()
        for _ in range(2):  # once more under the same number when no answer came
            reply = self.cloud.ask("gate_control", {"barCode": gate, "isOpen": 1}, oprNum=number, wait=self.wait_ms)
            if reply.get("resultCode") in ("0000", "0"):
                self.moved.add(gate)
            if "error" not in reply:
                return

    def _ask_and_pay(self):
        inside = [code for code, stay in self._book.read().stays.items() if stay.entered and not stay.left]
        if not inside:
            return
        record = self.random.choice(inside)
        fee = self.cloud.ask("fee_query", {"recordCode": record}, wait=self.wait_ms)
        if fee.get("resultCode") not in ("0000", "0"):
            return
        self.fees += 1
        due = fen(fee["data"].get("payMoney")) - fen(fee["data"].get("agioMoney")) - fen(fee["data"].get("realPayMoney"))
        if due <= 0:
            return
        stay = self._book.stays[record]
        order = self._new_number()
        body = {
            "orderCode": order,
            "recordCode": record,
            "carNum": stay.plate,
            "entryTime": stay.entered,
            "predictExitTime": fee["data"].get("chargeTime", ""),
            "orderMoney": due / 100,
            "realPayMoney": due / 100,
            "payType": "4",
            "phoneNumber": "138****1234",
        }
        self.records[order] = record
        self._pay(order, body)

    def _pay(self, number, body):
        """The order's number serves as the request's as well: both say that it is the same payment."""
        self.unsure[number] = body
        reply = self.cloud.ask("prepayment", body, oprNum=number, wait=self.wait_ms)
        if "error" in reply:
            return
        confirmed = reply.get("resultCode") in ("0000", "0") and str(reply["data"].get("result")) == "1"
        if confirmed:
            self.paid[number] = fen(body["orderMoney"])
        if confirmed or reply.get("resultCode") == "9999":
            del self.unsure[number]
