"""下行接口: over a TCP connection that the lot opens and keeps (B.2.1, B.2.2, B.2.3)."""

import json

import pytest


def hello(site):
    return json.loads(site.downlink.lines[-1].packets()[0])


@pytest.mark.proves("B.2.3", "D2", "E13")
def test_the_first_packet_on_a_line_says_whose_it_is_as_the_profile_wants(site, lot):
    site.downlink.hang_up()
    site.wait(lambda: site.cloud.online(lot.park_id) and site.downlink.lines[-1].packets(), "the line is there again")
    packet = hello(site)
    if site.profile["downlink"]["hello"] == "heartbeat":
        assert packet["code"] == site.profile.codes["heartbeat"]
        assert packet["data"] == {"parkId": lot.park_id, "parkCode": lot.park_code}
        assert len(packet["k"]) == 36
    else:
        assert packet["code"] == site.profile.codes["login"]
        assert packet["k"] == ""
        assert packet["data"][site.profile["login"]["user_member"]] == lot.name


@pytest.mark.proves("B.2.3", "D3")
def test_a_packet_goes_out_when_nothing_was_written_for_a_minute(site):
    line = site.downlink.lines[-1]
    before = len(line.sent)
    keepalive = site.profile.time("keepalive", "downlink")
    site.wait(lambda: len(line.sent) >= before + 4, "three keep-alives go out")
    pauses = [later - earlier for earlier, later in zip(line.sent[before:], line.sent[before + 1 :])]
    assert all(0.9 * keepalive < pause < 2 * keepalive for pause in pauses)
    assert json.loads(line.packets()[-1])["code"] == site.profile.codes["heartbeat"]


@pytest.mark.proves("B.2.3", "D3")
def test_a_broken_line_is_opened_again(site, lot, stay):
    lines = len(site.downlink.lines)
    site.downlink.hang_up()
    site.wait(lambda: len(site.downlink.lines) > lines and site.cloud.online(lot.park_id), "the line is there again")
    lot.insert("fees", stay=stay, due=500)
    assert site.ask("fee_query", recordCode=stay)["resultCode"] == "0000"


@pytest.mark.proves("B.2.3", "D3")
def test_a_cloud_that_is_away_is_tried_with_growing_pauses(site, lot):
    site.downlink.shut()
    site.wait(lambda: not site.status()["downlink"], "the lot is shown as without a line")
    site.pause("reconnect_max", "downlink")
    lines = len(site.downlink.lines)
    site.downlink.open()
    site.wait(lambda: len(site.downlink.lines) > lines and site.cloud.online(lot.park_id), "the line is there again")


@pytest.mark.proves("B.2.1", "B.2.2", "D1")
def test_a_star_ends_a_packet_only_outside_of_text(site, lot, stay):
    """138****1234 is a phone number of C.3.2."""
    body = {"recordCode": stay, "orderCode": f"O{stay}", "orderMoney": 5, "phoneNumber": "138****1234"}
    reply = site.cloud.ask("prepayment", body, stars=1)
    assert reply["data"] == {"orderCode": f"O{stay}", "result": 1}
    site.wait(lambda: lot.one("SELECT phone FROM payments WHERE number = ?", f"O{stay}") == "138****1234", "it is applied")


@pytest.mark.proves("B.2.2", "D1", "B.2.6")
def test_a_star_in_what_the_lot_tells_is_written_as_an_escape_and_signed_so(site, lot, stay):
    lot.insert("fees", stay=f"{stay}*", due=500)
    reply = site.ask("fee_query", recordCode=f"{stay}*")
    assert reply["resultCode"] == "0000" and reply["data"]["recordCode"] == f"{stay}*"
    assert reply["violations"] == []
    assert "*" not in reply["packet"] and f"{stay}\\u002a" in reply["packet"]


@pytest.mark.proves("B.2.1", "D1")
def test_packets_are_found_however_the_stream_is_cut(site, lot, stay):
    lot.insert("fees", stay=stay, due=500)
    fee = {"recordCode": stay}
    assert site.cloud.ask("fee_query", fee, cut="1,2,3,20,60,61")["resultCode"] == "0000"
    twins = site.cloud.ask("fee_query", fee, copies=3)["replies"]
    assert [reply["resultCode"] for reply in twins] == ["0000"] * 3


@pytest.mark.proves("B.2.2")
def test_each_reply_is_one_packet_that_ends_in_a_star(site):
    from tap import frames

    for line in site.downlink.lines:
        packets, rest = frames(bytes(line.from_lot))
        assert rest == b"" and all(packet.startswith(b"{") and packet.endswith(b"}") for packet in packets)
