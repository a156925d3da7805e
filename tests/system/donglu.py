#!/usr/bin/env python3
"""A Donglu lot on MariaDB has a bad day: its tables are locked, the server ends our connections and is killed, an upgrade renames a
column, and the cloud misbehaves. At the end the cloud's content must equal the lot's ledger, and the lot next door has not noticed."""

import time

import harness
from books import differences
from harness import say
from mariadb import MariaDb
from processes import Failure, wait_until

MISHAPS = {"delay": 0.03, "drop_before": 0.01, "drop_after": 0.01, "http500": 0.01, "9999": 0.005}
STAYS = "SingleCarparkInOutHistory"


def open_lot(site):
    """On a server of its own, where the host has an account that may do what the mapping does and no more."""
    server = site.add_program(MariaDb(site.folder / "mariadb").start())
    server.execute("CREATE DATABASE carpark CHARACTER SET utf8mb4")
    server.execute("CREATE USER lotbridge@localhost; GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON carpark.* TO lotbridge@localhost")
    lot = site.add_lot("donglu")
    lot.mysql = {"unix_socket": str(server.socket), "dbname": "carpark", "user": "root"}
    adapter = lot.donglu()
    adapter["settings"]["connection"] |= {"user": "lotbridge", "lock_wait_ms": 1000, "statement_limit_ms": 3000}
    return server, lot, adapter


def open_site(site, options):
    server, lot, adapter = open_lot(site)
    neighbour = site.add_lot("neighbour")
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000}
    site.start_cloud(misbehave={"seed": options.seed, "rates": MISHAPS, "delayMs": 30}, times=times)
    profile = site.write_profile(times={**harness.short_times(1 / 600), "answer": "2s", "requests_per_window": 5})
    lot.write_settings(profile, adapters=[adapter])
    neighbour.write_settings(profile)
    site.write_host_settings()
    play(lot, options, day=2, pictures=0.3)
    neighbour.play("--speed", 600, "--seed", options.seed, "--start", "2025-06-02 06:00:00", "--stay-open", "--quiet")
    site.host.start()
    wait_until(lambda: site.cloud.book(lot.park_id).read().interfaces["vehicle_exit"] >= 20, 60, "cars come and go", 0.3)
    return server, lot, neighbour


def play(lot, options, day, pictures=None):
    """Each play some ten seconds of a busy morning."""
    lot.play(
        *("--events", options.events, "--seed", options.seed + day, "--speed", 600),
        *("--start", f"2025-06-{day:02} 07:00:00", "--quiet"),
        pictures=pictures,
    )


class Neighbour:
    """with Neighbour(...): what happens inside must not keep the lot next door from telling its cars."""

    def __init__(self, site, lot, what):
        self.book, self.what = site.cloud.book(lot.park_id), what

    def __enter__(self):
        self.before = self.book.read().interfaces["vehicle_entry"]

    def __exit__(self, kind, error, trace):
        if kind is None:
            wait_until(lambda: self.book.read().interfaces["vehicle_entry"] > self.before, 2, f"the lot next door goes on: {self.what}")
            say(f"{self.what}: {self.book.interfaces['vehicle_entry'] - self.before} entries of the lot next door meanwhile")


def words_of(site, lot):
    adapters = [adapter for one in site.host.status()["host"]["lots"] if one["name"] == lot.name for adapter in one["adapters"]]
    return adapters[0]["words"]


def spoil(site, server, lot, neighbour, options):
    with Neighbour(site, neighbour, "tables locked"):
        lock = site.add_program(server.lock(STAYS))
        wait_until(lambda: "ock wait timeout" in words_of(site, lot), 20, "the host says that it waits for a lock", 0.2)
        lock.kill()
    with Neighbour(site, neighbour, "connections ended"):
        for _ in range(5):
            server.execute("KILL USER lotbridge@localhost")
            time.sleep(0.4)
    wait_until(lambda: not lot.traffic.running(), 60, "the lot has played its first morning")
    with Neighbour(site, neighbour, "server killed"):
        server.kill()
        wait_until(lambda: "connecting to mysql carpark" in words_of(site, lot), 20, "the host misses the server", 0.2)
        server.start()
    play(lot, options, day=3)
    wait_until(lambda: not lot.traffic.running(), 60, "the lot has played its second morning")
    with Neighbour(site, neighbour, "column renamed"):
        server.execute(f"ALTER TABLE carpark.{STAYS} RENAME COLUMN operaName TO operatorName")
        gone = f"table {STAYS} has no column operaName"
        wait_until(lambda: gone in words_of(site, lot), 30, "the host names the column that is gone", 0.2)
        server.execute(f"ALTER TABLE carpark.{STAYS} RENAME COLUMN operatorName TO operaName")
    play(lot, options, day=4)
    wait_until(lambda: not lot.traffic.running(), 60, "the lot has played its third morning")


def expect_no_doubts(site):
    """Both lots are as lots are: neither the first reading nor the check doubts anything that they say."""
    told = (site.host.data / "log" / "lotbridge.log").read_text(errors="replace").splitlines()
    told += site.host.command_line("check", seconds=60)[1].splitlines()
    doubts = [line for line in told if "/fields/" in line or "/images/" in line]
    if doubts:
        raise Failure("there are doubts:\n  " + "\n  ".join(doubts))


def run(site, options):
    server, lot, neighbour = open_site(site, options)
    spoil(site, server, lot, neighbour, options)
    neighbour.traffic.stop()
    site.cloud.heal()
    books = [(one.book(), site.cloud.book(one.park_id)) for one in (lot, neighbour)]

    site.settle(lambda: [words for ledger, cloud in books for words in differences(ledger.read(), cloud.read())], options.patience)
    ledger, cloud = books[0]
    say(f"equal: {len(ledger.stays)} stays of the lot, {dict(cloud.interfaces)} at the cloud")
    cloud.expect("vehicle_entry", "vehicle_correction", "vehicle_exit", "image_upload", "total_spaces", "free_spaces")
    cloud.expect("manual_gate_opening", "free_minutes", "channel_info", "monthly_card_product")
    expect_no_doubts(site)
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=500, help="entries, corrections and exits of each of three mornings")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
