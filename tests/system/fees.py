#!/usr/bin/env python3
"""A lot whose software cannot compute a fee: the host derives it from the lot file's tariff, takes coupons and payments off,
remembers both when it is killed, and says everywhere that the fee is derived."""

import datetime
import json
import sqlite3

import harness
from books import note_change
from harness import SOURCE, say
from processes import Failure, wait_until

TARIFF = {
    "grace": "15min",
    "rates": [{"free": "15min", "steps": [{"until": "1h", "every": "1h", "fee": "5"}, {"every": "30min", "fee": "2.50"}]}],
}


def expect(condition, words, *told):
    if not condition:
        raise Failure(f"{words}: {told}")


def open_site(site):
    lot = site.add_lot().create()
    # Donglu's mapping without its procedure.
    mapping = site.folder / "no-fees.json"
    mapping.write_text(
        json.dumps({"extends": str(SOURCE / "adapters" / "donglu" / "donglu-demo.json"), "commands": {"fee_query": None}})
    )
    adapter = lot.donglu()
    adapter["settings"]["mapping"] = str(mapping)
    lot.write_settings(adapters=[adapter], fees={"quote_life": "10min", "tariff": TARIFF})
    site.write_host_settings()
    site.start_cloud()
    return lot


def enter(lot, minutes_ago):
    """A car of the lot's own clock, which is the zone of the lot file; its parking record as the mapping names it."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    entered = datetime.datetime.now(zone) - datetime.timedelta(minutes=minutes_ago)
    with sqlite3.connect(lot.database, timeout=30) as database:
        database.execute("DELETE FROM LotClock")
        database.execute(
            "INSERT INTO SingleCarparkInOutHistory (id, plateNo, inPlateNO, carType, fixCarInType, inTime, inDevice, carparkId)"
            " VALUES (17, '粤B12345', '粤B12345', '临时车', 0, ?, '东门入口', 1)",
            (entered.strftime("%Y-%m-%d %H:%M:%S"),),
        )
        note_change(database, 17)
    database.close()
    return f"17-{entered:%Y%m%d%H%M%S}"


def money(reply):
    data = reply.get("data", {})
    return tuple(data.get(name) for name in ("payMoney", "agioMoney", "realPayMoney", "chargeMoney"))


def run(site, options):
    lot = open_site(site)
    code, told = site.host.command_line("check", "--offline")
    expect(code == 0, "the lot's file is good", told)
    record = enter(lot, minutes_ago=70)
    site.host.start()
    wait_until(lambda: site.cloud.online(lot.park_id), 30, "the host is connected")
    wait_until(lambda: site.host.outbox(lot).get("delivered", 0) > 0, 30, "the car's entry is read")

    coupon = {"usercouponId": "C1", "couponType": 0, "discountAmount": 2}
    reply = site.cloud.ask("fee_query", {"recordCode": record, "couponList": [coupon]})
    expect(money(reply) == (7.5, 2, 0, 5.5), "a fee is derived and the coupon taken off", reply)
    expect("derived" in reply["resultMessge"], "the answer says that it is derived", reply)
    say(f"a stay of 70 minutes costs {reply['data']['payMoney']}, less a coupon {reply['data']['chargeMoney']}")

    site.host.kill()
    site.host.start()
    wait_until(lambda: site.cloud.online(lot.park_id), 30, "the host is connected again")
    payment = {"orderCode": "order-1", "recordCode": record, "orderMoney": 5.5, "discountAmout": 2, "payType": "微信"}
    # Until the adapter has said what it can do requests are refused, and a platform repeats them.
    taken = lambda reply: str(reply.get("data", {}).get("result")) == "1"
    wait_until(lambda: taken(site.cloud.ask("prepayment", payment)), 30, "the payment is taken")
    reply = site.cloud.ask("fee_query", {"recordCode": record})
    expect(money(reply) == (7.5, 2, 5.5, 0), "payment and coupon are remembered", reply)

    with sqlite3.connect(lot.database, timeout=30) as database:
        paid = lambda: database.execute("SELECT payedMoney, couponValue FROM CarPayHistory").fetchall()
        wait_until(lambda: paid() == [(5.5, 2)], 10, "the payment reaches the booth")
    database.close()
    reply = site.cloud.ask("fee_query", {"recordCode": "nobody-knows-it"})
    expect(reply.get("resultCode") == "9999", "the fee of an unknown record is refused", reply)

    fees = [lot["fees"] for lot in site.host.status()["host"]["lots"]]
    expect(fees == ["derived"], "the status says that fees are derived", fees)
    code, told = site.host.command_line("check")
    expect(code == 0 and "fee_query is derived by the host" in told, "the check says that fees are derived", told)


if __name__ == "__main__":
    harness.main(run, harness.arguments(__doc__).parse_args())
