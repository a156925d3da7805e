"""车辆出场: the lot reports an exit once the gate has let the car out (5.1.4.1, 5.1.4.2)."""

import pytest


def enter(site, lot, stay, **columns):
    lot.enter(stay, **columns)
    site.arrives("vehicle_entry", recordCode=stay)


@pytest.mark.proves("5.1.4.1", "C.2.4")
def test_an_exit_of_the_lot_arrives_as_its_table_says(site, lot, stay):
    enter(site, lot, stay, kind="M")
    lot.leave(
        stay,
        **{"kind": "M", "kind_out": "T", "lane_in": "E1", "lane_out": "X2", "minutes": 91, "colour": "白", "charged": 2},
        **{"fee": 1234, "waived": 34, "paid": 1200, "how": "异常收费", "attendant": "李强"},
    )
    assert site.arrives("vehicle_exit", recordCode=stay) == {
        "recordCode": stay,
        "carNum": "粤B12345",
        "inCross": "E1",
        "outCross": "X2",
        "inTime": "2025-06-02 08:00:00",
        "outTime": "2025-06-02 09:30:00",
        "inIdentity": 1,
        "outIdentity": 2,
        "parkMinutes": 91,
        "carColor": "白",
        "chargeStatus": 2,
        "payMoney": 12.34,
        "agioMoney": 0.34,
        "chargeMoney": 12,
        "chargeType": "异常收费",
        "outOperatorName": "李强",
    }


@pytest.mark.proves("5.1.4.2")
def test_a_refused_exit_is_sent_again_after_ten_minutes(site, lot, stay):
    enter(site, lot, stay)
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_exit", count=2)
    lot.leave(stay)
    attempts = site.sent(3, interface="vehicle_exit", stay=stay)
    site.arrives("vehicle_exit", recordCode=stay)
    assert site.apart(attempts, "retry_refused")


@pytest.mark.proves("5.1.4.2")
def test_exits_of_an_outage_are_all_reported_when_the_network_is_back_without_waiting(site, lot):
    stays = [site.new_stay() for _ in range(12)]
    for stay in stays:
        lot.enter(stay)
    for stay in stays:
        site.arrives("vehicle_entry", recordCode=stay)
    site.uplink.shut()
    for stay in stays:
        lot.leave(stay)
    site.wait(lambda: site.host.outbox(lot)["waiting"] >= len(stays), "the exits wait at the host")
    site.uplink.open()
    for stay in stays:
        site.arrives("vehicle_exit", recordCode=stay)
        assert len(site.requests("vehicle_exit", stay)) == 1


@pytest.mark.proves("5.1.4.2")
def test_an_exit_carries_the_corrected_plate_whatever_its_row_says(site, lot, stay):
    enter(site, lot, stay, plate="粤B11111")
    lot.insert("corrections", stay=stay, plate="粤B22222", kind="M", colour="绿", entered="2025-06-02 08:00:00")
    site.arrives("vehicle_correction", recordCode=stay)
    lot.leave(stay, plate="粤B11111")
    body = site.arrives("vehicle_exit", recordCode=stay)
    assert (body["carNum"], body["inIdentity"], body["carColor"]) == ("粤B22222", 1, "绿")


@pytest.mark.proves("5.1.4.2", "5.1.3")
def test_an_exit_carries_the_plate_that_the_cloud_corrected(site, lot, stay):
    enter(site, lot, stay, plate="粤B11111")
    assert site.ask("vehicle_correction", recordCode=stay, carNum="粤B33333", inIdentity=2)["resultCode"] == "0000"
    site.arrives("vehicle_correction", recordCode=stay)
    lot.leave(stay, plate="粤B11111")
    assert site.arrives("vehicle_exit", recordCode=stay)["carNum"] == "粤B33333"


def test_an_exit_follows_its_entry_and_its_corrections(site, lot, stay):
    site.cloud.fault(kind="delay", delayMs=100, interface="vehicle_entry", count=1)
    lot.enter(stay)
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.insert("corrections", stay=stay, plate="粤B22222", entered="2025-06-02 08:00:00")
    lot.leave(stay)
    site.arrives("vehicle_exit", recordCode=stay)
    assert site.story(stay) == ["vehicle_entry", "vehicle_correction", "vehicle_exit"]
