"""月卡办理记录: a monthly card that the lot sold; the cloud sells some too."""

import pytest

CARD = {
    **{"msRecordId": "", "carNum": "粤B12345", "inIdentity": 0, "carColor": "蓝", "amount": 300.5},
    **{"beginTime": "2025-06-01 00:00:00", "endTime": "2025-06-30 23:59:59", "operatorName": "王芳"},
    **{"operatorTime": "2025-05-30 10:00:00", "status": 1},
}


def sell(lot, number, kind="M", state=1):
    lot.insert(
        "cards",
        **{"number": number, "plate": "粤B12345", "kind": kind, "colour": "蓝", "price": 30050, "state": state},
        **{"begins": "2025-06-01 00:00:00", "ends": "2025-06-30 23:59:59", "sold_by": "王芳", "sold": "2025-05-30 10:00:00"},
    )


@pytest.mark.proves("C.5.1 up")
def test_a_card_of_the_lot_arrives_as_its_table_says(site, lot):
    sell(lot, "M1")
    assert site.arrives("monthly_card", msRecordId="M1") == {**CARD, "msRecordId": "M1"}


@pytest.mark.proves("C.5.1 up", "Single interfaces 17")
@pytest.mark.parametrize("kind, number", [("M", 0), ("T", 1), ("F", 2), ("S", 3), ("P", 4)])
def test_kinds_of_vehicle_are_numbered_from_0_here(site, lot, kind, number):
    sell(lot, f"kind-{kind}", kind)
    assert site.arrives("monthly_card", msRecordId=f"kind-{kind}")["inIdentity"] == number


@pytest.mark.proves("C.5.1 down", "D4")
def test_a_card_that_the_cloud_sold_reaches_the_lot(site, lot):
    reply = site.ask("monthly_card", **{**CARD, "msRecordId": "C1", "inIdentity": 2, "status": 0})
    assert reply["resultCode"] == "0000" and reply["data"] == {}
    assert lot.run("SELECT plate, kind, price, begins, ends, state FROM cards WHERE number = 'C1'") == [
        ("粤B12345", "F", 30050, "2025-06-01 00:00:00", "2025-06-30 23:59:59", 0)
    ]
