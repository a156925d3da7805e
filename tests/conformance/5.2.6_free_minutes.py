"""停车场免费分钟数配置: how long a stay costs nothing, told whenever the lot changes it."""

import pytest


@pytest.mark.proves("C.3.6")
def test_the_free_minutes_arrive_when_they_change(site, lot):
    site.arrives("free_minutes", freeMinutes=15)
    lot.run("UPDATE lot SET grace = 20")
    assert site.arrives("free_minutes", freeMinutes=20) == {"freeMinutes": 20}
    lot.run("UPDATE lot SET grace = 15")
    site.wait(lambda: site.accepted("free_minutes")[-1]["freeMinutes"] == 15, "the old number arrives again")
