"""硬件信息记录: the devices of the lot, and when one is connected or lost."""

import pytest


@pytest.mark.proves("C.6.4", "Single interfaces 21, 22")
def test_a_device_arrives_as_its_table_says_and_again_when_its_connection_changes(site, lot):
    lot.insert("devices", code="D1", name="东门闸机", online=1, kind=2, station="PC1", door=2, at="2025-06-02 08:00:00", change=1)
    told = site.arrives("equipment_status", equipmentCode="D1")
    assert told == {
        "equipmentCode": "D1",
        "equipmentName": "东门闸机",
        "linkStatus": 1,
        "equipmentType": 2,
        "doorName": "PC1",
        "doorType": 2,
        "createTime": "2025-06-02 08:00:00",
        "opertionType": 1,
    }
    lot.run("UPDATE devices SET online = 0, at = '2025-06-02 09:00:00', change = 3 WHERE code = 'D1'")
    later = {"linkStatus": 0, "createTime": "2025-06-02 09:00:00", "opertionType": 3}
    assert site.arrives("equipment_status", equipmentCode="D1", linkStatus=0) == {**told, **later}
