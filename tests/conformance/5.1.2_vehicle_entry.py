"""车辆入场: the lot reports an entry once the gate has let the car in; after a failure again every ten minutes, until it succeeds
or the car has left."""

import pytest


@pytest.mark.proves("C.2.2")
def test_an_entry_of_the_lot_arrives_as_its_table_says(site, lot, stay):
    lot.enter(stay, plate="粤b·１２３４５", at="2025-06-02 08:00:05", kind="M", colour="黄", lane="东门入口", attendant="王芳")
    assert site.arrives("vehicle_entry", recordCode=stay) == {
        "recordCode": stay,
        "carNum": "粤B12345",
        "inCross": "东门入口",
        "inTime": "2025-06-02 08:00:05",
        "inIdentity": 1,
        "parkMinutes": 0,
        "carColor": "黄",
        "outOperatorName": "王芳",
    }


@pytest.mark.proves("A.2.5")
@pytest.mark.parametrize("kind, number", [("M", 1), ("T", 2), ("S", 3), ("P", 4), ("F", 5)])
def test_each_kind_of_vehicle_has_its_number(site, lot, stay, kind, number):
    lot.enter(stay, kind=kind)
    assert site.arrives("vehicle_entry", recordCode=stay)["inIdentity"] == number


def test_a_refused_entry_is_sent_again_after_ten_minutes_until_it_is_accepted(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=3)
    lot.enter(stay)
    attempts = site.sent(4, interface="vehicle_entry", stay=stay)
    site.arrives("vehicle_entry", recordCode=stay)
    assert site.apart(attempts, "retry_refused")


@pytest.mark.proves("5.2.4")
def test_an_entry_is_not_sent_any_more_when_the_car_has_left(site, lot, stay):
    fault = site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry")
    lot.enter(stay)
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.leave(stay)
    site.arrives("supplementary_bill", recordCode=stay)
    before = len(site.requests("vehicle_entry", stay))
    site.cloud.call("DELETE", f"/faults/{fault}")
    site.pause("retry_refused")
    assert len(site.requests("vehicle_entry", stay)) == before
    assert site.story(stay) == ["supplementary_bill"]


def test_a_failure_holds_back_only_its_own_record(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=1)
    lot.enter(stay)
    (refused,) = site.sent(1, interface="vehicle_entry", stay=stay)
    other = site.new_stay()
    lot.enter(other)
    site.arrives("vehicle_entry", recordCode=other)
    assert site.requests("vehicle_entry", other)[0].at - refused.at < site.profile.time("retry_refused")
    site.arrives("vehicle_entry", recordCode=stay)
