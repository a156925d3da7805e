"""车辆校正: plate and kind can be corrected, at the lot or in the cloud, any number of times until the car leaves."""

import pytest


def enter(site, lot, stay, **columns):
    lot.enter(stay, **columns)
    site.arrives("vehicle_entry", recordCode=stay)


@pytest.mark.proves("C.2.3 up")
def test_a_correction_at_the_lot_arrives_as_its_table_says(site, lot, stay):
    enter(site, lot, stay)
    lot.insert(
        "corrections",
        **{"stay": stay, "plate": "粤B54321", "kind": "S", "colour": "绿", "lane_in": "E2", "lane_out": "X2"},
        **{"entered": "2025-06-02 08:00:00", "minutes": 12, "attendant": "李强"},
    )
    assert site.arrives("vehicle_correction", recordCode=stay) == {
        "recordCode": stay,
        "carNum": "粤B54321",
        "inCross": "E2",
        "inTime": "2025-06-02 08:00:00",
        "inIdentity": 3,
        "parkMinutes": 12,
        "carColor": "绿",
        "outCross": "X2",
        "outOperatorName": "李强",
    }


def test_corrections_arrive_as_often_as_they_are_made_and_in_order(site, lot, stay):
    enter(site, lot, stay)
    plates = ["粤B00001", "粤B00002", "粤B00001"]
    for minutes, plate in enumerate(plates):
        lot.insert("corrections", stay=stay, plate=plate, entered="2025-06-02 08:00:00", minutes=minutes)
    site.wait(lambda: len(site.accepted("vehicle_correction", recordCode=stay)) == 3, "three corrections arrive")
    assert [body["carNum"] for body in site.accepted("vehicle_correction", recordCode=stay)] == plates


@pytest.mark.proves("C.2.3 down", "D4")
def test_a_correction_in_the_cloud_reaches_the_lot(site, lot, stay):
    enter(site, lot, stay)
    reply = site.ask("vehicle_correction", recordCode=stay, carNum="京A99999", inIdentity=5, carColor="黑")
    assert reply["resultCode"] == "0000" and reply["data"] == {}
    assert lot.run("SELECT plate, kind, colour FROM corrections WHERE stay = ?", (stay,)) == [("京A99999", "F", "黑")]


def test_a_correction_of_a_record_that_the_lot_does_not_know_is_refused_in_words(site):
    reply = site.ask("vehicle_correction", recordCode="nobody", carNum="京A99999")
    assert reply["resultCode"] == "9999" and "场内没有" in reply["resultMessge"]


def test_a_correction_that_comes_while_the_entry_waits_changes_the_entry(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=1)
    lot.enter(stay, plate="粤B11111")
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.insert("corrections", stay=stay, plate="粤B22222", entered="2025-06-02 08:00:00", kind="M")
    body = site.arrives("vehicle_entry", recordCode=stay)
    assert (body["carNum"], body["inIdentity"]) == ("粤B22222", 1)
    assert site.story(stay) == ["vehicle_entry"]


def test_a_correction_waits_for_its_entry(site, lot, stay):
    """The answer to the entry was lost: it may be with the cloud, so it is repeated unchanged before anything else of its record."""
    site.cloud.fault(kind="drop_before", interface="vehicle_entry", count=1)
    lot.enter(stay, plate="粤B11111")
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.insert("corrections", stay=stay, plate="粤B22222", entered="2025-06-02 08:00:00")
    site.arrives("vehicle_correction", recordCode=stay)
    assert site.story(stay) == ["vehicle_entry", "vehicle_correction"]
    assert site.accepted("vehicle_entry", recordCode=stay)[0]["carNum"] == "粤B11111"
