"""应答报文头: code, oprNum, ip, resultCode, resultMessge (sic), signature, data; written to the cloud's requests and read from its
answers."""

import json

import pytest
from tap import data_slice


def replies(site):
    packets = [json.loads(packet) for line in site.downlink.lines for packet in line.packets()]
    return [packet for packet in packets if "resultCode" in packet]


def rename(site, old, new):
    """The cloud's answers say it otherwise, as other platforms do."""

    def alter(exchange, body):
        return body.replace(old.encode(), new.encode())

    site.uplink.alter = alter


@pytest.mark.proves("B.1.2.4", "B.2.2", "D4", "E2", "E6", "E8")
def test_a_reply_has_the_members_of_the_table_in_its_order(site, lot, stay):
    lot.insert("fees", stay=stay, due=500)
    site.ask("fee_query", recordCode=stay)
    site.ask("fee_query", recordCode="x" * 300)  # refused in words, which have their limit too
    own = list(site.profile["header"])
    for reply in replies(site):
        assert list(reply) == ["code", "oprNum", "ip", "resultCode", "resultMessge", "signature", *own, "data"]
        assert reply["resultCode"] in ("0000", "9999") and len(reply["resultMessge"]) <= 200
        assert isinstance(reply["data"], (dict, list))


@pytest.mark.proves("D4")
def test_a_reply_repeats_code_and_number_of_its_request(site, lot, stay):
    lot.insert("fees", stay=stay, due=500)
    site.cloud.ask("fee_query", {"recordCode": stay}, oprNum=f"fee-{stay}")
    (reply,) = [reply for reply in replies(site) if reply["oprNum"] == f"fee-{stay}"]
    assert reply["code"] == site.profile.codes["fee_query"]


@pytest.mark.proves("E2")
@pytest.mark.parametrize("name", ["resultMessage", "message"])
def test_the_words_of_an_answer_are_read_under_their_three_names(site, lot, stay, name):
    rename(site, '"resultMessge"', f'"{name}"')
    site.cloud.fault(kind="answer", code="9999", message=f"words for {stay}", interface="vehicle_entry", count=1)
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    assert f"9999 words for {stay}" in site.log()


def departures(site):
    return {(one["in"], one["what"]): one["times"] for one in site.status()["departures"]}


@pytest.mark.proves("E8")
def test_what_is_too_long_in_an_answer_is_counted_and_the_answer_holds(site, lot, stay):
    rename(site, '"resultMessge":"accepted"', f'"resultMessge":"{"字" * 201}"')
    lot.enter(stay)
    what = ("answers", "resultMessge has more than 200 characters")
    site.wait(lambda: what in departures(site), "it is counted")
    site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == ["delivered"], "it is delivered")
    assert len(site.requests("vehicle_entry", stay)) == 1
    assert what[1] in site.host.command_line("status")[1]


@pytest.mark.proves("E8")
def test_what_is_too_long_in_a_request_is_counted_and_the_request_carried_out(site, lot, stay):
    lot.insert("fees", stay=stay, due=500)
    packet = site.cloud.ask("fee_query", {"recordCode": stay}, dry=1)["packet"]
    long_ip = packet.replace('"ip":""', '"ip":"1234567890.123456"')
    (reply,) = site.cloud.call("POST", "/downlink-raw?expect=1&wait=5000", long_ip.encode() + b"*")["packets"]
    assert json.loads(reply)["resultCode"] == "0000"
    assert departures(site)["requests", "ip has more than 15 characters"] == 1


@pytest.mark.proves("E3")
@pytest.mark.parametrize("code", ['"0"', "0", '"0000"'])
def test_success_is_0000_and_0_as_text_and_as_number(site, lot, stay, code):
    rename(site, '"resultCode":"0000"', f'"resultCode":{code}')
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    site.wait(lambda: not site.host.outbox(lot)["waiting"], "nothing waits any more")
    assert [letter["state"] for letter in site.letters(stay)] == ["delivered"]


@pytest.mark.proves("E4")
def test_result_codes_mean_what_the_profile_says(site, lot):
    results = site.profile["results"]
    codes = {**{code: "delivered" for code in [*results["retry"], "8888"]}, **{code: "dead" for code in results["permanent"]}}
    for code, state in codes.items():
        stay = site.new_stay()
        site.cloud.fault(kind="answer", code=code, interface="vehicle_entry", count=1)
        lot.enter(stay)
        site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == [state], f"{code} makes it {state}")
    for code in results["relogin"]:
        stay, before = site.new_stay(), len(site.requests("login"))
        site.cloud.fault(kind="answer", code=code, interface="vehicle_entry", count=1)
        lot.enter(stay)
        site.arrives("vehicle_entry", recordCode=stay)
        assert len(site.requests("login")) > before


@pytest.mark.proves("S5", "B.2.6")
def test_an_answer_whose_signature_is_wrong_is_no_answer(site, lot, stay):
    def spoil(exchange, body):
        if exchange.envelope["code"] != site.profile.codes["vehicle_entry"]:
            return body
        site.uplink.alter = None
        reply = json.loads(body)
        return body.replace(reply["signature"].encode(), b"0" * len(reply["signature"]))

    site.uplink.alter = spoil
    lot.enter(stay)
    site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == ["delivered"], "it is sent again")
    assert len(site.requests("vehicle_entry", stay)) == 2


@pytest.mark.proves("S5")
def test_an_unsigned_answer_is_believed_only_where_the_profile_allows_it(site, lot, stay):
    def unsign(exchange, body):
        if exchange.envelope["code"] != site.profile.codes["vehicle_entry"]:
            return body
        site.uplink.alter = None
        return body.replace(json.loads(body)["signature"].encode(), b"")

    site.uplink.alter = unsign
    lot.enter(stay)
    site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == ["delivered"], "it is delivered")
    required = site.profile["signature"]["require_on_replies"]
    assert len(site.requests("vehicle_entry", stay)) == (2 if required else 1)


def test_replies_are_signed_over_their_data(site):
    for line in site.downlink.lines:
        for packet in line.packets():
            if "resultCode" in json.loads(packet):
                assert site.signature_is_good(json.loads(packet)["signature"], data_slice(packet))
