"""数据鉴权/签名: MD5 over data and a key of the pool, in capitals, with the key's index in the last two places."""

import json
import re

import pytest
from tap import data_slice


@pytest.mark.proves("S1", "S2", "S3")
def test_every_message_is_signed_over_the_very_bytes_of_its_data(site, lot, stay):
    lot.enter(stay, plate="粤B12345", attendant='王"芳\\')
    site.arrives("vehicle_entry", recordCode=stay)
    size = 32 if site.profile["signature"]["form"] == "replace_last_two" else 34
    for exchange in site.requests():
        signature = exchange.envelope["signature"]
        assert re.fullmatch(f"[0-9A-F]{{{size - 2}}}[0-9]{{2}}", signature)
        assert site.signature_is_good(signature, data_slice(exchange.text))


@pytest.mark.proves("S3")
def test_the_key_is_chosen_as_the_profile_says(site, lot):
    for _ in range(20):
        stay = site.new_stay()
        lot.enter(stay)
        site.arrives("vehicle_entry", recordCode=stay)
    used = {exchange.envelope["signature"][-2:] for exchange in site.requests()}
    assert used == ({"01"} if site.profile["signature"]["key_choice"] == "fixed" else {"00", "01", "02"})


@pytest.mark.proves("S2")
def test_every_packet_of_the_downlink_is_signed_too(site):
    packets = [packet for line in site.downlink.lines for packet in line.packets()]
    assert packets
    assert all(site.signature_is_good(json.loads(packet)["signature"], data_slice(packet)) for packet in packets)


@pytest.mark.proves("S3", "S5", "D6")
@pytest.mark.parametrize("signature", ["wrong", "none", "unknown_key"])
def test_a_request_that_is_not_well_signed_is_refused_and_not_carried_out(site, lot, signature):
    before = lot.one("SELECT moves FROM gates WHERE code = 'G1'")
    reply = site.cloud.ask("gate_control", {"barCode": "G1", "isOpen": 1}, signature=signature)
    assert reply["resultCode"] == "9999" and reply["resultMessge"]
    assert lot.one("SELECT moves FROM gates WHERE code = 'G1'") == before


@pytest.mark.proves("S2")
def test_a_request_is_verified_over_its_bytes_and_else_over_its_minified_form(site, lot, stay):
    """The cloud signed what it then wrote with white space."""
    lot.insert("fees", stay=stay, due=500)
    packet = site.cloud.ask("fee_query", {"recordCode": stay}, dry=1)["packet"]
    spaced = packet.replace('"recordCode":', '"recordCode" :\n  ')
    assert spaced != packet
    (reply,) = site.cloud.call("POST", "/downlink-raw?expect=1&wait=5000", spaced.encode() + b"*")["packets"]
    assert json.loads(reply)["resultCode"] == "0000"
