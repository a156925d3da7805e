"""停车费用查询: the cloud asks what a parking record costs now."""

import decimal
import json

import pytest


def fee(lot, stay, due, **columns):
    lot.insert("fees", stay=stay, due=due, **columns)


@pytest.mark.proves("C.3.1", "D4")
def test_the_fee_of_a_record_comes_back_as_its_table_says(site, lot, stay):
    fee(lot, stay, 1250, waived=50, paid=200)
    reply = site.ask("fee_query", recordCode=stay)
    assert reply["resultCode"] == "0000"
    time = reply["data"].pop("chargeTime")
    assert reply["data"] == {
        "recordCode": stay,
        "payMoney": 12.5,
        "agioMoney": 0.5,
        "chargeMoney": 10,
        "realPayMoney": 2,
        "couponList": [],
    }
    assert len(time) == len("2025-06-02 08:00:00") and time[10] == " "


def test_money_has_at_most_two_decimals_and_is_exact(site, lot):
    for due in (1, 10, 99, 110, 1999, 123456789):
        stay = site.new_stay()
        fee(lot, stay, due)
        packet = site.ask("fee_query", recordCode=stay)["packet"]
        told = json.loads(packet, parse_float=decimal.Decimal)["data"]["payMoney"]
        assert decimal.Decimal(told) == decimal.Decimal(due) / 100
        assert -decimal.Decimal(told).as_tuple().exponent <= 2


def test_a_record_that_the_lot_does_not_know_is_refused_in_words(site):
    reply = site.ask("fee_query", recordCode="nobody")
    assert reply["resultCode"] == "9999" and "场内没有" in reply["resultMessge"]
