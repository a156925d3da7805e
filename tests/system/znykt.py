#!/usr/bin/env python3
"""A ZNYKT lot in GBK on MariaDB has a bad day: tables are locked, connections end, the server is killed, the booth's clock is
wrong, the product is upgraded twice (the outbox is made again; a column is renamed). At the end the cloud's content must equal
the lot's ledger; then what the sheet offers is asked for, and everything else is answered "unsupported"."""


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
    server.execute("CREATE DATABASE carpark CHARACTER SET gbk")
    server.execute("CREATE USER lotbridge@localhost; GRANT SELECT, EXECUTE ON carpark.* TO lotbridge@localhost")
    lot = site.add_lot("znykt")
    lot.brand = "znykt"
    lot.mysql = {"unix_socket": str(server.socket), "dbname": "carpark", "user": "root"}
    adapter = lot.sql_adapter("znykt/znykt.json")
    adapter["settings"]["connection"] |= {"user": "lotbridge", "lock_wait_ms": 1000, "statement_limit_ms": 3000}
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000}
    site.start_cloud(misbehave={"seed": options.seed, "rates": MISHAPS, "delayMs": 30}, times=times)
    profile = site.write_profile(times={**harness.short_times(1 / 600), "answer": "2s", "requests_per_window": 5})
    lot.write_settings(profile, adapters=[adapter])
    site.write_host_settings(store={"min_free": "16MiB", "keep_delivered": "999d"})
    play(lot, options, 2)
    site.host.start()
    wait_until(lambda: site.cloud.book().read().interfaces["vehicle_exit"] >= 20, 60, "cars come and go", 0.3)
    return server, lot


def play(lot, options, day, *more):
    """Each play some fifteen seconds of a busy morning."""
    lot.play(
        *("--events", options.events, "--seed", options.seed + day, "--speed", 600, "--regulars", 50),
        *("--start", f"2025-06-{day:02} 07:00:00", *more),
        pictures=True,
    )


def settle(site, ledger, cloud, options):
    """Until the cloud has all that the ledger has, pictures included."""

    def wrong():
        found = differences(ledger.read(), cloud.read())
        if (told := cloud.interfaces["image_upload"]) != ledger.pictures:
            found.append(f"{told} pictures of {ledger.pictures}")
        for interface, what in (("manual_gate_opening", "hand_open"), ("cashier_settlement", "hand_over")):
            if cloud.interfaces[interface] != ledger.others[what]:
                found.append(f"{cloud.interfaces[interface]} {interface}, at the lot {ledger.others[what]}")
        return found

    site.settle(wrong, options.patience)


def spoil(site, server, lot, ledger, cloud, options):
    strain(site, server, lot, "zh_EnterCar")
    settle(site, ledger, cloud, options)
    say(f"the first morning is told: {len(ledger.stays)} stays; now with an upgrade in the middle")
    play(lot, options, 3, "--upgrade-at", options.events // 2)
    end_of_play(lot)
    settle(site, ledger, cloud, options)
    if "stream vehicle_exit: the highest number was" not in (site.host.data / "log" / "lotbridge.log").read_text(errors="replace"):
        raise Failure("the host does not say that the outbox was made again")
    say(f"the second morning is told: {len(ledger.stays)} stays; now an upgrade that renames a column")
    server.execute("ALTER TABLE carpark.zh_OutCar RENAME COLUMN totalAmount TO totalMoney")
    gone = "table zh_OutCar has no column totalAmount"
    wait_until(lambda: gone in words_of(site), 70, "the host names the column that is gone", 0.2)
    server.execute("ALTER TABLE carpark.zh_OutCar RENAME COLUMN totalMoney TO totalAmount")
    play(lot, options, 4)
    end_of_play(lot)
    settle(site, ledger, cloud, options)


def ask_what_it_offers(site, ledger):
    inside = next(record for record, stay in reversed(ledger.stays.items()) if not stay.left and stay.entered.startswith("2025-06-04"))
    reply = site.cloud.persistently("fee_query", {"recordCode": inside, "carNum": ledger.stays[inside].plate}, "the fee is told")
    say(f"the fee of a car inside: {reply['data']}")


def run(site, options):
    server, lot = open_site(site, options)
    ledger, cloud = OutboxBook(lot.ledger), site.cloud.book()
    spoil(site, server, lot, ledger, cloud, options)
    site.cloud.heal()
    settle(site, ledger, cloud, options)
    say(f"equal: {len(ledger.stays)} stays of the lot, {dict(cloud.interfaces)} at the cloud")
    ask_what_it_offers(site, ledger)
    # Which the last morning's exits have whose clock was a day ahead: of the days before, the upgrade took outbox rows away.
    sheets.totals(site, lot, ledger, "2025-06-05")
    sheets.prove(site, lot, "database")
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=500, help="entries, corrections and exits of each of three mornings")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
