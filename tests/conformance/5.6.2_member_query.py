"""会员查询: the lot asks whether a car is a member; the platform hands members down, and what it has said before counts while it
cannot be asked."""

import pytest


def make_member(site, plate, **members):
    return site.cloud.call("POST", "/members", {"carNum": plate, "carColor": "蓝", **members})


def check(site, lot, plate):
    """What the booth is told: outcome, member, automatic payment."""
    lot.insert("member_checks", plate=plate, colour="蓝")
    number = lot.one("SELECT max(id) FROM member_checks")
    site.wait(lambda: lot.one("SELECT state FROM member_checks WHERE id = ?", number) != "asked", "the booth is told")
    return lot.run("SELECT state, vip, auto_pay FROM member_checks WHERE id = ?", (number,))[0]


@pytest.mark.proves("C.7.2 up", "Single interfaces 25")
def test_the_lot_asks_whether_a_car_is_a_member_and_is_told(site, lot):
    make_member(site, "粤B62001", isAutoPay=1)
    assert check(site, lot, "粤B62001") == ("answered", 1, 1)
    assert check(site, lot, "粤B62002") == ("answered", 0, 0)
    assert site.arrives("member_query", carNum="粤B62002") == {"carNum": "粤B62002", "carColor": "蓝"}


@pytest.mark.proves("C.7.2 down", "D4", "Single interfaces 25")
def test_a_member_that_the_platform_hands_down_is_known_to_the_lot_until_it_is_taken_back(site, lot):
    assert make_member(site, "粤B62003", isAutoPay=1)["state"] == "done"
    assert lot.run("SELECT colour, auto_pay FROM members WHERE plate = '粤B62003'") == [("蓝", 1)]
    reply = site.ask("member_query", carNum="粤B62003", carColor="蓝", isVip=0)
    assert reply["resultCode"] == "0000" and reply["data"] == {"isVip": 0, "isAutoPay": 0}
    assert lot.run("SELECT 1 FROM members WHERE plate = '粤B62003'") == []


@pytest.mark.proves("Single interfaces 25")
def test_while_the_platform_is_away_counts_what_it_said_before_and_not_for_ever(site, lot):
    make_member(site, "粤B62004")
    assert check(site, lot, "粤B62004") == ("answered", 1, 0)
    site.cloud.fault(kind="drop_before", interface="member_query")
    assert check(site, lot, "粤B62004") == ("answered", 1, 0)
    site.pause("member_cache")
    assert check(site, lot, "粤B62004") == ("no_answer", None, None)
