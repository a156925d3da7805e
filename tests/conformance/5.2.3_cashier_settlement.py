"""收费员结账: the sums of a cashier's shift; after a failure again every ten minutes."""

import pytest


def close_shift(lot, account):
    lot.insert(
        "shifts",
        **{"account": account, "name": "王芳", "kind": "出口岗亭", "lane": "X1", "began": "2025-06-02 08:00:00"},
        **{"ended": "2025-06-02 16:00:00", "count": 31, "cash": 123450, "vouchers": 2, "vouchers_worth": 1000},
        told="2025-06-02 16:00:30",
    )


@pytest.mark.proves("C.3.3")
def test_a_shift_of_the_lot_arrives_as_its_table_says(site, lot):
    close_shift(lot, "cashier-1")
    assert site.arrives("cashier_settlement", userId="cashier-1") == {
        "parkId": lot.park_id,
        "userId": "cashier-1",
        "userName": "王芳",
        "operatorName": "出口岗亭",
        "outCross": "X1",
        "startDate": "2025-06-02 08:00:00",
        "endDate": "2025-06-02 16:00:00",
        "moneyNum": 31,
        "moneySum": 1234.5,
        "couponSum": 10,
        "couponNum": 2,
        "uploadDate": "2025-06-02 16:00:30",
    }


def test_a_refused_shift_is_sent_again_after_ten_minutes(site, lot):
    before = len(site.requests("cashier_settlement"))
    site.cloud.fault(kind="answer", code="9999", interface="cashier_settlement", count=2)
    close_shift(lot, "cashier-2")
    attempts = site.sent(before + 3, interface="cashier_settlement")[before:]
    site.arrives("cashier_settlement", userId="cashier-2")
    assert site.apart(attempts, "retry_refused")
