#!/usr/bin/env python3
"""The cloud is away for six hours while the lot goes on. Intake goes on, memory stays flat, and after the recovery everything
arrives in order; who came and left meanwhile arrives as a supplementary bill. Times are shortened together."""

import threading
import time

import harness
from books import differences
from harness import say
from processes import Failure, wait_until

SIX_HOURS = 6 * 3600


class Memory:
    """Samples the resident memory of the host twice a second."""

    def __init__(self, host):
        self.host = host
        self.samples = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.wait(0.5):
            if self.host.running():
                self.samples.append((time.monotonic(), self.host.resident_mib()))

    def most(self, since, until):
        return max(mib for at, mib in self.samples if since <= at <= until)


def open_site(site, options):
    lot = site.add_lot()
    factor = options.outage / SIX_HOURS
    hour = round(3_600_000 * factor)
    # The judge has the same hour as the host; a silent lot is no violation here, because the outage is the test.
    site.start_cloud(
        times={"hourMs": hour, "retryMs": hour // 6, "heartbeatMs": 3_600_000, "freeSpacesMs": 3_600_000, "downlinkIdleMs": 3_600_000}
    )
    profile = site.write_profile(times=harness.short_times(factor), downlink={"reconnect_first": "50ms", "reconnect_max": "500ms"})
    lot.write_settings(profile)
    site.write_host_settings().start()
    wait_until(lambda: site.cloud.online(lot.park_id), 30, "the host is connected")
    # All events fall into the outage but a tenth before it.
    days = options.events / 4600
    speed = days * 86400 / (options.outage * 0.9)
    lot.play(
        *("--events", options.events, "--seed", options.seed, "--speed", f"{speed:.0f}"),
        *("--start", "2025-06-02 06:00:00", "--stay-open", "--quiet"),
    )
    return lot


def run(site, options):
    lot = open_site(site, options)
    lot_book, cloud_book = lot.book(), site.cloud.book()
    memory = Memory(site.host).start()
    wait_until(lambda: lot_book.read().events > options.events * 0.05, options.seconds, "the traffic has begun")
    began = time.monotonic()
    site.cloud.fault(kind="refuse")
    time.sleep(1)  # for what was on its way to a cloud that still took it, and for the ledger, which is written after the database
    entered_before = set(lot_book.read().stays)
    say(f"the outage begins after {lot_book.events} events")
    while time.monotonic() - began < options.outage or not lot_book.read().played:
        time.sleep(5)
        waiting = waiting_letters(site)
        say(f"{lot_book.read().events} events at the lot, {waiting} messages wait, {memory.samples[-1][1]:.1f} MiB resident")
        if time.monotonic() - began > options.seconds:
            raise Failure(f"the lot has not played its events within {options.seconds:g} s")
    intake_keeps_up(site, lot_book)
    ended = time.monotonic()
    left_meanwhile = {code for code, stay in lot_book.stays.items() if stay.left and stay.entered}
    site.cloud.heal()
    refuse_some(site, options)
    say(f"the cloud is back; {waiting_letters(site)} messages wait")
    settle(site, lot_book, cloud_book, options)
    memory.stop()
    judge_bills(cloud_book, left_meanwhile - entered_before)
    judge_memory(memory, began, ended)
    judge_pace(cloud_book)


def waiting_letters(site):
    outbox = site.host.outbox(site.lots[0])
    return outbox["waiting"] + outbox["held"]


def refuse_some(site, options):
    """One message in fifty is refused at first, so that the ten minutes and the five in an hour are put to use."""
    site.cloud.fault(kind="answer", code="9999", probability=0.02, forMs=int(options.outage * 200))


def intake_keeps_up(site, lot_book):
    """What happened during the outage is on the host's disk before the cloud comes back."""
    expected = len(lot_book.stays)

    def taken_in():
        outbox = site.host.outbox(site.lots[0])
        return outbox["waiting"] + outbox["held"] + outbox["delivered"]

    wait_until(lambda: taken_in() >= expected, 60, "intake goes on during the outage", 1)


def settle(site, lot, cloud, options):
    last, still = -1, time.monotonic()
    while wrong := differences(lot.read(), cloud.read()):
        site.host.expect_running()
        accepted = sum(map(len, cloud.sequence.values()))  # heartbeats never end
        if accepted != last:
            last, still = accepted, time.monotonic()
            say(f"{accepted} messages accepted, {len(wrong)} differences")
        if time.monotonic() - still > options.patience:
            raise Failure("the books differ:\n  " + "\n  ".join(wrong))
        time.sleep(2)


def judge_bills(cloud, codes):
    """Who entered and left during the outage was never reported before: one supplementary bill each."""
    others = {code: cloud.sequence[code] for code in codes if cloud.sequence[code] != ["supplementary_bill"]}
    say(f"{len(codes) - len(others)} of {len(codes)} stays within the outage arrived as supplementary bills")
    if others:
        some = list(others.items())[:10]
        raise Failure(f"{len(others)} stays within the outage did not arrive as one supplementary bill: {some}")


def judge_memory(memory, began, ended):
    """A backlog in memory would show between the first half of the outage and the second: some 25,000 messages of 600 bytes and
    more. What fills up once, caches and the allocator's arenas, is allowed for: 118,000 waiting messages (--events 120000) end at the
    same 43 MiB as 49,500."""
    middle = (began + ended) / 2
    first, second = memory.most(began, middle), memory.most(middle, ended)
    say(f"resident memory: at most {first:.1f} MiB in the first half of the outage, {second:.1f} MiB in the second")
    if second - first > 8 or second > 60:
        raise Failure(f"resident memory grew from {first:.1f} to {second:.1f} MiB during the outage")


def judge_pace(cloud):
    too_often = [violation for violation in cloud.violations() if violation[0].startswith(("B.1.2.5", "5.1.2", "5.2.4"))]
    if too_often:
        raise Failure(f"sent too often: {too_often}")


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=1800)
    parser.add_argument("--events", type=int, default=50_000, help="entries, corrections and exits that the lot plays")
    parser.add_argument("--outage", type=float, default=90, help="seconds that stand for six hours")
    parser.add_argument("--patience", type=float, default=60, help="seconds without anything new before the books must agree")
    harness.main(run, parser.parse_args())
