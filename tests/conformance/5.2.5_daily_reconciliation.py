"""汇总对账: the sums of a whole day, which the cloud holds against the exits and bills that it has accepted of that day."""

import pytest

DAY = "2025-05-11"


@pytest.mark.proves("C.3.5")
def test_a_day_of_the_lot_arrives_as_its_table_says_and_fits_what_was_reported(site, lot):
    for number, fees in enumerate([{"fee": 1050, "waived": 50, "paid": 1000}, {"fee": 817, "waived": 0, "paid": 817}]):
        stay = site.new_stay()
        lot.enter(stay, at=f"{DAY} 08:00:00")
        site.arrives("vehicle_entry", recordCode=stay)
        lot.leave(stay, entered=f"{DAY} 08:00:00", at=f"{DAY} 09:3{number}:00", minutes=90 + number, **fees)
        site.arrives("vehicle_exit", recordCode=stay)
    lot.insert("days", day=DAY, count=2, fee=1867, paid=1817, waived=50, closed="2025-05-12 02:00:00")
    assert site.arrives("daily_reconciliation", dateTime=DAY) == {
        "parkId": lot.park_id,
        "dateTime": DAY,
        "payNum": 2,
        "payMoneySum": 18.67,
        "chargeMoneySum": 18.17,
        "agioMoneySum": 0.5,
        "checkTime": "2025-05-12 02:00:00",
    }
