"""心跳保持: a heartbeat every five minutes keeps the clocks together and shows whether the connection is good."""

import pytest


@pytest.mark.proves("C.2.8")
def test_a_heartbeat_goes_out_every_five_minutes_and_carries_nothing_but_the_header(site):
    pause = site.profile.time("heartbeat")
    before = len(site.requests("heartbeat"))
    beats = site.sent(before + 3, interface="heartbeat")[before:]
    assert all(exchange.envelope["data"] == {} for exchange in beats)
    for earlier, later in zip(beats, beats[1:]):
        assert pause * 0.9 < later.at - earlier.at < pause * 2


def test_the_offset_between_the_clocks_is_measured_and_shown(site):
    def offset():
        return site.status().get("clock_offset_ms")

    site.cloud.call("POST", "/clock", {"now": ""})
    site.wait(lambda: offset() is not None and abs(offset()) < 2000, "the clocks agree")


def test_a_lost_connection_shows(site):
    site.uplink.shut()
    site.wait(lambda: not site.status()["reachable"], "the lot is shown as cut off")
    site.uplink.open()
    site.wait(lambda: site.status()["reachable"], "the lot is shown as connected")
