"""上行接口: HTTP, always POST, one parameter param={JSON} (B.1), whose last element is data (B.1.1)."""

import json

import pytest


def other_than_pictures(site):
    return [exchange for exchange in site.requests() if exchange.envelope["code"] != site.profile.codes["image_upload"]]


@pytest.mark.proves("E9")
def test_every_message_is_a_post_of_one_form_parameter_in_utf_8(site, lot, stay):
    lot.enter(stay, plate="粤B12345", attendant="王 芳&+=%")
    assert site.arrives("vehicle_entry", recordCode=stay)["outOperatorName"] == "王 芳&+=%"
    for exchange in other_than_pictures(site):
        assert exchange.head.startswith("POST /parking HTTP/1.1\r\n")
        assert exchange.header("Content-Type") == "application/x-www-form-urlencoded; charset=UTF-8"
        assert set(exchange.parts) == {"param"}
        assert exchange.body.isascii() and b" " not in exchange.body


@pytest.mark.proves("B.1.1", "B.1.2", "E6")
def test_data_is_the_last_element_of_every_message(site):
    for exchange in site.requests():
        assert list(json.loads(exchange.text))[-1] == "data"


def test_connections_are_kept_for_the_next_message(site, lot):
    """HTTP/1.1: as many connections as requests in flight, not as messages."""
    before = site.uplink.connections
    for _ in range(20):
        stay = site.new_stay()
        lot.enter(stay)
        site.arrives("vehicle_entry", recordCode=stay)
    assert site.uplink.connections - before <= site.profile["concurrency"] + 1
