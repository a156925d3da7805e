"""补报账单: a car that left before its entry could be reported is reported whole, in one message."""

import pytest


def fold(site, lot, stay, **left):
    """The entry fails and the car leaves before it succeeds."""
    fault = site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry")
    lot.enter(stay, kind="M", lane="E2")
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.leave(stay, kind="M", lane_out="X2", **left)
    site.wait(lambda: site.requests("supplementary_bill", stay), "a bill is sent")
    site.cloud.call("DELETE", f"/faults/{fault}")


@pytest.mark.proves("5.1.2", "Order")
def test_an_entry_that_failed_and_its_exit_become_one_bill(site, lot, stay):
    fold(site, lot, stay)
    assert site.arrives("supplementary_bill", recordCode=stay) == {
        "parkId": lot.park_id,
        "parkCode": lot.park_code,
        "carNum": "粤B12345",
        "inCross": "E2",
        "outcross": "X2",
        "inTime": "2025-06-02 08:00:00",
        "outTime": "2025-06-02 09:30:00",
        "carType": 1,
        "recordCode": stay,
        "inImage": "",
        "outImage": "",
        "payMoney": 10.5,
        "chargeMoney": 10,
        "agioMoney": 0.5,
        "paymentRecordList": [],
    }
    assert site.story(stay) == ["supplementary_bill"]


def test_the_exit_interface_is_not_used_for_it(site, lot, stay):
    fold(site, lot, stay)
    site.arrives("supplementary_bill", recordCode=stay)
    site.pause("retry_refused")
    assert not site.requests("vehicle_exit", stay)


def test_a_stay_that_never_had_its_turn_during_an_outage_arrives_as_a_bill(site, lot, stay):
    site.uplink.shut()
    lot.enter(stay)
    lot.insert("corrections", stay=stay, plate="粤B99999", entered="2025-06-02 08:00:00")
    site.wait(lambda: len(site.letters(stay)) == 2, "entry and correction wait at the host")
    lot.leave(stay)
    site.wait(lambda: len(site.letters(stay)) == 3, "the whole stay waits at the host")
    site.uplink.open()
    assert site.arrives("supplementary_bill", recordCode=stay)["carNum"] == "粤B99999"
    assert site.story(stay) == ["supplementary_bill"]


@pytest.mark.proves("5.1.3", "5.1.4.2")
def test_a_bill_carries_the_correction_that_its_waiting_entry_had_taken_up(site, lot, stay):
    fault = site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry")
    lot.enter(stay, plate="粤B11111")
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.insert("corrections", stay=stay, plate="粤B22222", entered="2025-06-02 08:00:00")
    site.wait(lambda: site.requests("vehicle_entry", stay)[-1].envelope["data"]["carNum"] == "粤B22222", "the entry is corrected")
    lot.leave(stay, plate="粤B11111")
    assert site.arrives("supplementary_bill", recordCode=stay)["carNum"] == "粤B22222"
    site.cloud.call("DELETE", f"/faults/{fault}")


def test_a_refused_bill_is_sent_again_after_ten_minutes(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="supplementary_bill", count=2)
    fold(site, lot, stay)
    attempts = site.sent(3, interface="supplementary_bill", stay=stay)
    site.arrives("supplementary_bill", recordCode=stay)
    assert site.apart(attempts, "retry_refused")


@pytest.mark.proves("C.3.4", "Single interfaces 12")
def test_a_bill_that_the_lot_writes_itself_arrives_with_its_payments(site, lot, stay):
    lot.insert(
        "bills",
        **{"stay": stay, "plate": "粤B12345", "kind": "T", "lane_in": "E1", "lane_out": "X1", "fee": 1500, "waived": 100},
        **{"entered": "2025-06-02 08:00:00", "at": "2025-06-02 11:00:00", "paid": 1400, "cash_number": "B1", "cash": 400},
        **{"cash_at": "2025-06-02 10:59:00", "app_number": "B2", "app": 1000, "app_at": "2025-06-02 10:30:00"},
        cashier="wang",
    )
    bill = site.arrives("supplementary_bill", recordCode=stay)
    assert (bill["payMoney"], bill["agioMoney"], bill["chargeMoney"]) == (15, 1, 14)
    assert bill["paymentRecordList"] == [
        {
            "billNumber": "B1",
            "amountRreceivable": 4,
            "actualReceivable": 4,
            "discountAmount": 0,
            "payTime": "2025-06-02 10:59:00",
            "payStatus": 1,
            "paymentMode": 1,
            "payOrigin": 1,
            "tollCollectorAccout": "wang",
        },
        {
            "billNumber": "B2",
            "amountRreceivable": 10,
            "actualReceivable": 10,
            "discountAmount": 0,
            "payTime": "2025-06-02 10:30:00",
            "payStatus": 1,
            "paymentMode": 4,
            "payOrigin": 7,
            "tollCollectorAccout": "",
        },
    ]
