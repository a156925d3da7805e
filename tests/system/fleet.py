#!/usr/bin/env python3
"""Three hundred lots in one host: on SQLite, on MariaDB, in processes of their own, dialled by their software, with cameras. Told is
what the host takes of processor and memory and how late the cloud has an entry; then one lot's database server hangs and another's
cameras are dead, and the others must not be later for it. In the end every lot's book is compared."""

import os
import signal
import statistics
import time

import harness
import uploadcarin
import vzenith
from books import OutboxBook, differences
from delays import delays, quantile
from harness import say
from mariadb import MariaDb
from processes import Failure, children, cpu_seconds, free_ports, idle_seconds, resident_mib, wait_until

# Of a hundred lots.
SHARES = {"SQLite": 47, "SQLite, in a process": 7, "MariaDB": 13, "dialled": 30, "cameras": 3}


class Fleet:
    def __init__(self, site, options):
        self.site, self.options = site, options
        self.day = round(3 * options.watched + 3 * options.settle)
        self.groups = {kind: [] for kind in SHARES}
        self.server = site.add_program(MariaDb(site.folder / "mariadb")).start()
        self.hanging = site.add_program(MariaDb(site.folder / "hanging")).start()
        self.ports = {}
        for kind, share in SHARES.items():
            self.groups[kind] = [self.add(kind, number) for number in range(max(1, options.lots * share // 100))]
        self.sick = [self.on_mariadb(site.add_lot("hangs"), self.hanging), self.add("cameras", "dead")]

    def add(self, kind, number):
        lot = self.site.add_lot(f"{kind.split()[0].strip(',').lower()}{'p' if 'process' in kind else ''}{number}")
        if kind == "MariaDB":
            return self.on_mariadb(lot, self.server)
        if kind in ("dialled", "cameras"):
            self.ports[lot.name] = free_ports(3)
        return lot

    def on_mariadb(self, lot, server):
        server.execute(f"CREATE DATABASE {lot.name} CHARACTER SET utf8mb4")
        lot.mysql = {"unix_socket": str(server.socket), "dbname": lot.name, "user": "root"}
        return lot

    def lots(self):
        return [(kind, lot) for kind, lots in self.groups.items() for lot in lots] + [("MariaDB", self.sick[0]), ("cameras", self.sick[1])]

    def adapter(self, kind, lot):
        if kind == "dialled":
            return uploadcarin.adapter(self.ports[lot.name][0])
        if kind == "cameras":
            return vzenith.adapter(self.ports[lot.name][0], self.ports[lot.name][1:])
        lot.create()
        isolation = {"isolation": "process"} if kind.endswith("process") else {}
        return {**lot.donglu(), "poll": self.options.poll, **isolation}

    def settle_in(self):
        for number, (kind, lot) in enumerate(self.lots()):
            lot.write_settings(adapters=[self.adapter(kind, lot)])
            if number % 50 == 49:
                say(f"{number + 1} lots are built")

    def play(self):
        for number, (kind, lot) in enumerate(self.lots()):
            seed = ["--seed", self.options.seed + number]
            pace = ["--speed", self.options.speed, "--start", "2025-06-02 10:00:00"]  # in an hour that is like the next
            if kind == "cameras":
                # Those that will be dead have seen their last car by then: cars cannot be held up on a lane.
                day = self.day if lot is not self.sick[1] else max(10, round(self.options.watched / 2))
                cars = round(day * self.options.speed / 120)
                vzenith.play(lot, self.ports[lot.name][0], self.ports[lot.name][1:], *seed, "--cars", cars, "--seconds", day)
            elif kind == "dialled":
                uploadcarin.play(lot, self.ports[lot.name][0], *seed, *pace)
            else:
                # Nobody pays here, and three hundred programs that look ten times a second would measure themselves.
                lot.play(*seed, *pace, "--look-seconds", 2, "--quiet", "--stay-open")

    def online(self):
        return sum(lot["downlink"] for lot in self.site.cloud.get("/lots"))

    def freeze(self, number):
        for process in (self.hanging.process.pid, self.sick[1].traffic.process.pid):
            os.kill(process, number)

    def wrong(self, books):
        words = []
        for name, (lot, cloud) in books.items():
            words += [f"{name}: {found}" for found in differences(lot.read(), cloud.read(), 3)]
        return words

    def check_books(self, patience):
        books = {}
        for kind, lot in self.lots():
            if kind != "cameras":
                lot.traffic.stop()
                books[lot.name] = (OutboxBook(lot.ledger) if kind == "dialled" else lot.book(), self.site.cloud.book(lot.park_id))
        cameras = [lot for kind, lot in self.lots() if kind == "cameras"]
        wait_until(lambda: all(vzenith.Day(lot.ledger).played for lot in cameras), patience, "the cameras' day is over", 1)
        days = {lot.name: (vzenith.Day(lot.ledger), self.site.cloud.book(lot.park_id)) for lot in cameras}

        def wrong():
            seen = [f"{name}: {words}" for name, (day, cloud) in days.items() for words in vzenith.compare(day, cloud.read())[:3]]
            return seen + self.wrong(books)

        self.site.settle(wrong, patience)
        stays = sum(len(lot.stays) for lot, _ in books.values()) + sum(sum(day.stays.values()) for day, _ in days.values())
        say(f"{stays} stays of {len(self.lots())} lots: all there, none twice")


class Phase:
    """Some time of the fleet's life: what the host took in it, and how late the cloud had what happened in it."""

    def __init__(self, site, words):
        self.site, self.words = site, words

    def run(self, seconds):
        self.since, self.before, idle = time.time(), self.cpu_seconds(), idle_seconds()
        time.sleep(seconds)
        self.until = time.time()
        self.site.host.expect_running()
        cores = (self.cpu_seconds() - self.before) / (self.until - self.since)
        runners = children(self.site.host.process.pid)
        memory = f"{self.site.host.resident_mib():.0f} MiB, {sum(map(resident_mib, runners)):.0f} MiB in {len(runners)} processes of adapters"
        rate = self.site.cloud.book().count(self.since, self.until) / (self.until - self.since)
        busy = 1 - (idle_seconds() - idle) / (self.until - self.since) / os.cpu_count()
        say(f"{self.words}: {rate:.0f} messages/s accepted; host {100 * cores:.0f} % of a core, {memory}; the machine is {100 * busy:.0f} % busy")

    def cpu_seconds(self):
        host = self.site.host.process.pid
        return sum(map(cpu_seconds, [host, *children(host)]))

    def delays(self, groups):
        late = {}
        for kind, lots in groups.items():
            found = late[kind] = delays(self.site.cloud, lots, self.since, self.until)
            p50, p90, p99 = statistics.median(found), quantile(found, 0.9), quantile(found, 0.99)
            say(f"{self.words}: {len(found)} entries of {len(lots)} lots ({kind}), delay p50 {p50:.0f}, p90 {p90:.0f}, p99 {p99:.0f} ms")
        return late


def run(site, options):
    fleet = Fleet(site, options)
    site.start_cloud(times={"heartbeatMs": 3_600_000, "freeSpacesMs": 3_600_000, "downlinkIdleMs": 3_600_000})
    fleet.settle_in()
    site.write_host_settings(log={"level": "warning"}).start()
    wait_until(lambda: fleet.online() == len(fleet.lots()), 120, "all lots are connected", 1)
    say(f"{len(fleet.lots())} lots are connected; host {site.host.resident_mib():.0f} MiB")
    fleet.play()
    time.sleep(options.settle)
    well, ill, again = Phase(site, "all well"), Phase(site, "a server hangs, cameras are dead"), Phase(site, "all well again")
    well.run(options.watched)
    wait_until(lambda: vzenith.Day(fleet.sick[1].ledger).played, 60, "the last car has gone where the cameras shall be dead")
    fleet.freeze(signal.SIGSTOP)
    time.sleep(options.settle)
    ill.run(options.watched)
    fleet.freeze(signal.SIGCONT)
    time.sleep(options.settle)
    again.run(options.watched)
    time.sleep(3)
    groups = {kind: lots for kind, lots in fleet.groups.items() if kind != "cameras"}  # their ledger is written in the end
    before, beside, after = well.delays(groups), ill.delays(groups), again.delays(groups)
    fleet.check_books(options.patience)
    site.stop_host()
    # Traffic grows with the day: what is compared lies on both sides.
    for kind in groups if not options.short else []:
        for share in (0.5, 0.9, 0.99):
            late, *well = (quantile(phase[kind], share) for phase in (beside, before, after))
            if late > 1.1 * sum(well) / 2 + 5:
                raise Failure(f"{kind}: p{100 * share:g} was {late:.0f} ms beside the sick, {well[0]:.0f} ms before and {well[1]:.0f} ms after")


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--lots", type=int, default=300)
    parser.add_argument("--speed", type=int, default=25, help="how much faster than life they play: 25 is some 2 events a second each at noon")
    parser.add_argument("--poll", default="2s", help="how often the databases are asked")
    parser.add_argument("--settle", type=float, default=20, help="seconds that are not measured, before each part")
    parser.add_argument("--watched", type=float, default=60, help="seconds of each part")
    parser.add_argument("--patience", type=float, default=240, help="seconds until the books must agree")
    parser.add_argument("--short", action="store_true", help="delays are shown and not judged")
    harness.main(run, parser.parse_args())
