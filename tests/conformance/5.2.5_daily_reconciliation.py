"""汇总对账: the sums of a whole day."""

import pytest


@pytest.mark.proves("C.3.5")
def test_a_day_of_the_lot_arrives_as_its_table_says(site, lot):
    lot.insert("days", day="2025-06-02", count=120, fee=1234567, paid=1200000, waived=34567, closed="2025-06-03 02:00:00")
    assert site.arrives("daily_reconciliation", dateTime="2025-06-02") == {
        "parkId": lot.park_id,
        "dateTime": "2025-06-02",
        "payNum": 120,
        "payMoneySum": 12345.67,
        "chargeMoneySum": 12000,
        "agioMoneySum": 345.67,
        "checkTime": "2025-06-03 02:00:00",
    }
