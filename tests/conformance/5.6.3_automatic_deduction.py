"""云平台自动扣费: a car stands at the exit, and the platform takes the fee from the driver's account within one second, or the booth
charges as usual. Nobody pays twice."""

import time

import pytest


def member(site, stay, **members):
    plate = f"粤B{stay[-5:]}"
    site.cloud.call("POST", "/members", {"carNum": plate, "carColor": "蓝", "isAutoPay": 1, **members})
    return plate


def inside(site, lot, stay, plate):
    lot.enter(stay, plate=plate)
    lot.insert("fees", stay=stay, due=1000)
    site.arrives("vehicle_entry", recordCode=stay)


def ask(lot, stay, plate):
    lot.insert("deductions", stay=stay, plate=plate, entered="2025-06-02 08:00:00", fee=1000)


def outcome(site, lot, stay):
    """What the booth was told, and after how long."""
    began = time.monotonic()
    site.wait(lambda: lot.one("SELECT state FROM deductions WHERE stay = ?", stay) != "asked", "the booth is told")
    return lot.one("SELECT state FROM deductions WHERE stay = ?", stay), time.monotonic() - began


def payments(lot, stay):
    return lot.run("SELECT number, fen FROM payments WHERE stay = ?", (stay,))


def asked_as_one(site, stay):
    """However often it went out."""
    return len({request.envelope["oprNum"] for request in site.requests("auto_deduct", stay)}) == 1


@pytest.mark.proves("C.7.3", "Single interfaces 26")
def test_the_fee_is_deducted_and_the_booth_knows_within_a_second(site, lot, stay):
    plate = member(site, stay)
    inside(site, lot, stay, plate)
    ask(lot, stay, plate)
    state, seconds = outcome(site, lot, stay)
    assert state == "deducted" and seconds < 1.5
    number = lot.one("SELECT number FROM deductions WHERE stay = ?", stay)
    assert number and payments(lot, stay) == [(number, 1000)]
    assert site.arrives("auto_deduct", recordCode=stay) == {
        "recordCode": stay,
        "inTime": "2025-06-02 08:00:00",
        "outTime": lot.one("SELECT at FROM deductions WHERE stay = ?", stay),
        "carNum": plate,
        "carColor": "蓝",
        "payMoney": 10,
        "agioMoney": 0,
        "chargeMoney": 10,
    }


@pytest.mark.proves("C.7.3")
@pytest.mark.parametrize("reason, account", [(4, {"balance": "5"}), (2, {"isAutoPay": 0})])
def test_what_is_not_deducted_is_charged_as_usual_and_the_booth_knows_why(site, lot, stay, reason, account):
    plate = member(site, stay, **account)
    inside(site, lot, stay, plate)
    ask(lot, stay, plate)
    assert outcome(site, lot, stay)[0] == "cash"
    assert lot.one("SELECT reason FROM deductions WHERE stay = ?", stay) == reason
    assert payments(lot, stay) == []


@pytest.mark.proves("Single interfaces 26")
def test_an_answer_that_comes_late_is_charged_as_usual_and_becomes_one_payment(site, lot, stay):
    plate = member(site, stay)
    inside(site, lot, stay, plate)
    site.cloud.fault(kind="delay", delayMs=1300, interface="auto_deduct")
    ask(lot, stay, plate)
    state, seconds = outcome(site, lot, stay)
    assert state == "cash" and seconds < 1.5
    assert payments(lot, stay) == []
    site.wait(lambda: payments(lot, stay), "the payment reaches the lot")
    site.cloud.heal()
    ask(lot, stay, plate)
    time.sleep(1)
    assert [fen for _, fen in payments(lot, stay)] == [1000]
    assert asked_as_one(site, stay)


@pytest.mark.proves("Single interfaces 26")
def test_an_answer_that_was_lost_is_found_out_when_the_car_has_left(site, lot, stay):
    plate = member(site, stay)
    inside(site, lot, stay, plate)
    site.cloud.fault(kind="drop_after", interface="auto_deduct")
    ask(lot, stay, plate)
    assert outcome(site, lot, stay)[0] == "cash"
    site.cloud.heal()
    assert payments(lot, stay) == []
    lot.leave(stay, plate=plate)
    site.arrives("vehicle_exit", recordCode=stay)
    site.wait(lambda: payments(lot, stay), "the payment reaches the lot")
    assert asked_as_one(site, stay)


@pytest.mark.proves("Single interfaces 26")
def test_a_booth_that_has_given_up_gets_the_deduction_as_a_payment(site, lot, stay):
    plate = member(site, stay)
    inside(site, lot, stay, plate)
    site.cloud.fault(kind="delay", delayMs=500, interface="auto_deduct")
    ask(lot, stay, plate)
    site.sent(1, interface="auto_deduct", stay=stay)
    lot.run("UPDATE deductions SET state = 'gone on' WHERE stay = ?", (stay,))
    site.wait(lambda: payments(lot, stay), "the payment reaches the lot")
    assert lot.one("SELECT state FROM deductions WHERE stay = ?", stay) == "gone on"


@pytest.mark.proves("Single interfaces 26")
def test_a_question_that_the_host_died_over_is_not_paid_twice(site, lot, stay):
    plate = member(site, stay)
    inside(site, lot, stay, plate)
    site.cloud.fault(kind="delay", delayMs=700, interface="auto_deduct")
    ask(lot, stay, plate)
    site.arrives("auto_deduct", recordCode=stay)
    site.host.kill()
    site.cloud.heal()
    site.start_host()
    outcome(site, lot, stay)
    lot.leave(stay, plate=plate)
    site.arrives("vehicle_exit", recordCode=stay)
    site.wait(lambda: payments(lot, stay), "the payment reaches the lot")
    time.sleep(1)
    assert [fen for _, fen in payments(lot, stay)] == [1000]
    assert asked_as_one(site, stay)


@pytest.mark.proves("Single interfaces 26")
def test_a_question_goes_ahead_of_what_waits_for_the_cloud(site, lot, stay):
    plate = member(site, stay)
    inside(site, lot, stay, plate)
    site.cloud.fault(kind="delay", delayMs=300, interface="vehicle_entry")
    others = [site.new_stay() for _ in range(30)]
    for other in others:
        lot.enter(other)
    site.wait(lambda: site.host.outbox(lot)["waiting"] >= len(others) / 2, "the entries wait")
    ask(lot, stay, plate)
    assert outcome(site, lot, stay)[0] == "deducted"
    assert site.host.outbox(lot)["waiting"]
    site.cloud.heal()
    for other in others:
        site.arrives("vehicle_entry", recordCode=other)
