"""An adapter's capability sheet against what a test has seen: whatever it offers was told to the cloud or carried out for it, and
whatever else the cloud may ask for is answered "unsupported". An offer that no test shows fails here."""

import json

from books import fen
from harness import accepted, say
from processes import Failure, wait_until

# What the cloud may ask for, in words that would hardly do harm where somebody carried them out.
REQUESTS = {
    "vehicle_correction": {"recordCode": "none", "carNum": "测Z00000"},
    "fee_query": {"recordCode": "none"},
    "prepayment": {"orderCode": "none", "recordCode": "none", "orderMoney": 0.01, "payType": "微信"},
    "unlicensed_entry": {"plateno": "无00000", "inCross": "none", "inTime": "2025-06-02 12:00:00"},
    "unlicensed_exit": {"plateno": "无00000", "outCross": "none"},
    "monthly_card": {"msRecordId": "none", "carNum": "测Z00000", "beginTime": "2025-06-02 00:00:00", "endTime": "2025-07-02 00:00:00", "status": 1},
    "gate_control": {"barCode": "none", "isOpen": 1},
    "gate_status": {"barCode": "none"},
    "blacklist": {"carNum": "测Z00000", "Type": 1},
}
ASKED_ONLY = {"fee_query", "prepayment", "gate_control", "gate_status", "blacklist"}  # the others are told as well
# The host's own business, whatever an adapter offers: it makes bills of entries and exits, and keeps members itself.
HOSTS_OWN = {"login", "heartbeat", "supplementary_bill", "member_query"}


def sheet_of(site, lot, adapter):
    adapters = [each for one in site.host.status()["host"]["lots"] if one["name"] == lot.name for each in one["adapters"]]
    return next(each["capabilities"] for each in adapters if each["name"] == adapter)


def prove(site, lot, adapter, but=()):
    """At the end of a test. but: what the sheet offers and this test cannot show; of each it must be said where it is shown."""
    sheet = sheet_of(site, lot, adapter)
    told, wrong = site.cloud.book(lot.park_id).read().interfaces, []
    offered = {name for name, ability in sheet.items() if ability != "unsupported"}
    if missing := REQUESTS.keys() - sheet.keys():
        raise Failure(f"the sheet of {adapter} says nothing of {missing}: {sheet}")
    for name in sheet.keys() - HOSTS_OWN:
        done = site.cloud.carried_out[lot.park_id, name] if name in REQUESTS else 0
        shown = done + (told[name] if name not in ASKED_ONLY else 0)
        if name in offered and not shown and name not in but:
            wrong.append(f"{name} is called {sheet[name]}, and was never seen")
        if name not in offered and shown:
            wrong.append(f"{name} is called unsupported, and was seen")
        if name in REQUESTS and not done and name not in but and (reply := unsupported(site, lot, name)):
            wrong.append(f"{name} is answered with {reply}")
    if wrong:
        raise Failure("\n  ".join([f"the sheet of {adapter} is not what was seen:", *wrong]))
    say(f"shown of {adapter}: {', '.join(sorted(offered - set(but)))}; everything else is unsupported")


def unsupported(site, lot, name):
    """Nothing when it is; else the answer."""
    reply = site.cloud.ask(name, REQUESTS[name], lot=lot.park_id)
    return None if not accepted(reply) and "unsupported" in json.dumps(reply) else reply


def totals(site, lot, ledger, day):
    """Of a day that is over, lot, host and cloud have what the ledger has; then the cloud is told so (interface 13)."""
    for _ in range(3):  # a vendor's platform keeps its faults: a list that came too late is asked for again
        code, words = site.host.command_line("reconcile", "--lot", lot.name, "--day", day, "--repair", "--json", seconds=70)
        if words.startswith("{"):
            break
        say(f"lotbridge reconcile --day {day} ended with {code}: {words}")
    else:
        raise Failure(f"the books of {day} cannot be compared")
    report = json.loads(words)["days"][0]
    exits = ledger.read().exits(day)
    wanted = len(exits), sum(stay.received for stay in exits)
    for side in ("lot", "captured", "accepted"):
        if (got := (report[side]["stays"], fen(report[side]["received"]))) != wanted or not exits:
            raise Failure(f"of {day} the {side} side has {got}, the ledger {wanted}: {report}")
    told = site.cloud.book(lot.park_id)
    wait_until(lambda: told.read().interfaces["daily_reconciliation"], 30, f"the totals of {day} are told", 0.3)
    say(f"the totals of {day} are told: {wanted[0]} exits, {wanted[1]} fen")
