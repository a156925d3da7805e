#!/usr/bin/env python3
"""The host is killed (SIGKILL; with --windows TerminateProcess) again and again while a lot plays its day and the cloud
misbehaves. At the end the cloud's content must equal the lot's ledger: nothing missing, order kept, no payment applied twice, no
gate moved twice."""

import random
import time

import harness
from books import differences
from customers import Customers
from harness import say
from processes import Failure, wait_until

# Ten minutes become a second, an hour six.
TIME_FACTOR = 1 / 600
CONCURRENCY = 8
MISHAPS = {
    "delay": 0.05,
    "drop_before": 0.01,
    "drop_after": 0.01,
    "half": 0.005,
    "garbage": 0.005,
    "http500": 0.01,
    "9999": 0.005,
    "9000": 0.002,
}


def open_site(site, options):
    lot = site.add_lot()
    misbehave = {"seed": options.seed, "rates": MISHAPS, "delayMs": 30, "outage": {"everyMs": 15000, "forMs": 800}}
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000}
    site.start_cloud(misbehave=misbehave, times=times)
    profile = site.write_profile(
        times={**harness.short_times(TIME_FACTOR), "answer": "2s", "requests_per_window": 5},
        downlink={"reconnect_first": "50ms", "reconnect_max": "300ms"},
        concurrency=CONCURRENCY,
    )
    lot.write_settings(profile)
    site.write_host_settings()
    # A lot of this size has some 4600 events a day, a kill takes some 0.5 s: the traffic lasts as long as the killing.
    speed = options.events / 4600 * 86400 / (options.kills * (0.5 + site.host.starts_within))
    lot.play(
        *("--events", options.events, "--seed", options.seed, "--speed", f"{speed:.0f}"),
        *("--start", "2025-06-02 06:00:00", "--stay-open", "--quiet"),
        pictures=0.05,
    )
    return lot


class Killer:
    """Chooses the moment: at start-up, anywhere in the work, or right after the cloud has accepted something."""

    def __init__(self, site, seed):
        self.site = site
        self.random = random.Random(seed)
        self.moments = {"start-up": 0, "work": 0, "settling": 0}

    def strike(self):
        host = self.site.host.start()
        moment = self.random.choices(("start-up", "work", "settling"), (3, 4, 3))[0]
        self.moments[moment] += 1
        if moment == "start-up":
            time.sleep(self.random.uniform(0, host.starts_within))
        elif moment == "work":
            time.sleep(host.starts_within + self.random.uniform(0, 2.3))
        else:
            self._until_something_is_accepted()
        if moment != "start-up":
            host.expect_running()
        host.kill()

    def _until_something_is_accepted(self):
        book = self.site.cloud.book()
        book.read()
        before = sum(book.interfaces.values())
        until = time.monotonic() + 3 + self.site.host.starts_within
        while sum(book.read().interfaces.values()) == before and time.monotonic() < until:
            time.sleep(self.random.uniform(0, 0.01))


def progress(killer, kills, lot, cloud, customers):
    accepted = sum(cloud.read().interfaces.values())
    say(
        f"{kills} kills {killer.moments}, {lot.read().events} events at the lot, {accepted} messages at the cloud,"
        f" {customers.fees} fees, {len(customers.paid)} paid, {len(customers.moved)} gates"
    )


def lost_answers(cloud):
    """How often the cloud took a message and hid its answer: each may be repeated without blame."""
    return sum(fault["hits"] for fault in cloud.get("/faults") if fault["kind"] in ("drop_after", "half", "garbage", "refuse"))


def run(site, options):
    began = time.monotonic()
    lot = open_site(site, options)
    lot_book, cloud_book = lot.book(), site.cloud.book()
    customers = Customers(site.cloud, lot, options.seed).start()
    killer = Killer(site, options.seed)
    spoken = began
    for kills in range(1, options.kills + 1):
        killer.strike()
        if time.monotonic() - spoken > 10:
            spoken = time.monotonic()
            progress(killer, kills, lot_book, cloud_book, customers)
        if spoken - began > options.seconds:
            raise Failure(f"only {kills} of {options.kills} kills within {options.seconds:g} s")
    customers.stop()
    say("no more kills; the host finishes its work")
    hidden = lost_answers(site.cloud)
    site.cloud.heal()
    site.host.start()
    wait_until(lambda: lot_book.read().played, options.seconds, "the lot plays all its events", 0.5)
    finish(site, lot_book, cloud_book, customers, options)
    judge_repeats(cloud_book, options.kills, hidden)
    progress(killer, options.kills, lot_book, cloud_book, customers)
    site.stop_host()


def finish(site, lot, cloud, customers, options):
    """The books must agree; while the cloud still receives something, there is hope."""
    wait_until(lambda: site.cloud.online(site.lots[0].park_id), 20, "the downlink is up again")
    wait_until(customers.settle, 60, "every payment gets its answer", 0.2)
    last, still = -1, time.monotonic()
    while wrong := differences(lot.read(), cloud.read()) + customers.wrong(lot):
        site.host.expect_running()
        accepted = sum(map(len, cloud.sequence.values()))  # heartbeats never end
        if accepted != last:
            last, still = accepted, time.monotonic()
        if time.monotonic() - still > options.patience:
            raise Failure("the books differ:\n  " + "\n  ".join(wrong))
        time.sleep(0.3)
    late = len(customers.too_late(lot))
    counts = site.host.outbox(site.lots[0])
    unapplied = counts["owed_payments"] + counts["refused_payments"]
    if unapplied != late:
        raise Failure(f"{unapplied} payments are not applied; {late} were for cars that had left")
    wait_until(lambda: site.host.outbox(site.lots[0])["refused_payments"] == late, 30, "those are left to a person", 0.5)
    code, words = site.host.command_line("outbox", "verify")
    if code != 0:
        raise Failure(f"lotbridge outbox verify: {words}")


def judge_repeats(cloud, kills, hidden):
    """Only what was in flight at a kill, or whose answer was hidden, may have come again."""
    allowed = kills * CONCURRENCY + hidden * CONCURRENCY
    say(f"{cloud.repeats()} messages came again after they had been accepted; {allowed} were in doubt at most")
    if cloud.repeats() > allowed:
        raise Failure(f"{cloud.repeats()} repeats of accepted messages, yet only {allowed} can have been in doubt")


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=3600)
    parser.add_argument("--kills", type=int, default=200, help="how often the host is killed")
    parser.add_argument("--events", type=int, default=20000, help="entries, corrections and exits that the lot plays")
    parser.add_argument("--patience", type=float, default=30, help="seconds without anything new before the books must agree")
    harness.main(run, parser.parse_args())
