#!/usr/bin/env python3
"""A lot of two systems: records come from a Donglu database on MariaDB, gates and pictures from VZenith cameras that see the same
cars, with clocks a few seconds apart, and miss and misread some. The cameras are cut off again and again, the database is away
for a while, the host is killed. At the end the cloud has each car once, as the database has it, and each picture under the record
of its car; each gate is opened once, by the camera of its lane."""

import collections
import json
import time

import donglu
import harness
from books import UNLICENSED, differences, record_code
from harness import say
from processes import Failure, Program, free_ports, wait_until

KEY = "0123456789abcdef"
# What the cloud, the database (in stays and in channels) and the cameras call a lane.
LANES = [
    ("IN-1", ["东门入口", "101"], "N1"),
    ("IN-2", ["西门入口", "102"], "N2"),
    ("OUT-1", ["东门出口", "201"], "X1"),
    ("OUT-2", ["西门出口", "202"], "X2"),
]
LARGE = {True: 2, False: 4}  # imageType at the entry, at the exit


class CameraBook:
    """What the cameras saw: whose each large picture is, by its size, which is no other's; and which barriers moved."""

    def __init__(self, file):
        self.owners, self.unlicensed = {}, set()
        self.gates, self.facts = collections.Counter(), collections.Counter()
        for line in open(file, encoding="utf-8") if file.exists() else []:
            fact = json.loads(line)
            self.facts[fact["what"]] += 1
            self.facts["misread"] += fact.get("misread", False)
            if fact["what"] == "gate":
                self.gates[fact["gate"]] += 1
            if fact["what"] == "seen":
                self.owners[fact["bytes"]] = record_code(fact["row"], fact["in"] or fact["out"]), LARGE[not fact["out"]]
                if not fact["plate"]:
                    self.unlicensed.add(fact["bytes"])


def settings_of_cameras(push_port, tcp_ports):
    gate = {"opened_input": 2}
    lanes = [
        {"code": "N1", "serialno": "push-in", "way": "entry", "gate": gate},
        {"code": "X1", "serialno": "push-out", "way": "exit", "gate": gate},
        {"code": "N2", "serialno": "tcp-in", "way": "entry", "host": "127.0.0.1", "port": tcp_ports[0], "gate": gate},
        {"code": "X2", "serialno": "tcp-out", "way": "exit", "host": "127.0.0.1", "port": tcp_ports[1], "gate": gate, "plate_key": {"env": "LOTBRIDGE_TEST_PLATE_KEY"}},
    ]
    return {"listen": {"address": "127.0.0.1", "port": push_port}, "patience_seconds": 10, "unlicensed": "free", "lanes": lanes}


def open_site(site, options):
    harness.SECRETS["LOTBRIDGE_TEST_PLATE_KEY"] = KEY
    server, lot, database = donglu.open_lot(site)
    lot.create()
    push_port, *tcp_ports = free_ports(3)
    cameras = {
        "name": "cameras",
        "plugin": "lotbridge.vzenith",
        "poll": "500ms",
        "serves": ["gate_control", "gate_status"],
        "reports": ["image_upload", "equipment_status"],
        "settings": settings_of_cameras(push_port, tcp_ports),
    }
    lanes = [{"code": code, "adapters": {"database": row, "cameras": camera}} for code, row, camera in LANES]
    lanes.append({"code": "SIDE", "adapters": {"database": "侧门"}})  # without a camera
    site.start_cloud(times={"heartbeatMs": 3_600_000, "freeSpacesMs": 3_600_000, "downlinkIdleMs": 3_600_000})
    profile = site.write_profile(times=harness.short_times(0.01), downlink={"reconnect_first": "50ms", "reconnect_max": "500ms"})
    lot.write_settings(profile, adapters=[database, cameras], lanes=lanes, pictures={"match": "6s", "wait": "1h"})
    site.write_host_settings().start()
    seen = site.folder / "cameras.jsonl"
    command = [
        *(site.program("tools/lotsim/lotbridge-lotsim"), "vzenith", "--push", f"http://127.0.0.1:{push_port}/camera"),
        *("--entry-port", tcp_ports[0], "--exit-port", tcp_ports[1], "--plate-key", KEY, "--ledger", seen, "--follow", lot.ledger),
        *("--push-ahead", 3, "--drop-seconds", 15, "--seed", options.seed, "--stay-open"),
    ]
    site.add_program(Program("the cameras", command, site.folder / "cameras.log").start())
    wait_until(lambda: CameraBook(seen).facts["heard"], 30, "the cameras are heard")
    lot.play("--events", options.events, "--seed", options.seed, "--speed", options.speed, "--stay-open", "--quiet")
    return server, lot, seen


def spoil(site, server, lot, options):
    book = lot.book()
    wait_until(lambda: book.read().events >= options.events // 4, options.seconds, "the day is under way")
    server.execute("ALTER USER lotbridge@localhost ACCOUNT LOCK; KILL USER lotbridge@localhost")
    say("the database is away")
    time.sleep(8)
    server.execute("ALTER USER lotbridge@localhost ACCOUNT UNLOCK")
    wait_until(lambda: book.read().events >= options.events // 2, options.seconds, "half of the day is over")
    site.host.kill()
    say("the host was killed, and is started again")
    time.sleep(1)
    site.host.start()
    wait_until(lambda: book.read().played, options.seconds, "the day is over")


def misplaced(seen, cloud):
    """Each picture that the cameras took of a car that the cloud knows is there once, under its record, and no other is there. Where
    the passage or the record has no plate, the nearest is all that anybody can know: such a picture may be another's."""
    there = cloud.pictures()
    words = [f"{place} has {len(sizes)} pictures" for place, sizes in there.items() if len(sizes) > 1]

    def may_be_anybodys(size, place):
        return size in seen.unlicensed or cloud.stays[place[0]].plate == UNLICENSED

    for place, sizes in there.items():
        if place[1] in LARGE.values() and seen.owners.get(sizes[0]) != place and not may_be_anybodys(sizes[0], place):
            words.append(f"{place} has the picture of {seen.owners.get(sizes[0], 'a car that the database does not know')}")
    for size, place in seen.owners.items():
        if place[0] in cloud.stays and there[place] != [size] and not may_be_anybodys(size, place):
            words.append(f"{place} lacks its picture of {size} bytes: it has {there[place]}")
    return words


def open_gates(site, seen):
    for code, _, camera in LANES:
        reply = site.cloud.ask("gate_control", {"barCode": code, "isOpen": 1})
        if reply.get("resultCode") != "0000" or reply["data"]["barCode"] != code:
            raise Failure(f"gate {code} was not opened: {reply}")
        wait_until(lambda camera=camera: CameraBook(seen).gates[camera] == 1, 10, f"the barrier of {camera} has moved")
    for code, words in (("SIDE", "has the lane SIDE"), ("NOWHERE", "no lane has the code NOWHERE")):
        reply = site.cloud.ask("gate_control", {"barCode": code, "isOpen": 1})
        if reply.get("resultCode") == "0000" or words not in json.dumps(reply, ensure_ascii=False):
            raise Failure(f"gate {code} was not refused in words: {reply}")
    time.sleep(1)
    if CameraBook(seen).gates != {camera: 1 for _, _, camera in LANES}:
        raise Failure(f"barriers that moved: {dict(CameraBook(seen).gates)}")


def run(site, options):
    server, lot, seen = open_site(site, options)
    spoil(site, server, lot, options)
    ledger, cloud = lot.book(), site.cloud.book()
    wait_until(lambda: CameraBook(seen).facts["played"], 60, "the cameras have told all that they saw")
    site.settle(lambda: [*differences(ledger.read(), cloud.read()), *misplaced(CameraBook(seen), cloud)], options.patience)

    facts = CameraBook(seen).facts
    pictures = site.host.status()["host"]["lots"][0]["composite"]["pictures"]
    say(f"equal: {len(ledger.stays)} stays, cameras {dict(facts)}, cloud {dict(cloud.interfaces)}, pictures {pictures}")
    if not facts["stranger"] or not facts["misread"]:
        raise Failure("the cameras missed and misread nothing: the day proves too little")
    if not pictures["waiting"] or not pictures["placed"] or pictures["given_up"]:
        raise Failure(f"the host's own figures are others: {pictures}")
    if strange := cloud.lanes() - {code for code, _, _ in LANES}:
        raise Failure(f"lanes under other names than the cloud's: {strange}")
    if "cameras gives image_upload, equipment_status" not in (words := site.host.command_line("status")[1]):
        raise Failure(f"status does not say who gives what: {words}")
    if violations := cloud.violations():
        raise Failure(f"the judge found: {violations}")
    open_gates(site, seen)
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=240)
    parser.add_argument("--events", type=int, default=160, help="entries, corrections and exits")
    parser.add_argument("--speed", type=int, default=90, help="times faster than life")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
