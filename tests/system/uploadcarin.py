#!/usr/bin/env python3
"""A lot whose software dials us by TCP has a bad day: the line breaks every few seconds in the middle of a message, messages come in
pieces and two at once, the clock is wrong, the cloud misbehaves, and the host is killed. The cloud's book must be the lot's ledger;
then what the sheet offers is asked for, and everything else is answered "unsupported"."""

import time

import harness
import sheets
from books import OutboxBook, differences
from harness import say
from processes import Failure, Program, free_ports, wait_until

MISHAPS = {"delay": 0.03, "drop_before": 0.01, "drop_after": 0.01, "http500": 0.01, "9999": 0.005}
KEY = "8d1f0c1e-0000-4000-8000-000000000000"


def adapter(port):
    harness.SECRETS["LOTBRIDGE_TEST_PARKKEY"] = KEY
    listen = {"address": "127.0.0.1", "port": port, "allow": ["127.0.0.1"]}
    settings = {"listen": listen, "parkid": "P1", "parkkey": {"env": "LOTBRIDGE_TEST_PARKKEY"}}
    return {"name": "line", "plugin": "lotbridge.uploadcarin", "poll": "1s", "settings": settings}


def play(lot, port, *options):
    """Starts the lot's software, which dials the adapter's port."""
    command = [
        *(lot.site.program("tools/lotsim/lotbridge-lotsim"), "uploadcarin", "--port", port, "--parkid", "P1", "--parkkey", KEY),
        *("--ledger", lot.ledger, "--stay-open", *options),
    ]
    lot.traffic = Program(f"the software of {lot.name}", command, lot.site.folder / f"{lot.name}.log").start()
    wait_until(lambda: lot.ledger.exists() or not lot.traffic.running(), 20, "the lot opens")
    lot.traffic.expect_running()


def open_site(site, options):
    (port,) = free_ports(1)
    lot = site.add_lot("line")
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000}
    site.start_cloud(misbehave={"seed": options.seed, "rates": MISHAPS, "delayMs": 30}, times=times)
    profile = site.write_profile(times={**harness.short_times(1 / 600), "answer": "2s", "requests_per_window": 5})
    lot.write_settings(profile, adapters=[adapter(port)])
    site.write_host_settings().start()
    morning = ["--events", options.events, "--seed", options.seed, "--speed", 600, "--regulars", 50]
    play(lot, port, *morning, "--start", "2025-06-02 07:00:00", "--drop-seconds", 3)
    return lot


def settle(site, lot, ledger, cloud, options):
    def wrong():
        lot.traffic.expect_running()
        found = differences(ledger.read(), cloud.read())
        for interface, count in (
            ("image_upload", ledger.pictures),
            ("manual_gate_opening", ledger.others["hand_open"]),
            ("monthly_card", ledger.others["card"]),
            ("channel_info", 4),
        ):
            if cloud.interfaces[interface] != count:
                found.append(f"{cloud.interfaces[interface]} {interface}, at the lot {count}")
        return found

    site.settle(wrong, options.patience)


def ask_what_it_offers(site, lot, ledger, cloud, options):
    record, stay = next((record, stay) for record, stay in reversed(ledger.stays.items()) if not stay.left)
    fee = site.cloud.persistently("fee_query", {"recordCode": record}, "the fee of a car inside")["data"]
    order = {"recordCode": record, "orderCode": "order-1", "orderMoney": fee["chargeMoney"] or 5, "carNum": stay.plate, "payType": "微信"}
    for _ in range(2):
        site.cloud.persistently("prepayment", order, "the payment")
    wait_until(lambda: ledger.read().payments, 20, "the lot has the payment")
    site.cloud.persistently("gate_control", {"barCode": "3", "isOpen": 1}, "the gate opens")
    wait_until(lambda: ledger.read().gates["3"], 5, "the lot has opened the gate")
    entry = {"plateno": "无12345", "inCross": "1", "inTime": "2025-06-02 12:00:00"}
    site.cloud.persistently("unlicensed_entry", entry, "a car without a plate is let in")
    settle(site, lot, ledger, cloud, options)
    if ledger.payments != {"order-1": 1}:
        raise Failure(f"the payment does not count once: {dict(ledger.payments)}")
    if not any(stay.plate == "无12345" for stay in cloud.stays.values()):
        raise Failure("the car that was let in by its code has lost the cloud's name for it")
    site.cloud.expect_unsupported(("gate_control", {"barCode": "1", "isOpen": 0}))


def run(site, options):
    lot = open_site(site, options)
    ledger, cloud = OutboxBook(lot.ledger), site.cloud.book()
    wait_until(lambda: cloud.read().interfaces["vehicle_exit"] >= 20, options.seconds, "the day is under way")
    site.host.kill()
    time.sleep(1)
    site.host.start()
    wait_until(lambda: ledger.read().played, options.seconds, "the day is over")
    settle(site, lot, ledger, cloud, options)
    say(f"equal: {len(ledger.stays)} stays of the lot, {dict(cloud.interfaces)} at the cloud")
    site.cloud.heal()
    ask_what_it_offers(site, lot, ledger, cloud, options)
    sheets.prove(site, lot, "line")
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=120)
    parser.add_argument("--events", type=int, default=700, help="entries and exits")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
