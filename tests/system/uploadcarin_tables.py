#!/usr/bin/env python3
"""A lot of the uploadcarin interface, read by its tables on MariaDB, has a bad day: tables are locked, connections end, the server is
killed, an upgrade renames a column, rows are filled in late, written twice and dated by a camera whose clock is wrong. The cloud's
book must be the lot's ledger; what the sheet does not offer is answered "unsupported"."""


import harness
import sheets
from books import OutboxBook, differences
from harness import say
from mariadb import MariaDb
from mornings import end_of_play, strain, words_of
from processes import Failure, wait_until

MISHAPS = {"delay": 0.03, "drop_before": 0.01, "drop_after": 0.01, "http500": 0.01, "9999": 0.005}


def open_site(site, options):
    server = site.add_program(MariaDb(site.folder / "mariadb").start())
    server.execute("CREATE DATABASE carpark CHARACTER SET utf8mb4")
    server.execute("CREATE USER lotbridge@localhost; GRANT SELECT ON carpark.* TO lotbridge@localhost")
    lot = site.add_lot("tables")
    lot.brand = "uploadcarin-tables"
    lot.mysql = {"unix_socket": str(server.socket), "dbname": "carpark", "user": "root"}
    adapter = lot.sql_adapter("uploadcarin/tables.json")
    adapter["settings"]["connection"] |= {"user": "lotbridge", "lock_wait_ms": 1000, "statement_limit_ms": 3000}
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000}
    site.start_cloud(misbehave={"seed": options.seed, "rates": MISHAPS, "delayMs": 30}, times=times)
    profile = site.write_profile(times={**harness.short_times(1 / 600), "answer": "2s", "requests_per_window": 5})
    lot.write_settings(profile, adapters=[adapter])
    site.write_host_settings()
    play(lot, options, 2)
    site.host.start()
    wait_until(lambda: site.cloud.book().read().interfaces["vehicle_exit"] >= 20, 60, "cars come and go", 0.3)
    return server, lot


def play(lot, options, day):
    """Each play some fifteen seconds of a busy morning."""
    morning = ["--start", f"2025-06-{day:02} 07:00:00", "--speed", 600, "--regulars", 50]
    lot.play("--events", options.events, "--seed", options.seed + day, *morning)


def settle(site, ledger, cloud, options):
    def wrong():
        found = differences(ledger.read(), cloud.read())
        if cloud.interfaces["monthly_card"] != ledger.others["card"]:
            found.append(f"{cloud.interfaces['monthly_card']} cards, at the lot {ledger.others['card']}")
        return found

    site.settle(wrong, options.patience)


def spoil(site, server, lot, ledger, cloud, options):
    strain(site, server, lot, "pk_gateio")
    settle(site, ledger, cloud, options)
    say(f"the first morning is told: {len(ledger.stays)} stays; now an upgrade that renames a column")
    server.execute("ALTER TABLE carpark.pk_gateio RENAME COLUMN OutCarMark TO OutMark")
    gone = "table pk_gateio has no column OutCarMark"
    wait_until(lambda: gone in words_of(site), 70, "the host names the column that is gone", 0.2)
    server.execute("ALTER TABLE carpark.pk_gateio RENAME COLUMN OutMark TO OutCarMark")
    play(lot, options, 3)
    end_of_play(lot)
    settle(site, ledger, cloud, options)
    for what in ("correction", "written_twice", "card_again"):
        if not ledger.others[what]:
            raise Failure(f"the day was spared {what}: play more events")


def run(site, options):
    server, lot = open_site(site, options)
    ledger, cloud = OutboxBook(lot.ledger), site.cloud.book()
    spoil(site, server, lot, ledger, cloud, options)
    say(f"equal: {len(ledger.stays)} stays of the lot, {dict(cloud.interfaces)} at the cloud")
    site.cloud.heal()
    sheets.prove(site, lot, "database")
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=500, help="entries, corrections and exits of each of two mornings")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
