"""应答报文格式 and the default values of the Java types: what is empty is sent as its type's default, never as null."""

import json

import pytest
from installation import vos


def nulls(value):
    if isinstance(value, dict):
        return any(map(nulls, value.values()))
    if isinstance(value, list):
        return any(map(nulls, value))
    return value is None


@pytest.mark.proves("E7")
def test_null_is_never_sent(site, lot, stay):
    lot.enter(stay, plate=None, colour=None, lane=None, attendant=None)
    assert site.arrives("vehicle_entry", recordCode=stay) == {
        "recordCode": stay,
        "carNum": "无牌车",
        "inCross": "",
        "inTime": "2025-06-02 08:00:00",
        "inIdentity": 2,
        "parkMinutes": 0,
        "carColor": "",
        "outOperatorName": "",
    }
    assert not any(nulls(exchange.envelope) for exchange in site.requests())
    packets = [json.loads(packet) for line in site.downlink.lines for packet in line.packets()]
    assert not any(map(nulls, packets))


@pytest.mark.proves("E7")
def test_an_empty_member_is_sent_as_its_types_default(site, lot, stay):
    """Text "", numbers and money 0, lists []."""
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    lot.leave(stay, **dict.fromkeys(["lane_in", "colour", "minutes", "charged", "fee", "waived", "paid", "how", "attendant"]))
    body = site.arrives("vehicle_exit", recordCode=stay)
    for name in ("inCross", "carColor", "chargeType", "outOperatorName"):
        assert body[name] == ""
    for name in ("parkMinutes", "chargeStatus", "payMoney", "agioMoney", "chargeMoney"):
        assert body[name] == 0 and not isinstance(body[name], str)


@pytest.mark.proves("E7")
def test_null_absence_and_default_mean_the_same_in_a_request(site, lot):
    for number, body in enumerate(({"refResource": None, "oweMoney": None}, {}, {"refResource": "", "oweMoney": 0})):
        plate = f"粤B3000{number}"
        reply = site.cloud.ask("blacklist", {"carNum": plate, "carType": 1, "Type": 1, **body}, exact=1)
        assert reply["resultCode"] == "0000"
        assert lot.run("SELECT reason, owes, source FROM blacklist WHERE plate = ?", (plate,)) == [("owes", 0, "")]


def vos_with_text_numbers(exchange):
    data = json.loads(exchange.text, parse_float=str, parse_int=str)["data"]
    return data if isinstance(data, list) else [data]


@pytest.mark.proves("Single interfaces times, money")
def test_money_is_a_number_with_at_most_two_decimals_and_exact(site, lot):
    for fen, text in ((1, "0.01"), (10, "0.1"), (29, "0.29"), (110, "1.1"), (100000001, "1000000.01")):
        stay = site.new_stay()
        lot.enter(stay)
        site.arrives("vehicle_entry", recordCode=stay)
        lot.leave(stay, fee=fen)
        site.arrives("vehicle_exit", recordCode=stay)
        (exchange,) = site.requests("vehicle_exit", stay)
        money = [vo["payMoney"] for vo in vos_with_text_numbers(exchange) if vo["recordCode"] == stay]
        assert [number.rstrip("0").rstrip(".") if "." in number else number for number in money] == [text]


@pytest.mark.proves("Single interfaces times, money")
def test_times_are_local_and_have_19_characters(site):
    for exchange in site.requests():
        for vo in vos(exchange):
            for name, value in vo.items():
                if name.endswith("Time") and name != "dateTime" and value:  # that one is a day (C.3.5)
                    assert len(value) == 19 and value[4] == value[7] == "-" and value[10] == " " and value[13] == value[16] == ":"
