"""请求报文头: k, code, oprNum, ip, signature, data."""

import re

import pytest

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.mark.proves("B.1.2", "E6", "E8")
def test_the_members_stand_in_the_order_of_the_table_and_keep_its_lengths(site):
    own = list(site.profile["header"])
    for exchange in site.requests():
        header = exchange.envelope
        assert list(header) == ["k", "code", "oprNum", "ip", "signature", *own, "data"]
        assert len(header["k"]) in (0, 36)
        assert len(header["code"]) <= 10
        assert len(header["oprNum"]) <= 36
        assert len(header["ip"]) <= 15
        assert len(header["signature"]) <= 100
        assert all(isinstance(header[name], str) for name in header if name != "data")


def test_the_platforms_own_members_have_their_constant_text(site):
    for exchange in site.requests():
        assert {name: exchange.envelope[name] for name in site.profile["header"]} == site.profile["header"]


@pytest.mark.proves("E1")
def test_each_interface_has_the_code_of_the_profile(site, lot, stay):
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    lot.leave(stay)
    site.arrives("vehicle_exit", recordCode=stay)
    expected = {"standard": ("2", "4"), "example-city": ("CAR_IN", "CAR_OUT")}[site.profile.name]
    told = [exchange.envelope["code"] for exchange in site.requests(stay=stay)]
    assert tuple(told) == expected
    assert {exchange.envelope["code"] for exchange in site.requests()} <= set(site.profile.codes.values())


@pytest.mark.proves("E12")
def test_an_opr_num_is_unique_to_its_message_and_repeated_with_it(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=2)
    lot.enter(stay)
    attempts = site.sent(3, interface="vehicle_entry", stay=stay)
    assert len({exchange.envelope["oprNum"] for exchange in attempts}) == 1
    meaning = {}
    for exchange in site.requests():
        number, data = exchange.envelope["oprNum"], exchange.envelope["data"]
        assert UUID.fullmatch(number)
        assert meaning.setdefault(number, data) == data


@pytest.mark.proves("E12")
def test_the_opr_num_of_a_waiting_message_survives_a_restart(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=1)
    lot.enter(stay)
    (first,) = site.sent(1, interface="vehicle_entry", stay=stay)
    site.host.kill()
    site.start_host()
    site.arrives("vehicle_entry", recordCode=stay)
    assert site.requests("vehicle_entry", stay)[-1].envelope["oprNum"] == first.envelope["oprNum"]


def test_ip_names_the_station_of_the_settings(site):
    assert {exchange.envelope["ip"] for exchange in site.requests()} == {"192.168.1.15"}
