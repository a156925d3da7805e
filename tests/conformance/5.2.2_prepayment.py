"""预缴费信息推送: a payment that the cloud took is told to the lot, which lets the car out for it."""

import sqlite3

import pytest


def payment(stay, order, fen=500, **members):
    return {
        **{"recordCode": stay, "orderCode": order, "orderMoney": fen / 100, "realPayMoney": fen / 100, "carNum": "粤B12345"},
        **{"entryTime": "2025-06-02 08:00:00", "predictExitTime": "2025-06-02 09:45:00", "payType": "4", **members},
    }


def applied(lot, order):
    return lot.run("SELECT stay, fen, phone FROM payments WHERE number = ?", (order,))


@pytest.mark.proves("C.3.2", "D4", "D7")
def test_a_payment_reaches_the_lot_and_is_confirmed_with_its_order(site, lot, stay):
    lot.insert("fees", stay=stay, due=500)
    reply = site.ask("prepayment", **payment(stay, f"O{stay}", phoneNumber="13800001234"))
    assert reply["resultCode"] == "0000"
    assert reply["data"] == {"orderCode": f"O{stay}", "result": 1}
    site.wait(lambda: applied(lot, f"O{stay}"), "the payment reaches the lot")
    assert applied(lot, f"O{stay}") == [(stay, 500, "13800001234")]
    assert site.ask("fee_query", recordCode=stay)["data"]["chargeMoney"] == 0


@pytest.mark.proves("D5")
def test_an_order_that_comes_again_is_answered_alike_and_applied_once(site, lot, stay):
    first = site.cloud.ask("prepayment", payment(stay, f"O{stay}"), oprNum=f"first-{stay}")
    again = site.cloud.ask("prepayment", payment(stay, f"O{stay}"), oprNum=f"first-{stay}")
    renumbered = site.cloud.ask("prepayment", payment(stay, f"O{stay}"), oprNum=f"other-{stay}")
    assert first["data"] == again["data"] == renumbered["data"] == {"orderCode": f"O{stay}", "result": 1}
    site.wait(lambda: applied(lot, f"O{stay}"), "the payment reaches the lot")
    assert len(applied(lot, f"O{stay}")) == 1


@pytest.mark.proves("D7")
def test_a_confirmed_payment_survives_the_host_and_is_applied_when_the_lot_can(site, lot, stay):
    """Confirmed means on the host's disk: it is killed right after, while the lot's database lets nobody write."""
    keeper = sqlite3.connect(lot.database, isolation_level=None)
    keeper.execute("BEGIN IMMEDIATE")
    try:
        assert site.ask("prepayment", **payment(stay, f"O{stay}"))["data"]["result"] == 1
        site.host.kill()
        assert not applied(lot, f"O{stay}")
    finally:
        keeper.close()
        if not site.host.running():
            site.start_host()
    site.wait(lambda: applied(lot, f"O{stay}"), "the payment reaches the lot")
    assert len(applied(lot, f"O{stay}")) == 1


@pytest.mark.proves("Single interfaces 10")
@pytest.mark.parametrize("detail", [1.5, [{"couponName": "满减", "discountAmout": 1.5, "discountType": 3}]])
def test_the_discount_is_read_as_an_amount_and_as_a_list(site, lot, stay, detail):
    body = payment(stay, f"O{stay}", discountDetail=detail, discountAmout=1.5, discountType=1, couponName="满减")
    reply = site.ask("prepayment", **body)
    assert reply["data"] == {"orderCode": f"O{stay}", "result": 1}
    site.wait(lambda: applied(lot, f"O{stay}"), "the payment reaches the lot")
