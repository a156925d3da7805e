"""无牌车入场请求: a driver without a plate has scanned the entrance's code; the lot lets the car in under a temporary plate. The
request is good for 60 seconds."""

import sqlite3

import pytest


def scan(site, stay, **members):
    body = {"recordCode": stay, "plateno": f"临{stay}", "inCross": "E1", "inTime": "2025-06-02 08:00:00", "inIdentity": 2, **members}
    return site.ask("unlicensed_entry", **body)


@pytest.mark.proves("C.4.1 down", "D4", "Single interfaces 15, 16")
def test_the_lot_opens_the_gate_writes_the_record_and_reports_the_entry(site, lot, stay):
    moves = lot.one("SELECT moves FROM gates WHERE code = 'E1'")
    reply = scan(site, stay)
    assert reply["resultCode"] == "0000" and reply["data"] == {}
    assert lot.one("SELECT moves FROM gates WHERE code = 'E1'") == moves + 1
    entry = site.arrives("vehicle_entry", recordCode=stay)
    assert (entry["carNum"], entry["inCross"]) == (f"临{stay}", "E1")


def test_a_lane_that_the_lot_does_not_have_is_refused_in_words(site, stay):
    reply = scan(site, stay, inCross="nowhere")
    assert reply["resultCode"] == "9999" and "没有该通道" in reply["resultMessge"]


@pytest.mark.proves("D8")
def test_a_request_that_could_not_be_carried_out_in_60_seconds_is_refused_and_never_carried_out(site, lot, stay):
    keeper = sqlite3.connect(lot.database, isolation_level=None)
    keeper.execute("BEGIN IMMEDIATE")
    moves = lot.one("SELECT moves FROM gates WHERE code = 'E1'")
    reply = scan(site, stay)
    keeper.close()
    assert reply["resultCode"] == "9999"
    assert reply["milliseconds"] <= site.profile.time("unlicensed_life", "downlink") * 1000 + 500
    site.pause("unlicensed_life", "downlink")
    assert lot.one("SELECT moves FROM gates WHERE code = 'E1'") == moves
    assert not site.accepted("vehicle_entry", recordCode=stay)


@pytest.mark.proves("D5", "D8")
def test_a_repeated_request_lets_one_car_in(site, lot, stay):
    moves = lot.one("SELECT moves FROM gates WHERE code = 'E1'")
    body = {"recordCode": stay, "plateno": f"临{stay}", "inCross": "E1"}
    replies = [site.cloud.ask("unlicensed_entry", body, oprNum=f"scan-{stay}") for _ in range(3)]
    assert [reply["resultCode"] for reply in replies] == ["0000"] * 3
    assert lot.one("SELECT moves FROM gates WHERE code = 'E1'") == moves + 1
    assert lot.one("SELECT count(*) FROM entries WHERE stay = ?", stay) == 1


@pytest.mark.proves("D8")
def test_it_is_written_to_the_audit_log(site, stay):
    scan(site, stay)
    lines = [line for line in site.audit() if stay in line["what"]]
    assert [line["outcome"] for line in lines] == ["requested", "acknowledged"]
    assert all(line["who"].startswith("cloud") for line in lines)


@pytest.mark.proves("C.4.1 up", "Single interfaces 15, 16")
def test_a_lot_that_raises_the_request_itself_tells_it_as_the_table_says_and_opens_when_it_is_answered(site, lot, stay):
    moves = lot.one("SELECT moves FROM gates WHERE code = 'E1'")
    lot.insert("scans", way="in", stay=stay, plate=f"临{stay}", lane="E1", at="2025-06-02 08:00:00")
    assert site.arrives("unlicensed_entry", recordCode=stay) == {
        "parkId": lot.park_id,
        "recordCode": stay,
        "plateno": f"临{stay}",
        "inCross": "E1",
        "inTime": "2025-06-02 08:00:00",
        "inIdentity": 2,
        "parkMinutes": 0,
        "carColor": "",
        "outOperatorName": "",
    }
    site.wait(lambda: lot.one("SELECT state FROM scans WHERE stay = ?", stay) == "answered", "the lot knows the answer")
    assert lot.one("SELECT moves FROM gates WHERE code = 'E1'") == moves + 1


@pytest.mark.proves("C.4.1 up", "D8")
def test_a_request_of_the_lot_that_the_cloud_refuses_opens_no_gate(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", message="full", interface="unlicensed_entry")
    moves = lot.one("SELECT moves FROM gates WHERE code = 'E1'")
    lot.insert("scans", way="in", stay=stay, plate=f"临{stay}", lane="E1", at="2025-06-02 08:00:00")
    site.wait(lambda: lot.one("SELECT state FROM scans WHERE stay = ?", stay) == "refused", "the lot is told")
    assert "full" in lot.one("SELECT words FROM scans WHERE stay = ?", stay)
    assert lot.one("SELECT moves FROM gates WHERE code = 'E1'") == moves


@pytest.mark.proves("C.4.1 up", "D8", "Single interfaces 15, 16")
def test_a_request_of_the_lot_that_is_older_than_60_seconds_is_not_asked_when_the_host_starts(site, lot, stay):
    site.stop_host()
    pressed = "2025-06-02 08:00:00"
    lot.insert("scans", way="in", stay=stay, plate=f"临{stay}", lane="E1", at=pressed, pressed=pressed)
    site.start_host()
    site.wait(lambda: lot.one("SELECT state FROM scans WHERE stay = ?", stay) == "no_answer", "the lot is told")
    assert not site.requests("unlicensed_entry", stay)
