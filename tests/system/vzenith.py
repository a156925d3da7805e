#!/usr/bin/env python3
"""A day of a lot that has cameras and nothing else: two push by HTTP, two speak TCP, the line of the first two is cut for a
while, the others hang up, and the host is killed in the middle. The cloud's book must be the lot's day, pictures included;
then what the sheet offers is asked for, and what it does not offer is answered "unsupported"."""

import collections
import json
import time

import harness
import sheets
from harness import accepted, say
from processes import Failure, Program, free_ports, wait_until

KEY = "0123456789abcdef"
PATIENCE = 45  # longer than the cut line and the calm after a replay together


class Day:
    """The simulator's ledger: stays as (plate, in, out), and how many nobody saw end."""

    def __init__(self, file):
        self.stays = collections.Counter()
        self.unseen = 0
        self.gates = collections.Counter()
        self.others = collections.Counter()
        self.listed = set()
        self.played = False
        self.opened = False
        for line in open(file, encoding="utf-8") if file.exists() else []:
            fact = json.loads(line)
            self.opened |= fact["what"] == "open"
            self.played |= fact["what"] == "played"
            self.others[fact["what"]] += 1
            if fact["what"] == "listed":
                self.listed.add((fact["lane"], fact["plate"]))
            if fact["what"] == "gate":
                self.gates[fact["gate"]] += 1
            if fact["what"] == "stay":
                self.stays[(fact["plate"], fact["in"] or "", fact["out"] or "")] += 1
                self.unseen += fact["unseen"]


def adapter(push_port, tcp_ports):
    harness.SECRETS["LOTBRIDGE_TEST_PLATE_KEY"] = KEY
    lanes = [
        {"code": "N1", "serialno": "push-in", "way": "entry", "gate": {"opened_input": 2}},
        {"code": "X1", "serialno": "push-out", "way": "exit"},
        {"code": "N2", "serialno": "tcp-in", "way": "entry", "host": "127.0.0.1", "port": tcp_ports[0], "gate": {"opened_input": 2}},
        {"code": "X2", "serialno": "tcp-out", "way": "exit", "host": "127.0.0.1", "port": tcp_ports[1], "plate_key": {"env": "LOTBRIDGE_TEST_PLATE_KEY"}},
    ]
    listen = {"address": "127.0.0.1", "port": push_port, "allow": ["127.0.0.1"]}
    settings = {"listen": listen, "patience_seconds": PATIENCE, "lanes": lanes}
    return {"name": "cameras", "plugin": "lotbridge.vzenith", "poll": "1s", "settings": settings}


def play(lot, push_port, tcp_ports, *options):
    """Starts the lot's cameras, which are there when this returns."""
    command = [
        *(lot.site.program("tools/lotsim/lotbridge-lotsim"), "vzenith", "--push", f"http://127.0.0.1:{push_port}/camera"),
        *("--entry-port", tcp_ports[0], "--exit-port", tcp_ports[1], "--plate-key", KEY, "--ledger", lot.ledger),
        *("--stay-open", *options),
    ]
    lot.traffic = Program(f"the cameras of {lot.name}", command, lot.site.folder / f"{lot.name}.log").start()
    wait_until(lambda: Day(lot.ledger).opened or not lot.traffic.running(), 20, "the cameras are there")
    lot.traffic.expect_running()


def open_site(site, options):
    push_port, *tcp_ports = free_ports(3)
    lot = site.add_lot("cameras")
    # Nothing is known of free spaces here, and the test is shorter than a heartbeat.
    site.start_cloud(times={"heartbeatMs": 3_600_000, "freeSpacesMs": 3_600_000, "downlinkIdleMs": 3_600_000})
    profile = site.write_profile(times=harness.short_times(0.01), downlink={"reconnect_first": "50ms", "reconnect_max": "500ms"})
    lot.write_settings(profile, adapters=[adapter(push_port, tcp_ports)])
    site.write_host_settings().start()
    play(lot, push_port, tcp_ports, "--cars", options.cars, "--seconds", options.day, "--seed", options.seed)
    return lot


def stays_of(cloud):
    return collections.Counter((stay.plate, stay.entered, stay.left) for stay in cloud.stays.values())


def compare(day, cloud):
    there = stays_of(cloud)
    words = [f"missing at the cloud: {stay}" for stay in (day.stays - there).elements()]
    return words + [f"unknown at the lot: {stay}" for stay in (there - day.stays).elements()]


def stuck_barrier(site, lot):
    """The camera of N2 acknowledges its relay, and the arm stays where it is: that is no success. The next order moves it."""
    if accepted(reply := site.cloud.ask("gate_control", {"barCode": "N2", "isOpen": 1})):
        raise Failure(f"gate N2 is said to be open, and it is stuck: {reply}")
    wait_until(lambda: Day(lot.ledger).others["stuck"], 10, "the barrier of N2 has been stuck")


def ask_what_it_offers(site, lot, book):
    ask = site.cloud.ask
    stuck_barrier(site, lot)
    for gate in ("N1", "N2"):
        reply = ask("gate_control", {"barCode": gate, "isOpen": 1})
        if not accepted(reply):
            raise Failure(f"gate {gate} was not opened: {reply}")
        reply = ask("gate_status", {"barCode": gate})
        if not accepted(reply) or str(reply["data"]["barStatus"]) != "1":
            raise Failure(f"gate {gate} is not said to be open: {reply}")
        wait_until(lambda: Day(lot.ledger).gates[gate] == 1, 10, f"the barrier of {gate} has moved once")
    site.cloud.expect_unsupported(("gate_control", {"barCode": "X1", "isOpen": 1}))
    entry = {"plateno": "无12345", "inCross": "N2", "inTime": "2025-06-02 12:00:00"}
    site.cloud.persistently("unlicensed_entry", entry, "a car without a plate is let in")
    site.cloud.persistently("unlicensed_exit", {"plateno": "无12345", "outCross": "X2"}, "and out")
    wait_until(lambda: Day(lot.ledger).gates["X2"] == 1, 10, "the barrier of X2 has moved once")
    through = lambda: [stay for stay in book.read().stays.values() if stay.plate == "无12345" and stay.entered and stay.left]
    wait_until(lambda: len(through()) == 1, PATIENCE, "the cloud has the stay of the car without a plate")
    site.cloud.persistently("blacklist", {"carNum": "测B00001", "Type": 1}, "the blacklist")
    card = {"msRecordId": "card-1", "carNum": "测C00001", "beginTime": "2025-06-01 00:00:00", "endTime": "2035-06-01 00:00:00", "status": 1}
    site.cloud.persistently("monthly_card", card, "a monthly card")
    wanted = {(lane, plate) for lane in ("N1", "N2") for plate in ("测B00001", "测C00001")}
    wait_until(lambda: Day(lot.ledger).listed == wanted, 20, "both entrances have both plates on their lists")
    sheets.prove(site, lot, "cameras")


def run(site, options):
    lot = open_site(site, options)
    book = site.cloud.book()
    wait_until(lambda: len(book.read().stays) >= options.cars // 4, options.seconds, "the day is under way")
    site.host.kill()
    say("the host was killed, and is started again")
    site.host.start()
    wait_until(lambda: Day(lot.ledger).played, options.seconds, "the day is over")
    day = Day(lot.ledger)
    say(f"{sum(day.stays.values())} stays, {day.unseen} of them ended unseen; waiting for the rest")
    try:
        wait_until(lambda: not compare(day, book.read()), options.day + 3 * PATIENCE, "the cloud has the lot's day", 0.5)
    except Failure as failure:
        raise Failure("\n".join([str(failure), *compare(day, book)[:30]])) from failure
    time.sleep(2)  # what came too much would come now
    if wrong := compare(day, book.read()):
        raise Failure("\n".join(wrong))
    if book.interfaces["image_upload"] < book.interfaces["vehicle_entry"]:
        raise Failure(f"pictures are missing: {dict(book.interfaces)}")
    if book.interfaces["channel_info"] != 4 or book.interfaces["manual_gate_opening"] != day.others["hand_open"]:
        raise Failure(f"channels or openings by hand are missing: {dict(book.interfaces)}")
    if violations := book.violations():
        raise Failure(f"the judge found: {violations}")
    if waiting := {state: count for state, count in site.host.outbox(lot).items() if state != "delivered" and count}:
        raise Failure(f"something is left in the outbox: {waiting}")
    ask_what_it_offers(site, lot, book)
    site.stop_host()
    say(f"the cloud has {dict(book.interfaces)}")


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=240)
    parser.add_argument("--cars", type=int, default=70, help="how many come")
    parser.add_argument("--day", type=int, default=40, help="how long the day is, in seconds")
    harness.main(run, parser.parse_args())
