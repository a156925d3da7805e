"""分站电脑状态上传: the computers of the lanes."""

import pytest


@pytest.mark.proves("C.6.5", "Single interfaces 21, 22")
def test_a_computer_arrives_as_its_table_says_and_again_when_its_connection_changes(site, lot):
    lot.insert("computers", name="PC1", online=1, at="2025-06-02 08:00:00", change=0)
    told = site.arrives("station_status", pcName="PC1")
    assert told == {"pcName": "PC1", "linkStatus": 1, "createTime": "2025-06-02 08:00:00", "opertionType": 0}
    lot.run("UPDATE computers SET online = 0, change = 2 WHERE name = 'PC1'")
    assert site.arrives("station_status", pcName="PC1", linkStatus=0) == {**told, "linkStatus": 0, "opertionType": 2}
