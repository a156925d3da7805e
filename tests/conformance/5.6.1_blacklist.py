"""黑名单: the cloud tells the lot who is on the blacklist."""

import pytest


def listed(lot, plate):
    return lot.run("SELECT reason, owes, source FROM blacklist WHERE plate = ?", (plate,))


@pytest.mark.proves("C.7.1", "D4", "Single interfaces 24")
@pytest.mark.parametrize("number, reason", [(1, "owes"), (2, "fled"), (3, "wanted")])
def test_a_car_is_put_on_the_list_and_taken_off_again(site, lot, number, reason):
    plate = f"粤B1000{number}"
    body = {"carNum": plate, "oweMoney": 35.5, "carType": number, "paymentStatus": 1, "refResource": "公安"}
    reply = site.ask("blacklist", **body, Type=1)
    assert reply["resultCode"] == "0000" and reply["data"] == {}
    assert listed(lot, plate) == [(reason, 3550, "公安")]
    assert site.ask("blacklist", **body, Type=2)["resultCode"] == "0000"
    assert listed(lot, plate) == []


def test_a_change_reaches_the_lot_within_five_minutes(site, lot):
    """It goes down as soon as the cloud knows it; the lot has carried it out when it answers."""
    reply = site.ask("blacklist", carNum="粤B10009", carType=1, Type=1)
    assert reply["resultCode"] == "0000" and reply["milliseconds"] < 5000
    assert listed(lot, "粤B10009")
