"""无牌车出场请求: the driver has scanned the exit's code. Who has paid is let out; who has not is told to pay by voice, and let out
when the payment is there. The request is good for 60 seconds."""

import sqlite3

import pytest


def inside(site, lot, stay, due=500, paid=0):
    lot.enter(stay, plate=f"临{stay}")
    site.arrives("vehicle_entry", recordCode=stay)
    lot.insert("fees", stay=stay, due=due, paid=paid)


def scan(site, stay, **query):
    body = {"recordCode": stay, "plateno": f"临{stay}", "carNum": f"临{stay}", "outCross": "X1"}
    return site.cloud.ask("unlicensed_exit", body, **query)


def moves(lot):
    return lot.one("SELECT moves FROM gates WHERE code = 'X1'")


@pytest.mark.proves("C.4.2 down", "D4", "Single interfaces 15, 16")
def test_who_has_paid_is_let_out_and_the_exit_reported(site, lot, stay):
    inside(site, lot, stay, paid=500)
    before = moves(lot)
    reply = scan(site, stay)
    assert reply["resultCode"] == "0000" and reply["data"] == {}
    assert moves(lot) == before + 1
    body = site.arrives("vehicle_exit", recordCode=stay)
    assert (body["carNum"], body["outCross"], body["chargeMoney"]) == (f"临{stay}", "X1", 5)


@pytest.mark.proves("5.2.2")
def test_who_has_not_paid_is_told_by_voice_and_let_out_when_the_payment_comes(site, lot, stay):
    inside(site, lot, stay)
    before = moves(lot)
    scan(site, stay)
    assert lot.run("SELECT lane, words FROM prompts WHERE stay = ?", (stay,)) == [("X1", "请缴费")]
    assert moves(lot) == before and not site.accepted("vehicle_exit", recordCode=stay)
    site.ask("prepayment", recordCode=stay, orderCode=f"O{stay}", orderMoney=5, realPayMoney=5)
    site.arrives("vehicle_exit", recordCode=stay)
    assert moves(lot) == before + 1


@pytest.mark.proves("D8")
def test_a_request_that_could_not_be_carried_out_in_60_seconds_is_refused_and_never_carried_out(site, lot, stay):
    inside(site, lot, stay, paid=500)
    before = moves(lot)
    keeper = sqlite3.connect(lot.database, isolation_level=None)
    keeper.execute("BEGIN IMMEDIATE")
    reply = scan(site, stay)
    keeper.close()
    assert reply["resultCode"] == "9999"
    site.pause("unlicensed_life", "downlink")
    assert moves(lot) == before
    assert not site.accepted("vehicle_exit", recordCode=stay)


@pytest.mark.proves("D5", "D8")
def test_a_repeated_request_opens_the_gate_once(site, lot, stay):
    inside(site, lot, stay, paid=500)
    before = moves(lot)
    assert [scan(site, stay, oprNum=f"out-{stay}")["resultCode"] for _ in range(3)] == ["0000"] * 3
    assert moves(lot) == before + 1


@pytest.mark.proves("C.4.2 up", "Single interfaces 15, 16")
def test_a_lot_that_raises_the_request_itself_tells_it_as_the_table_says_and_opens_when_it_is_answered(site, lot, stay):
    inside(site, lot, stay)
    before = moves(lot)
    lot.insert(
        "scans",
        **{"way": "out", "stay": stay, "plate": f"临{stay}", "lane": "X1", "entered": "2025-06-02 08:00:00"},
        **{"at": "2025-06-02 09:00:00", "fee": 500},
    )
    assert site.arrives("unlicensed_exit", recordCode=stay) == {
        "parkId": lot.park_id,
        "plateno": f"临{stay}",
        "recordCode": stay,
        "carNum": f"临{stay}",
        "inCross": "",
        "outCross": "X1",
        "inTime": "2025-06-02 08:00:00",
        "outTime": "2025-06-02 09:00:00",
        "inIdentity": 2,
        "outIdentity": 2,
        "parkMinutes": 0,
        "carColor": "",
        "chargeStatus": 1,
        "payMoney": 5,
        "agioMoney": 0,
        "chargeMoney": 5,
        "chargeType": "正常收费",
        "outOperatorName": "",
    }
    site.wait(lambda: lot.one("SELECT state FROM scans WHERE stay = ?", stay) == "answered", "the lot knows the answer")
    assert moves(lot) == before + 1
