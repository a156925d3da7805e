#!/usr/bin/env python3
"""A day's traffic, with every interface, between the host and a second cloud (second/) that was written from the standard and
decisions.md alone. It must find no violation, and every request that it sent down must have been answered as decided."""

import json
import random
import subprocess
import sys
import threading
import time

from installation import HERE, PATIENCE, Lot  # noqa: F401  the path to the system tests' harness comes with it

import harness
from harness import SECRETS, SOURCE, say
from processes import Failure, Program, free_ports, wait_until
from profile_file import without_comments

HOUR = 3600


class Second(Program):
    """The second cloud, by its standard input and output."""

    def __init__(self, site, scale, options):
        self.uplink_port, self.downlink_port = free_ports(2)
        settings = {
            "uplink": self.uplink_port,
            "downlink": self.downlink_port,
            "scale": scale,
            "seed": options.seed,
            "trouble": options.trouble,
            "lots": [
                {
                    "parkId": lot.park_id,
                    "parkCode": lot.park_code,
                    "user": lot.name,
                    "password": SECRETS["LOTBRIDGE_TEST_PASSWORD"],
                    "key": SECRETS["LOTBRIDGE_TEST_KEY"],
                    "iv": SECRETS["LOTBRIDGE_TEST_IV"],
                    "signatureKeys": [SECRETS[name] for name in lot.signature_keys],
                }
                for lot in site.lots
            ],
            "gates": ASKS,
        }
        file = site.folder / "second.json"
        file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
        super().__init__("the second cloud", [sys.executable, "-B", HERE / "second", "--settings", file], site.folder / "second.log")

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment
            )
        json.loads(self.process.stdout.readline())
        return self

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"the second cloud ended: {self.last_words()}")
        return json.loads(line)


ASKS = {
    "every-id": {
        "asks": "vehicle_correction fee_query prepayment unlicensed_entry unlicensed_exit monthly_card gate_control gate_status"
        " blacklist member_query".split(),
        "gates": ["G1", "E1", "X1", "G1", "E1", "X1", "broken", "nowhere"],
        "lanes": ["E1", "X1"],
    },
    "donglu-id": {
        "asks": "vehicle_correction fee_query prepayment monthly_card gate_control gate_status blacklist member_query".split(),
        "gates": ["201", "no-such-gate"],
        "lanes": [],
    },
}


class Day(threading.Thread):
    """What happens at the lot of every/: all that its tables can say, in any order."""

    def __init__(self, lot, seconds, seed):
        super().__init__(daemon=True)
        self.lot, self.seconds, self.chance = lot, seconds, random.Random(seed)
        self.inside, self.left, self.serial = [], {}, 0

    def run(self):
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            time.sleep(self.chance.random() * 0.02)
            act = self.chance.choice([self.entry] * 6 + [self.exit] * 5 + [self.correction] * 2 + [self.deduction] * 2 + [self.other] * 3)
            act(f"N{self.serial:06}")
            self.serial += 1

    def plate(self):
        return f"粤B{self.chance.randrange(10**5):05}"

    def entry(self, stay):
        plate = self.plate()
        pictures = {}
        if self.chance.random() < 0.2:
            pictures = {"small": self.lot.picture(f"{stay}-1.jpg"), "big": self.lot.picture(f"{stay}-2.jpg")}
        self.lot.enter(stay, plate=plate, kind=self.chance.choice("MTSPF"), **pictures)
        self.lot.insert("fees", stay=stay, due=self.chance.randrange(2000), waived=0)
        self.inside.append((stay, plate))

    def exit(self, _):
        """Of a car that the cloud has not corrected just now: the booth has looked at it as it was."""
        if not self.inside:
            return
        place = self.chance.randrange(len(self.inside))
        stay, plate = self.inside[place]
        before = self.corrections(stay)
        time.sleep(0.03)
        if self.corrections(stay) == before:
            del self.inside[place]
            self.lot.leave(stay, plate=plate, fee=self.chance.randrange(5000), waived=self.chance.randrange(100))
            self.left[stay] = plate

    def corrections(self, stay):
        return self.lot.one("SELECT count(*) FROM corrections WHERE stay = ?", stay)

    def deduction(self, _):
        """At the exit, and sometimes again."""
        if self.inside:
            stay, plate = self.chance.choice(self.inside)
            self.lot.insert("deductions", stay=stay, plate=plate, entered="2025-06-02 08:00:00", fee=self.chance.randrange(1, 5000))

    def correction(self, _):
        if self.inside:
            place = self.chance.randrange(len(self.inside))
            stay, _ = self.inside[place]
            self.inside[place] = (stay, self.plate())
            time.sleep(0.1)  # nobody corrects what nobody has looked at
            self.lot.insert("corrections", stay=stay, plate=self.inside[place][1], entered="2025-06-02 08:00:00", minutes=self.serial)
            time.sleep(0.1)

    def other(self, name):
        lot, at = self.lot, {"at": "2025-06-02 08:00:00"}
        number = self.chance.randrange(100)
        times = {"begins": "2025-06-01 00:00:00", "ends": "2025-06-30 23:59:59"}
        lines = [
            ("bills", {"stay": f"B{name}", "plate": self.plate(), "kind": "T", "lane_in": "E1", "lane_out": "X1", **at}),
            ("shifts", {"account": name, "name": "王芳", "began": at["at"], "ended": at["at"], "count": number, "cash": number}),
            ("days", {"day": f"2025-{1 + number % 12:02}-01", "count": number, "fee": number, "closed": at["at"]}),
            ("cards", {"number": name, "plate": self.plate(), "kind": "M", "price": number, "state": 1, **times}),
            ("products", {"number": name, "name": "月租卡*", "kind": "F", "price": number, "on_sale": 1, **times}),
            ("hand_openings", {"lane": "X1", "way": "out", "plate": self.plate(), "means": 1 + number % 4, **at}),
            ("devices", {"code": name, "name": "闸机", "online": 1, "kind": 2 + number % 5, "door": number % 6, "change": 1, **at}),
            ("computers", {"name": name, "online": 1, "change": 0, **at}),
            ("lanes", {"code": name, "name": "东门", "door": number % 6, "outer": 0, "change": 1 + number % 3}),
            ("member_checks", {"plate": self.plate(), "colour": "蓝"}),
            ("scans", {"way": self.chance.choice(["in", "out"]), "stay": f"Q{name}", "plate": "临1", "lane": "E1", "fee": number, **at}),
        ]
        table, columns = self.chance.choice(lines)
        if table == "bills":
            columns |= {"entered": "2025-06-02 07:00:00", "fee": number, "waived": 0, "paid": number, "cash_number": name, "cash": number}
        lot.insert(table, **columns)
        if number < 5:
            lot.run("UPDATE lot SET spaces = 290 + ?, grace = 10 + ?", (number, number))


def open_site(site, options):
    scale = 1 / options.shorter
    every, donglu = Lot(site, "every"), site.add_lot("donglu")
    site.lots.insert(0, every.create())
    (site.folder / "pictures").mkdir()
    second = site.add_program(Second(site, scale, options).start())
    site.uplink_port, site.downlink_port = second.uplink_port, second.downlink_port
    shipped = json.loads(without_comments((SOURCE / "configs" / "platforms" / "standard.json").read_text()))
    times = shipped["times"] | harness.short_times(scale)
    times |= {"heartbeat": f"{300_000 // 40}ms", "free_spaces": f"{60_000 // 40}ms", "answer": "3s"}
    downlink = shipped["downlink"] | {"keepalive": "1500ms", "reconnect_first": "50ms", "reconnect_max": "500ms", "gate_life": "1s"}
    profile = site.write_profile("shortened", times, downlink)
    every.write_plain_settings(profile)
    donglu.write_settings(profile)
    site.write_host_settings().start()
    return second, every, donglu


def run(site, options):
    second, every, donglu = open_site(site, options)
    speed = options.events / 4600 * 86400 / options.day
    donglu.play(
        *("--events", options.events, "--seed", options.seed, "--speed", f"{speed:.0f}", "--start", "2025-06-02 06:00:00"),
        *("--stay-open", "--quiet"),
        pictures=0.1,
    )
    day = Day(every, options.day, options.seed)
    day.start()
    second.tell("ask")
    trouble(site, second, options)
    day.join()
    book = donglu.book()
    wait_until(lambda: book.read().played, 120, "the day has been played", 1)
    second.tell("calm")
    settle(site, second, day, book, options)
    judge(second.tell("report"), every, day, book)


def trouble(site, second, options):
    """Through the day: another system takes the account over, the month ends, the cloud is away, the host is killed."""
    pause = options.day / 6
    for step in ("rival", "month", f"outage {pause / 3:.1f}", "kill"):
        time.sleep(pause)
        say(f"{step}: {sum(map(sum, (count.values() for count in second.tell('report')['accepted'].values())))} messages accepted so far")
        if step == "kill":
            kill(site, second)
        else:
            second.tell(step)


def kill(site, second):
    """What the store does not hold as delivered is not known to have arrived, whatever the cloud has answered."""
    site.host.kill()
    unknown = []
    for state in ("ready", "behind", "held"):
        code, words = site.host.command_line("outbox", "list", "--json", "--limit", "10000", "--message", "vehicle_entry", "--state", state)
        if code != 0:
            raise Failure(words)
        unknown += [letter["opr_num"] for letter in json.loads(words)]
    second.tell(" ".join(["died", *unknown]))
    site.host.start()


def settle(site, second, day, book, options):
    """Everything that happened is with the cloud in the end."""

    def missing():
        site.host.expect_running()
        stays = second.tell("stays")
        left = {code for code, stay in book.read().stays.items() if not stay.overwritten} - stays["donglu-id"].keys()
        left |= {code for code, _ in day.inside if code not in stays["every-id"]}
        left |= {code for code in day.left if not stays["every-id"].get(code, {}).get("left")}
        return left

    try:
        wait_until(lambda: not missing(), options.seconds, "everything arrives", 1)
    except Failure:
        raise Failure(f"never arrived: {sorted(missing())[:20]}") from None


def judge(report, every, day, book):
    say(f"asked: {report['asked']}")
    say(f"accepted: {report['accepted']}; logins: {report['logins']}")
    wrong = [f"{count} times {words}" for words, count in report["violations"].items()]
    wrong += unpaid(report, every, day, book)
    for name in EVERYTHING - report["accepted"]["every-id"].keys():
        wrong.append(f"no {name} arrived")
    wrong += [f"{name} was never answered with success" for name in ASKS["every-id"]["asks"] if not report["asked"].get(f"{name} 0000")]
    if wrong:
        raise Failure("\n  ".join(["the second cloud does not agree:", *wrong]))


def unpaid(report, every, day, book):
    """Whatever a lot has confirmed was applied there once; a car that had left by then is for a person to look at. What was deducted
    is known to the lot as soon as the car has left."""
    expected = set(report["orders"].get("every-id", {}))
    expected |= {order for order, record in report["deducted"]["every-id"].items() if record in day.left}

    def missing():
        return expected - {number for (number,) in every.run("SELECT number FROM payments")}

    wait_until(lambda: not missing(), 60, "every confirmed payment and every deduction is applied", 0.5)
    book.read()
    for order, record in report["orders"].get("donglu-id", {}).items():
        if book.payments[order] > 1 or (book.payments[order] == 0 and not book.stays[record].left):
            yield f"order {order} for {record} was applied {book.payments[order]} times"


EVERYTHING = set(
    "vehicle_entry vehicle_correction vehicle_exit image_upload total_spaces free_spaces heartbeat cashier_settlement"
    " supplementary_bill daily_reconciliation free_minutes unlicensed_entry unlicensed_exit monthly_card manual_gate_opening"
    " equipment_status station_status channel_info monthly_card_product member_query auto_deduct".split()
)


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--day", type=float, default=60, help="seconds that the day lasts")
    parser.add_argument("--events", type=int, default=4600, help="entries, corrections and exits of the day at the simulated lot")
    parser.add_argument("--shorter", type=float, default=600, help="how much shorter the ten minutes and the hour are")
    parser.add_argument("--trouble", type=float, default=0.05, help="share of requests whose answer the cloud loses, delays or spoils")
    harness.main(run, parser.parse_args())
