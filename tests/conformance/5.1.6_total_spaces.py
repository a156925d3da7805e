"""总车位数上传: the lot tells its number of spaces whenever it changes."""

import pytest


@pytest.mark.proves("C.2.6")
def test_the_number_of_spaces_arrives_when_it_changes_and_only_then(site, lot):
    site.arrives("total_spaces", totalNum=300)
    lot.run("UPDATE lot SET spaces = 320")
    assert site.arrives("total_spaces", totalNum=320) == {"totalNum": 320}
    site.pause("free_spaces")
    assert [body["totalNum"] for body in site.accepted("total_spaces")].count(320) == 1
    lot.run("UPDATE lot SET spaces = 300")
    site.wait(lambda: site.accepted("total_spaces")[-1]["totalNum"] == 300, "the old number arrives again")
