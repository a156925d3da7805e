"""手动开闸记录: somebody at the lot opened a gate by hand."""

import pytest


@pytest.mark.proves("C.6.3")
@pytest.mark.parametrize("means", [1, 2, 3, 4])
def test_an_opening_by_hand_arrives_as_its_table_says(site, lot, means):
    plate = f"粤B0000{means}"
    lot.insert("hand_openings", lane="X1", way="out", plate=plate, at="2025-06-02 08:00:00", means=means, attendant="王芳")
    assert site.arrives("manual_gate_opening", carNum=plate) == {
        "outCross": "X1",
        "inOutDoor": "出场",
        "carNum": plate,
        "operateTime": "2025-06-02 08:00:00",
        "openType": means,
        "operatorName": "王芳",
    }
