"""What the demo tells: the lot's ledger as it grows, and a driver who asks what a stay costs and pays it from afar."""

import collections
import json
import time
import uuid


def masked(plate):
    """Plates are personal data even on a screen."""
    return f"{plate[:2]}···{plate[-2:]}" if plate else "no plate"


class LotStory:
    def __init__(self, ledger):
        self.counts = collections.Counter()
        self.last = ""
        self.inside = {}  # row → (plate, since) of the cars that are inside
        self.latest = ""
        self._file = open(ledger, encoding="utf-8")
        self._rest = ""

    def read(self):
        self._rest += self._file.read()
        *lines, self._rest = self._rest.split("\n")
        for line in lines:
            self._take(json.loads(line))
        return self

    def _take(self, line):
        what = line["what"]
        self.counts[what] += 1
        self.latest = line.get("out") or line.get("in") or line.get("at") or self.latest
        if what == "entry":
            self.inside[line["id"]] = (line["plate"], time.monotonic())
            self.last = f"{masked(line['plate'])} came in at {line['lane']}"
        elif what == "exit":
            self.inside.pop(line["id"], None)
            paid = f", {line['received'] / 100:.2f} yuan" if line["due"] else ""
            self.last = f"{masked(line['plate'])} left at {line['lane']}{paid}"
        elif what == "correction":
            self.last = f"{masked(line['was'])} was corrected to {masked(line['plate'])}"
        elif what == "gate":
            self.last = f"gate {line['gate']} moved on the cloud's command"
        elif what == "payment":
            self.last = f"the booth has seen a payment of {line['paid'] / 100:.2f} yuan"


class Driver:
    """Asks for the fee of a car that is inside and pays it; now and then the cloud opens a gate."""

    def __init__(self, programs):
        self.programs = programs
        self.told = {}  # fee, payment, gate → the last words about it
        self.fees = self.payments = self.gates = 0
        self._next = time.monotonic()

    def act(self):
        """Every few seconds one round."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 4
        record = self._record_that_costs_something()
        if record:
            self._ask_and_pay(record)
        if self.payments and self.gates < self.payments:
            self._open_gate()

    def _record_that_costs_something(self):
        """Cars that the cloud knows and that have not left, the longest stays first."""
        records = self.programs.cloud("/records?limit=2000")
        inside = [record for record in records if record["entry"] and not record["exit"] and not record["bill"] and record["carNum"]]
        for record in sorted(inside, key=lambda record: record["entry"])[:5]:
            fee = self.programs.cloud("/downlink/fee_query", {"recordCode": record["recordCode"]})
            if fee.get("resultCode") != "0000":
                self.told["fee"] = f"record {record['recordCode']}: {fee.get('resultMessge') or fee.get('error')}"
                continue
            self.fees += 1
            due = self._due(fee["data"])
            self.told["fee"] = f"record {record['recordCode']} owes {due:.2f} yuan, told in {fee['milliseconds']} ms"
            if due > 0:
                return record
        return None

    @staticmethod
    def _due(fee):
        """What the stay costs, less what was waived, less what came in before."""
        cost, waived, paid = (float(fee.get(name) or 0) for name in ("payMoney", "agioMoney", "realPayMoney"))
        return cost - waived - paid

    def _ask_and_pay(self, record):
        order = {"recordCode": record["recordCode"], "carNum": record["carNum"], "orderCode": str(uuid.uuid4())}
        paid = self.programs.cloud("/fee-and-pay", order)
        if paid.get("outcome") == "paid":
            self.payments += 1
        fee = paid.get("fee", {}).get("data") or {}
        self.told["payment"] = f"record {record['recordCode']}, {fee.get('chargeMoney', '?')} yuan: {paid.get('outcome') or paid.get('error')}"

    def _open_gate(self):
        reply = self.programs.cloud("/downlink/gate_control", {"barCode": "201", "isOpen": 1})
        self.gates += 1
        good = reply.get("resultCode") == "0000"
        self.told["gate"] = f"gate 201: {'opened' if good else reply.get('resultMessge') or reply.get('error')}"
