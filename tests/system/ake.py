#!/usr/bin/env python3
"""A lot of the AKE platform has a bad day: the gateway stumbles, answers in half, in GBK, too late or refuses a right signature, pushes
are lost, doubled, bare, broken off, and overtake each other, pictures come late or never, the clock is wrong, the cloud misbehaves, and the
host is killed. The cloud's book must be the lot's ledger; then what the sheet offers is asked for, money above all, and
everything else is answered "unsupported"."""

import ssl
import subprocess
import time
import urllib.request

import harness
import sheets
from books import OutboxBook, differences
from harness import say
from processes import Failure, Program, free_ports, wait_until

MISHAPS = {"delay": 0.03, "drop_before": 0.01, "drop_after": 0.01, "http500": 0.01, "9999": 0.005}
FAULTS = {"stumbles", "half_answers", "wrong_signature", "gbk_answers", "slow_answers", "doubled_pushes", "broken_pushes"}
FAULTS |= {"lost_pushes", "bare_pushes", "late_pictures", "missing_pictures"}
SECRET = "5f1d0c1e-0000-4000-8000-000000000000"


class Book(OutboxBook):
    """With what was taken from accounts, parking record → bill, and how often which fault was played."""

    def __init__(self, file):
        super().__init__(file)
        self.deducted, self.faults = {}, {}

    def _take(self, line):
        super()._take(line)
        if line["what"] == "deducted":
            self.deducted[line["order"]] = line["bill"]
        if line["what"] == "faults":
            self.faults = {fault: times for fault, times in line.items() if fault in FAULTS}


def make_certificate(site):
    """For the platform, which is called over HTTPS: the certificate, which is its own authority, and its key."""
    certificate, key = site.folder / "platform.pem", site.folder / "platform.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=platform"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def settings_of(platform, certificate, push):
    return {
        "url": f"https://127.0.0.1:{platform}",
        "ca_file": str(certificate),
        "key": "k1",
        "secret": {"env": "LOTBRIDGE_TEST_AKE_SECRET"},
        "sign": "v3",
        "park_code": "P1",
        "listen": {"address": "127.0.0.1", "port": push, "path": "/ake/push", "allow": ["127.0.0.1"]},
        "catch_up_seconds": 3,
        "spaces_seconds": 5,
        "silence_seconds": 30,
        "blacklist_type": 253,
    }


def open_site(site, options):
    harness.SECRETS["LOTBRIDGE_TEST_AKE_SECRET"] = SECRET
    platform, push = free_ports(2)
    lot = site.add_lot("ake")
    lot.platform = platform
    times = {"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000}
    site.start_cloud(misbehave={"seed": options.seed, "rates": MISHAPS, "delayMs": 30}, times=times)
    profile = site.write_profile(times={**harness.short_times(1 / 600), "answer": "2s", "requests_per_window": 5})
    certificate, key = make_certificate(site)
    adapter = {"name": "platform", "plugin": "lotbridge.ake", "poll": "200ms", "settings": settings_of(platform, certificate, push)}
    lot.write_settings(profile, adapters=[adapter])
    command = [
        *(site.program("tools/lotsim/lotbridge-lotsim"), "ake", "--port", platform, "--push", f"http://127.0.0.1:{push}/ake/push"),
        *("--certificate", certificate, "--private-key", key, "--secret", SECRET, "--ledger", lot.ledger, "--events", options.events, "--seed", options.seed),
        *("--speed", 600, "--regulars", 50, "--troubles", "--stay-open"),
    ]
    lot.traffic = Program("the platform", command, site.folder / "platform.log").start()
    wait_until(lambda: lot.ledger.exists() or not lot.traffic.running(), 20, "the lot opens")
    site.write_host_settings(store={"min_free": "16MiB", "keep_delivered": "999d"}).start()
    return lot


def settle(site, lot, ledger, cloud, options):
    def wrong():
        lot.traffic.expect_running()
        found = differences(ledger.read(), cloud.read())
        for interface, count in (
            ("image_upload", ledger.pictures),
            ("manual_gate_opening", ledger.others["hand_open"]),
            ("monthly_card", ledger.others["card"]),
            ("monthly_card_product", ledger.others["product"]),
            ("cashier_settlement", ledger.others["shift"]),
            ("channel_info", 4),
            ("free_minutes", 1),
        ):
            if cloud.interfaces[interface] != count:
                found.append(f"{cloud.interfaces[interface]} {interface}, at the lot {count}")
        return found

    site.settle(wrong, options.patience)


def inside(ledger):
    return [(record, stay) for record, stay in reversed(ledger.read().stays.items()) if not stay.left and stay.plate != "无牌车"]


def leave(lot, record):
    trusting = ssl.create_default_context(cafile=lot.site.folder / "platform.pem")
    urllib.request.urlopen(f"https://127.0.0.1:{lot.platform}/lotsim/leave/{record}", timeout=30, context=trusting).read()


def ask_for_money(site, lot, ledger):
    """A payment counts once, whatever became of its answer; one for a car that has left settles its debt."""
    (record, stay), (gone, left) = inside(ledger)[:2]
    fee = site.cloud.persistently("fee_query", {"recordCode": record}, "the fee of a car inside")["data"]
    order = {"recordCode": record, "orderCode": "order-1", "orderMoney": fee["chargeMoney"] or 5, "carNum": stay.plate, "payType": "微信"}
    for _ in range(2):
        site.cloud.persistently("prepayment", order, "the payment")
    leave(lot, gone)
    wait_until(lambda: ledger.read().stays[gone].left, 20, "the car has left")
    late = {"recordCode": gone, "orderCode": "order-2", "orderMoney": 5, "carNum": left.plate, "payType": "支付宝"}
    site.cloud.persistently("prepayment", late, "the payment that comes too late")
    wait_until(lambda: len(ledger.read().payments) == 2, 60, "the lot has both payments")
    if ledger.payments != {"order-1": 1, "order-2": 1}:
        raise Failure(f"the payments do not count once: {dict(ledger.payments)}")


def ask_for_deductions(site, lot, ledger):
    """Of members who leave, until one owes something; the cloud's bill is what the lot was told."""
    for record, stay in inside(ledger):
        site.cloud.call("POST", "/members", {"carNum": stay.plate, "isAutoPay": 1, "balance": "500.00"})
        leave(lot, record)
        wait_until(lambda: ledger.read().stays[record].left, 30, "the member has left")
        if ledger.deducted:
            break
    if not ledger.deducted:
        raise Failure("nothing was taken from any member's account")
    say(f"deducted: {ledger.deducted}")


def ask_what_it_offers(site, lot, ledger):
    gates = ledger.read().gates["OUT1"]
    site.cloud.persistently("gate_control", {"barCode": "OUT1", "isOpen": 1}, "the gate opens")
    wait_until(lambda: ledger.read().gates["OUT1"] > gates, 5, "the lot has the order")
    record, stay = inside(ledger)[-1]
    mended = stay.plate[:-1] + ("A" if stay.plate[-1] != "A" else "B")
    site.cloud.persistently("vehicle_correction", {"recordCode": record, "carNum": mended}, "the plate is mended")
    wait_until(lambda: ledger.read().stays[record].plate == mended, 5, "the lot has the plate")
    leave(lot, record)  # the cloud's own correction is not told back to it; the exit has the plate
    wait_until(lambda: ledger.read().stays[record].left, 20, "the car has left")
    site.cloud.persistently("blacklist", {"carNum": "测B00001", "Type": 1}, "the blacklist")
    wait_until(lambda: ledger.read().others["blacklist"], 5, "the lot has the blacklist")
    entry = {"plateno": "无12345", "inCross": "IN1", "inTime": "2025-06-02 12:00:00"}
    site.cloud.persistently("unlicensed_entry", entry, "a car without a plate is let in")
    wait_until(lambda: any(one.plate == "无12345" for one in ledger.read().stays.values()), 10, "it is in")

    def is_out():
        """It may have been let in twice: where the answer was lost, the cloud has asked again."""
        site.cloud.ask("unlicensed_exit", {"plateno": "无12345", "outCross": "OUT1"})
        left = all(one.left for one in ledger.read().stays.values() if one.plate == "无12345")
        return left and site.cloud.carried_out[lot.park_id, "unlicensed_exit"]

    wait_until(is_out, 60, "and out again", 2)


def run(site, options):
    lot = open_site(site, options)
    ledger, cloud = Book(lot.ledger), site.cloud.book()
    wait_until(lambda: cloud.read().interfaces["vehicle_exit"] >= 20, options.seconds, "the day is under way")
    site.host.kill()
    time.sleep(1)
    site.host.start()
    wait_until(lambda: ledger.read().played, options.seconds, "the day is over")
    settle(site, lot, ledger, cloud, options)
    say(f"equal: {len(ledger.stays)} stays of the lot, {dict(cloud.interfaces)} at the cloud; the platform's faults: {ledger.faults}")
    if spared := [fault for fault in FAULTS if not ledger.faults.get(fault)]:
        raise Failure(f"the day was spared {spared}: play more events")
    site.cloud.heal()
    ask_for_money(site, lot, ledger)
    ask_for_deductions(site, lot, ledger)
    ask_what_it_offers(site, lot, ledger)
    settle(site, lot, ledger, cloud, options)
    # While the booth's clock was a year back: the only day of this play that is over.
    sheets.totals(site, lot, ledger, min(stay.left for stay in ledger.stays.values() if stay.left)[:10])
    sheets.prove(site, lot, "platform")
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__, seconds=150)
    parser.add_argument("--events", type=int, default=500, help="entries and exits")
    parser.add_argument("--patience", type=float, default=90, help="seconds until the books must agree")
    harness.main(run, parser.parse_args())
