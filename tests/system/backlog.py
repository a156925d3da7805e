#!/usr/bin/env python3
"""A million messages wait in the outbox when the host starts: it must start as fast, stay as small and deliver as fast as
with a thousand. And a host that has nothing to do must do nothing."""

import os
import shutil
import statistics
import subprocess
import time

import harness
from harness import say
from processes import Failure, wait_until


class Accepted:
    """When the cloud accepted messages of one kind, by its own clock in milliseconds."""

    def __init__(self, cloud):
        self.database = cloud.book()._database

    def count(self):
        return self.database.execute("SELECT count(*) FROM message WHERE interface = 'vehicle_entry'").fetchone()[0]

    def times(self, first, last):
        query = "SELECT at FROM message WHERE interface = 'vehicle_entry' ORDER BY seq LIMIT ? OFFSET ?"
        return [at for (at,) in self.database.execute(query, (last - first, first))]


def fill(site, count):
    """A fresh data folder with so many entries in the outbox."""
    shutil.rmtree(site.host.data, ignore_errors=True)
    site.host.data.mkdir()
    began = time.monotonic()
    program = site.program("tests/system/lotbridge_fill_outbox")
    subprocess.run([program, site.host.data, site.lots[0].name, str(count)], check=True)
    os.sync()  # or the system would still be writing a gigabyte while delivery is timed
    say(f"{count} messages put into the outbox in {time.monotonic() - began:.1f} s")


def fresh_cloud(site):
    if site.cloud:
        site.cloud.stop()
        for file in site.folder.glob("cloud.db*"):
            file.unlink()
    return site.start_cloud(volatile=True)


def deliver(site, backlog, watched, small):
    """Starts the host on a backlog: seconds until the first acceptance, messages a second, resident MiB at most."""
    fill(site, backlog)
    accepted = Accepted(fresh_cloud(site))
    began = time.monotonic()
    site.host.start()
    wait_until(lambda: accepted.count() > 0, 30, "the first message is accepted", 0.01)
    first = time.monotonic() - began
    largest = 0

    def enough():
        nonlocal largest
        largest = max(largest, site.host.resident_mib())
        return accepted.count() >= watched

    wait_until(enough, 300, f"{watched} messages are accepted", 0.05)
    rate = statistics.median(rates(accepted.times(0, watched), small))
    site.stop_host()
    say(f"backlog {backlog}: first acceptance after {first:.2f} s, {rate:.0f} messages/s, {largest:.1f} MiB resident")
    return first, rate, largest


def rates(times, small):
    """Messages a second, in stretches as long as the small backlog; the first tenth of each, where a start would have its
    login and cold caches, is left out."""
    for begin in range(0, len(times) - small + 1, small):
        stretch = times[begin + small // 10 : begin + small]
        yield (len(stretch) - 1) / max(1, stretch[-1] - stretch[0]) * 1000


def watch_idle(site, seconds):
    """With the poll that a lot has unless its settings say otherwise."""
    adapter = site.lots[0].donglu()
    del adapter["poll"]
    site.lots[0].write_settings(adapters=[adapter])
    shutil.rmtree(site.host.data, ignore_errors=True)
    fresh_cloud(site)
    site.host.start()
    wait_until(lambda: site.cloud.online(site.lots[0].park_id), 20, "the host is connected")
    time.sleep(5)
    cpu, began = site.host.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    used = (site.host.cpu_seconds() - cpu) / (time.monotonic() - began) * 100
    resident = site.host.resident_mib()
    site.host.stop()
    say(f"idle for {seconds:g} s: {used:.2f} % of a core, {resident:.1f} MiB resident")
    return used, resident


def judge(words):
    wrong = [text for good, text in words if not good]
    if wrong:
        raise Failure("; ".join(wrong))


def run(site, options):
    lot = site.add_lot().create()
    site.write_host_settings()
    used, idle = watch_idle(site, options.idle)
    lot.write_settings()
    small = statistics.median(deliver(site, options.small, options.small, options.small)[1] for _ in range(options.rounds))
    first, rate, largest = deliver(site, options.backlog, options.watched, options.small)
    judge(
        [
            (first <= 3, f"the first acceptance came after {first:.2f} s, more than 3 s"),
            (largest <= 60, f"{largest:.1f} MiB resident with the backlog, more than 60 MiB"),
            (abs(rate - small) <= 0.1 * small or rate > small, f"{rate:.0f} messages/s with the backlog, {small:.0f} without"),
            (idle <= 25, f"{idle:.1f} MiB resident when idle, more than 25 MiB"),
            (used < 0.5, f"{used:.2f} % of a core when idle, 0.5 % or more"),
        ]
    )


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--backlog", type=int, default=1_000_000, help="messages in the outbox at the start")
    parser.add_argument("--small", type=int, default=1_000, help="the backlog to compare with")
    parser.add_argument("--watched", type=int, default=20_000, help="messages of the backlog whose delivery is timed")
    parser.add_argument("--rounds", type=int, default=9, help="runs with the small backlog; their median counts")
    parser.add_argument("--idle", type=float, default=30, help="seconds to watch a host that has nothing to do")
    harness.main(run, parser.parse_args())
