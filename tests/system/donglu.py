#!/usr/bin/env python3
"""A Donglu lot on MariaDB has a bad day: its tables are locked, the server ends our connections and is killed, an upgrade renames a
column, the booth's clock is a day ahead and then a year behind, and the cloud misbehaves. At the end the cloud's content must equal the lot's ledger, and the
lot next door has not noticed; then what the sheet offers is asked for, and everything else is answered "unsupported"."""

import time

import harness
import sheets
from books import UNLICENSED, differences
from harness import say
from mariadb import MariaDb
from processes import Failure, wait_until
from servers import asked

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
    site.write_host_settings(store={"min_free": "16MiB", "keep_delivered": "999d"})
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
    # Today, so that what the booth dates ahead lies ahead of the server's clock, too.
    lot.play("--events", options.events, "--seed", options.seed, "--speed", 600, "--wrong-clock", "--stay-open", "--quiet")
    book = lot.book()
    wait_until(lambda: book.read().played, 60, "the lot has played its third morning")


TOLD_AS = {"hand_open": "manual_gate_opening", "renewal": "monthly_card", "device": "equipment_status", "hand_in": "cashier_settlement"}


def settle(site, lots, options):
    """Until the cloud has all that the ledgers have."""
    books = [(lot.book(), site.cloud.book(lot.park_id)) for lot in lots]

    def wrong():
        found = [words for ledger, cloud in books for words in differences(ledger.read(), cloud.read())]
        for ledger, cloud in books:
            counts = [(ledger.others[what], cloud.interfaces[told], told) for what, told in TOLD_AS.items()]
            found += [f"{there} {told}, at the lot {here}" for here, there, told in counts if here != there]
        return found

    site.settle(wrong, options.patience)
    return books[0]


def ask_what_it_offers(site, server, lot, ledger):
    def has(query):
        return asked(server.client("--default-character-set=utf8mb4", "-sN", "carpark"), query).strip()

    ask = site.cloud.persistently
    inside = [(record, stay) for record, stay in reversed(ledger.stays.items()) if not stay.left and stay.plate != UNLICENSED]
    (record, stay), (other, misread) = inside[:2]
    where = {"lot": lot.park_id}
    fee = ask("fee_query", {"recordCode": record}, "the fee of a car inside", **where)["data"]
    order = {"recordCode": record, "orderCode": "order-1", "orderMoney": fee["chargeMoney"] or 5, "carNum": stay.plate, "payType": "微信"}
    for _ in range(2):
        ask("prepayment", order, "the payment", **where)
    wait_until(lambda: ledger.read().payments["order-1"], 20, "the lot has the payment")
    ask("gate_control", {"barCode": "201", "isOpen": 1}, "the gate opens", **where)
    ask("gate_status", {"barCode": "201"}, "the gate's state", **where)
    ask("blacklist", {"carNum": "测B00001", "Type": 1}, "the blacklist", **where)
    card = {"msRecordId": "card-1", "carNum": "测C00001", "beginTime": "2025-06-04 00:00:00", "endTime": "2025-07-03 23:59:59", "status": 1}
    ask("monthly_card", card, "a card of the cloud", **where)
    mended = misread.plate[:-1] + ("A" if misread.plate[-1] != "A" else "B")
    ask("vehicle_correction", {"recordCode": other, "carNum": mended}, "the plate is mended", **where)
    there = (
        *(ledger.read().payments["order-1"], ledger.gates["201"], has("SELECT plateNO FROM SingleCarparkBlackUser")),
        has("SELECT validTo FROM SingleCarparkUser WHERE plateNo = '测C00001'"),
        has(f"SELECT plateNo FROM {STAYS} WHERE id = {other.split('-')[0]}"),
    )
    if there != (1, 1, "测B00001", card["endTime"], mended):
        raise Failure(f"what was asked for is not at the lot: {there}")
    sheets.totals(site, lot, ledger, "2025-06-03")
    sheets.prove(site, lot, "database")


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
    ledger, cloud = settle(site, (lot, neighbour), options)
    say(f"equal: {len(ledger.stays)} stays of the lot, {dict(cloud.interfaces)} at the cloud")
    expect_no_doubts(site)
    ask_what_it_offers(site, server, lot, ledger)
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=500, help="entries, corrections and exits of each of three mornings")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
