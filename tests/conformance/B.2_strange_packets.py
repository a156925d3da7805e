"""What is no request of this cloud to this lot is refused in words, and the line stays (D6)."""

import json

import pytest

pytestmark = pytest.mark.proves("D6")


def raw(site, packet):
    """The lot's packet after this one has gone down as it stands."""
    (reply,) = site.cloud.call("POST", "/downlink-raw?expect=1&wait=5000", packet.encode() + b"*")["packets"]
    return json.loads(reply)


def still_there(site, lot, lines):
    assert len(site.downlink.lines) == lines and site.cloud.online(lot.park_id)


@pytest.mark.parametrize("packet", ["no json", "[]", '{"code":"9"', '{"k":"","code":"9","oprNum":"1","data":{}', "{}"])
def test_what_is_no_envelope_is_refused(site, lot, packet):
    lines = len(site.downlink.lines)
    reply = raw(site, packet)
    assert reply["resultCode"] == "9999" and reply["resultMessge"]
    still_there(site, lot, lines)


def test_a_packet_that_is_too_large_is_refused(site, lot, stay):
    lines = len(site.downlink.lines)
    size = {"standard": 1 << 20, "example-city": 512 << 10}[site.profile.name]
    lot.insert("fees", stay=stay, due=500)
    assert site.cloud.ask("fee_query", {"recordCode": stay}, fill=size)["resultCode"] == "0000"
    packet = site.cloud.ask("fee_query", {"recordCode": stay}, dry=1)["packet"]
    reply = raw(site, packet[:-1] + " " * (size + 1 - len(packet)) + packet[-1])
    assert reply["resultCode"] == "9999" and "larger" in reply["resultMessge"]
    still_there(site, lot, lines)


def test_a_stream_without_an_end_of_packet_is_cut_off(site, lot, stay):
    lines = len(site.downlink.lines)
    limit = {"standard": 3 << 20, "example-city": 2 << 20}[site.profile.name]
    site.cloud.call("POST", "/downlink-raw?expect=0", b"{" + b" " * (limit + 1))
    site.wait(lambda: len(site.downlink.lines) > lines and site.cloud.online(lot.park_id), "the line is there again")


@pytest.mark.parametrize("member", ["parkId", "parkCode"])
def test_a_request_for_another_lot_is_refused(site, lot, stay, member):
    body = {"recordCode": stay, "orderCode": f"O{stay}", "orderMoney": 5, "parkId": lot.park_id, "parkCode": lot.park_code}
    reply = site.cloud.ask("prepayment", {**body, member: "somebody-else"}, exact=1)
    assert reply["resultCode"] == "9999" and member in reply["resultMessge"]
    assert not lot.run("SELECT * FROM payments WHERE number = ?", (f"O{stay}",))


@pytest.mark.parametrize("code", ["999", "", "vehicle_exit"])
def test_a_code_that_is_unknown_or_goes_up_only_is_refused(site, lot, stay, code):
    code = site.profile.codes.get(code, code)
    packet = site.cloud.ask("fee_query", {"recordCode": stay}, dry=1)["packet"]
    reply = raw(site, packet.replace(f'"code":"{site.profile.codes["fee_query"]}"', f'"code":"{code}"'))
    assert reply["resultCode"] == "9999" and reply["resultMessge"]


def test_a_request_without_a_number_is_refused(site, stay):
    packet = json.loads(site.cloud.ask("fee_query", {"recordCode": stay}, dry=1)["packet"])
    packet["oprNum"] = ""
    reply = raw(site, json.dumps(packet, separators=(",", ":")))
    assert reply["resultCode"] == "9999" and "oprNum" in reply["resultMessge"]


def test_what_the_lot_cannot_do_is_answered_as_unsupported(site):
    """This lot's mapping has no such command."""
    offered = site.status()["adapters"][0]
    reply = site.cloud.ask("member_query", {"carNum": "粤B12345"})
    if "member_query" not in json.dumps(offered):
        assert reply["resultCode"] == "9999" and "unsupported" in reply["resultMessge"]


def test_refusals_are_logged_without_the_payload(site, stay):
    site.cloud.ask("fee_query", {"recordCode": f"secret-{stay}"}, signature="wrong")
    site.wait(lambda: "the signature does not match the data" in site.log(), "the refusal is logged")
    assert f"secret-{stay}" not in site.log()
