"""通道信息上传: the lanes of the lot, when one is added or changed."""

import pytest


@pytest.mark.proves("C.6.6")
@pytest.mark.parametrize("door", range(6))
def test_a_lane_of_each_kind_arrives_as_its_table_says(site, lot, door):
    lot.insert("lanes", station="PC1", name="东门", code=f"L{door}", door=door, outer=door % 2, change=1)
    assert site.arrives("channel_info", channelId=f"L{door}") == {
        "workStationName": "PC1",
        "channelName": "东门",
        "channelId": f"L{door}",
        "doorType": door,
        "isExit": door % 2,
        "actionType": 1,
    }


@pytest.mark.proves("C.6.6")
def test_a_lane_arrives_again_when_it_changes(site, lot):
    lot.insert("lanes", station="PC1", name="东门", code="L9", door=1, outer=0, change=1)
    told = site.arrives("channel_info", channelId="L9")
    lot.run("UPDATE lanes SET name = '西门', change = 2 WHERE code = 'L9'")
    changed = {**told, "channelName": "西门", "actionType": 2}
    assert site.arrives("channel_info", channelId="L9", actionType=2) == changed
