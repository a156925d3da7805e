#!/usr/bin/env python3
"""Two lots whose adapters are programs: adapters/examples/python-csv and adapters/examples/node-jsonl. While their day is
played, the programs are killed again and again, the Python one until it is held, and then the host. The cloud's books must be the
lots' days; a payment is booked once and a gate moves once, however often they are asked for."""

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
import uuid

import harness
from books import Stay, differences
from harness import SOURCE, accepted, say
from processes import Failure, children, wait_until

EXAMPLES = SOURCE / "adapters" / "examples"
MISHAPS = {"delay": 0.03, "drop_before": 0.01, "drop_after": 0.01, "http500": 0.01}
PICTURE = SOURCE / "tools" / "lotsim" / "pictures"


PROGRAMS = {"csv": "example.python-csv", "jsonl": "example.node-jsonl"}


class Day:
    """What happens at a lot: stays that come and go, and the book that the cloud must end up with."""

    def __init__(self, prefix, cars, seed):
        self.random = random.Random(seed)
        self.stays, self.moments = {}, []
        for number in range(cars):
            code, minute = f"{prefix}{number:04}", 22 * 60 + self.random.randrange(180)  # over midnight
            stay = Stay(plate=f"测{self.random.choice('ABCDE')}{number:05}", entered=self.time(minute))
            self.moments.append((minute, code, "in"))
            if self.random.random() < 0.8:
                minute += self.random.randrange(5, 120)
                stay.left, stay.due = self.time(minute), self.random.randrange(0, 40) * 50
                stay.waived = self.random.choice([0, stay.due // 100 * 50])
                stay.received = stay.due - stay.waived
                self.moments.append((minute, code, "out"))
            self.stays[code] = stay
        self.moments.sort()

    @staticmethod
    def time(minute):
        return f"2026-06-{1 + minute // 1440:02} {minute // 60 % 24:02}:{minute % 60:02}:00"


class Booth:
    """The booth program of python-csv: exports what happens, and books payments from its folder."""

    def __init__(self, site, options):
        self.folder = site.folder / "export"
        self.payments = site.folder / "payments"
        (self.payments / "done").mkdir(parents=True)
        self.folder.mkdir()
        self.day = Day("T", options.cars, options.seed)
        self.booked = []

    def settings(self):
        return {"folder": str(self.folder), "payments": str(self.payments)}

    def happen(self, moment):
        _, code, what = moment
        stay = self.day.stays[code]
        at = stay.entered if what == "in" else stay.left
        file = self.folder / f"{at[:10].replace('-', '')}.csv"
        text = "" if file.exists() else "票号,动作,车牌,通道,时间,入场时间,应收,优惠,实收\r\n"
        row = [code, "入场", stay.plate, "N1", at, "", "", "", ""]
        if what == "out":
            money = [f"{fen / 100:.2f}" for fen in (stay.due, stay.waived, stay.received)]
            row = [code, "出场", stay.plate, "X1", at, stay.entered, *money]
        write_in_pieces(file, (text + ",".join(row) + "\r\n").encode("gb18030"))

    def serve(self):
        for file in self.payments.glob("*.csv"):
            self.booked.append(file.read_text("gb18030").strip().split(","))
            file.rename(self.payments / "done" / file.name)


class Controller:
    """The gate controller of node-jsonl: writes events with pictures, and moves gates."""

    def __init__(self, site, options):
        self.folder = site.folder / "controller"
        (self.folder / "photos").mkdir(parents=True)
        (self.folder / "orders").mkdir()
        self.picture = (PICTURE / "small.jpg").read_bytes()
        self.day = Day("S", options.cars, options.seed + 1)
        self.events, self.pictures, self.moved = 0, 0, []
        self.begin_anew_after = len(self.day.moments) // 2

    def settings(self):
        return {"folder": str(self.folder)}

    def happen(self, moment):
        _, code, what = moment
        stay = self.day.stays[code]
        event = {"type": what, "stay": code, "plate": stay.plate, "lane": "N1" if what == "in" else "X1"}
        event["time"] = stay.entered if what == "in" else stay.left
        if what == "out":
            event |= {"entered": stay.entered, "due": stay.due / 100, "waived": stay.waived / 100, "paid": stay.received / 100}
        if self.events % 4 == 0:
            event["photo"] = f"{self.events}.jpg"
            (self.folder / "photos" / event["photo"]).write_bytes(self.picture + str(self.events).encode())
            self.pictures += 1
        self.events += 1
        file = self.folder / "events.jsonl"
        if self.events == self.begin_anew_after:
            file.rename(self.folder / "events.old.jsonl")
        write_in_pieces(file, (json.dumps(event, ensure_ascii=False) + "\n").encode())

    def serve(self):
        for order in (self.folder / "orders").glob("*.json"):
            taken = order.rename(order.with_suffix(".taken"))
            self.moved.append(json.loads(taken.read_text())["gate"])
            answer = order.with_suffix(".done.part")
            answer.write_text(json.dumps({"moved": True}))
            answer.rename(order.with_suffix(".done"))


def write_in_pieces(file, data):
    """As a program does that is slower than its reader: a line is there in halves for a moment."""
    with open(file, "ab", buffering=0) as out:
        out.write(data[: len(data) // 2])
        time.sleep(0.001)
        out.write(data[len(data) // 2 :])


class Life:
    """The legacy system at work, on a thread of its own: its day spread over some seconds, and what it is asked for."""

    def __init__(self, legacy, seconds):
        self.legacy, self.seconds = legacy, seconds
        self.over, self.failure = threading.Event(), None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.live, daemon=True)
        self.thread.start()

    def live(self):
        try:
            moments, began = iter(self.legacy.day.moments), time.monotonic()
            total = len(self.legacy.day.moments)
            for number, moment in enumerate(moments):
                while time.monotonic() < began + self.seconds * number / total:
                    self.legacy.serve()
                    time.sleep(0.01)
                self.legacy.happen(moment)
            self.over.set()
            while not self.ended.wait(0.01):
                self.legacy.serve()
        except Exception as failure:  # told in the main thread
            self.failure = failure
            self.over.set()

    def end(self):
        self.ended.set()
        self.thread.join()
        if self.failure:
            raise self.failure


def open_site(site, options):
    plugins = site.folder / "plugins"
    for example in ("python-csv", "node-jsonl"):
        shutil.copytree(EXAMPLES / example, plugins / f"example.{example}", ignore=shutil.ignore_patterns("__pycache__"))
    csv, jsonl = site.add_lot("csv"), site.add_lot("jsonl")
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000, "downlinkIdleMs": 600_000}
    site.start_cloud(misbehave={"seed": options.seed, "rates": MISHAPS, "delayMs": 30}, times=times)
    profile = site.write_profile(times={**harness.short_times(1 / 600), "answer": "2s", "requests_per_window": 5})
    legacies = [Booth(site, options), Controller(site, options)]
    site.write_host_settings(plugins=str(plugins))
    check_programs(site, profile)
    for lot, legacy in zip((csv, jsonl), legacies):
        lot.write_settings(profile, adapters=[program(lot, legacy.settings())])
    return csv, jsonl, legacies


def program(lot, settings):
    return {"name": "program", "plugin": PROGRAMS[lot.name], "poll": "100ms", "settings": settings}


def check_programs(site, profile):
    """What lotbridge check says of a car that has just passed: the lot's time_zone is right, is an hour off, nothing is connected
    to, and the lot's folder is elsewhere."""
    folder = site.folder / "just now"
    (folder / "orders").mkdir(parents=True)
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
    event = {"type": "in", "stay": "S1", "plate": "测A00001", "lane": "N1", "time": now}
    (folder / "events.jsonl").write_text(json.dumps(event) + "\n")
    (folder / "1.csv").write_text(f"票号,动作,车牌,通道,时间,入场时间,应收,优惠,实收\nT1,入场,测A00001,N1,{now},,,,\n", "gb18030")

    def expect(finding, *options, zone="Asia/Shanghai", where=folder):
        for lot in site.lots:
            lot.write_settings(profile, adapters=[program(lot, {"folder": str(where)})], time_zone=zone)
        _, told = site.host.command_line("check", *options)
        for lot in site.lots:
            words = finding[:8] + f"{lot.name}: adapter program: " + finding[8:]
            if words not in told or ("--offline" in options and "clock" in told):
                raise Failure(f"lotbridge check {' '.join(options)} does not say {words!r} alone of {lot.name}:\n{told}")

    expect("ok      clock: by the lot's time_zone")
    expect("note    clock: by the lot's time_zone", zone="+09:00")
    expect("ok      folder: ", "--offline")
    expect("note    folder: not on this computer", "--offline", where=site.folder / "elsewhere")


def program_of(site, name):
    """The process that runs this file, or nothing."""
    for child in children(site.host.process.pid):
        try:
            with open(f"/proc/{child}/cmdline", "rb") as file:
                if name.encode() in file.read().split(b"\0"):
                    return child
        except FileNotFoundError:
            continue
    return None


def state_of(site, lot):
    return next(one["adapters"][0] for one in site.host.status()["host"]["lots"] if one["name"] == lot.name)


def kill_until_held(site, lot, name, chance):
    """Every kill is a fault; the fifth within ten minutes holds it, until somebody lets it run again."""
    for _ in range(5):
        program = wait_until(lambda: program_of(site, name), 30, f"{name} runs again")
        time.sleep(chance.uniform(0, 1))
        os.kill(program, signal.SIGKILL)
        wait_until(lambda: not os.path.exists(f"/proc/{program}"), 10, "a killed program is gone")
    held = wait_until(lambda: state if (state := state_of(site, lot))["health"] == "held" else None, 30, "the program is held", 0.3)
    for words in ("held after 5 faults", "was ended by signal 9", f"lotbridge resume --lot {lot.name} --adapter program"):
        if words not in held["words"]:
            raise Failure(f"the status does not say {words!r}: {held['words']}")
    code, words = site.host.command_line("resume", "--lot", lot.name, "--adapter", "program")
    if code != 0:
        raise Failure(f"lotbridge resume: {words}")
    say(f"{name} was killed five times, held, and let run again")


def kill_host(site):
    programs = wait_until(lambda: len(found := children(site.host.process.pid)) == 2 and found, 30, "both programs run")
    site.host.kill()
    wait_until(lambda: not any(os.path.exists(f"/proc/{program}") for program in programs), 5, "no program outlives its host")
    site.host.start()
    say("the host was killed, its programs ended with it")


def command_again(site, example, legacy, name, body, key):
    """The same request to a program that was started anew: what one is asked that has died before its answer was heard."""
    folder = site.folder / "plugins" / f"example.{example}"
    program = json.loads((folder / "manifest.json").read_text())["program"]
    requests = [("start", {"settings": legacy.settings()}), ("command", {"name": name, "body": body, "key": key, "timeout_ms": 2000})]
    lines = "".join(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}) + "\n" for id, (method, params) in enumerate(requests))
    told = subprocess.run(program, cwd=folder, input=lines, capture_output=True, text=True, timeout=30, check=True)
    return json.loads(told.stdout.splitlines()[-1])["result"]["body"]


def pay_twice(site, lot, booth):
    """The second time under another number of the request, as a cloud does that has forgotten that it was answered."""
    inside = next(code for code, stay in booth.day.stays.items() if not stay.left)
    body = {"orderCode": str(uuid.uuid4()), "recordCode": inside, "orderMoney": 5, "realPayMoney": 5, "payType": "4"}
    for _ in range(2):
        number = str(uuid.uuid4())
        wait_until(lambda: accepted(site.cloud.ask("prepayment", body, lot=lot.park_id, oprNum=number)), 30, "the payment is taken", 0.3)
    wait_until(lambda: booth.booked, 30, "the booth books the payment")
    again = command_again(site, "python-csv", booth, "prepayment", body, "")
    time.sleep(0.1)  # for the booth to look
    if again != {"orderCode": body["orderCode"], "result": 1} or booth.booked != [[body["orderCode"], inside, "5.00"]]:
        raise Failure(f"one payment was booked as {booth.booked}")


def open_gate(site, lot, controller):
    ask = {"barCode": "N1", "isOpen": 1}
    number = str(uuid.uuid4())
    for _ in range(2):
        wait_until(lambda: accepted(site.cloud.ask("gate_control", ask, lot=lot.park_id, oprNum=number)), 30, "the gate moves", 0.3)
    again = command_again(site, "node-jsonl", controller, "gate_control", ask, number)
    if again != {"barCode": "N1", "status": 1} or controller.moved != ["N1"]:
        raise Failure(f"asked for once, moved: {controller.moved}")
    refused = site.cloud.ask("blacklist", {"carNum": "测B00001", "Type": 1}, lot=lot.park_id)
    if accepted(refused) or "unsupported" not in json.dumps(refused):
        raise Failure(f"what the program cannot do was not answered unsupported: {refused}")


def run(site, options):
    csv, jsonl, (booth, controller) = open_site(site, options)
    chance = random.Random(options.seed)
    site.host.start()
    code, schema = site.host.command_line("schema", "plugin", "example.python-csv")
    if code != 0 or "岗亭软件的导出目录" not in schema:
        raise Failure(f"lotbridge schema plugin example.python-csv: {schema}")
    lives = [Life(booth, options.day), Life(controller, options.day)]
    wait_until(lambda: all(site.cloud.online(lot.park_id) for lot in (csv, jsonl)), 30, "the host is connected")
    os.kill(wait_until(lambda: program_of(site, "adapter.js"), 30, "adapter.js runs"), signal.SIGKILL)
    kill_until_held(site, csv, "adapter.py", chance)
    kill_host(site)
    wait_until(lambda: all(life.over.is_set() for life in lives), options.day + 60, "the day is over")
    wait_until(lambda: all(site.cloud.online(lot.park_id) for lot in (csv, jsonl)), 30, "the host is connected")
    site.cloud.heal()
    pay_twice(site, csv, booth)
    open_gate(site, jsonl, controller)
    finish(site, csv, jsonl, booth, controller, options)
    for life in lives:
        life.end()
    site.stop_host()


def undelivered(site, lot):
    return {state: count for state, count in site.host.outbox(lot).items() if state != "delivered" and count}


def finish(site, csv, jsonl, booth, controller, options):
    books = [(booth.day, site.cloud.book(csv.park_id)), (controller.day, site.cloud.book(jsonl.park_id))]

    def wrong():
        return [words for day, book in books for words in differences(day, book.read())]

    site.settle(wrong, options.patience)
    pictures = books[1][1].interfaces
    wait_until(lambda: books[1][1].read() and pictures["image_upload"] == controller.pictures, 30, "all pictures are there", 0.5)
    for lot in (csv, jsonl):
        wait_until(lambda: not undelivered(site, lot), 20, f"nothing is left in the outbox of {lot.name}", 0.5)
    if violations := books[0][1].violations():
        raise Failure(f"the judge found: {violations}")
    for book in (book for _, book in books):
        say(f"equal: {len(book.stays)} stays, {dict(book.interfaces)} at the cloud")


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--cars", type=int, default=400, help="how many come to each lot")
    parser.add_argument("--day", type=float, default=25, help="seconds in which a day is played")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
