"""远程开闸: an administrator opens a gate through the cloud. A gate moves at most once, never late, and leaves an audit line."""

import pytest


def moves(lot, gate="G1"):
    return lot.one("SELECT moves FROM gates WHERE code = ?", gate)


@pytest.fixture
def disobedient(lot):
    """A gate whose controller does not answer."""
    lot.run("UPDATE gates SET obeys = 0 WHERE code = 'G1'")
    yield
    lot.run("UPDATE gates SET obeys = 1 WHERE code = 'G1'")


@pytest.mark.proves("C.6.1", "D4")
def test_a_gate_opens_and_closes_and_the_reply_names_it(site, lot):
    before = moves(lot)
    for is_open, state in ((1, "open"), (0, "closed")):
        reply = site.ask("gate_control", barCode="G1", isOpen=is_open)
        assert reply["resultCode"] == "0000"
        assert reply["data"] == {"barCode": "G1", "status": 1}
        assert lot.one("SELECT state FROM gates WHERE code = 'G1'") == state
    assert moves(lot) == before + 2


def test_a_gate_that_the_lot_does_not_have_is_refused_in_words(site):
    reply = site.ask("gate_control", barCode="nowhere", isOpen=1)
    assert reply["resultCode"] == "9999" and "没有该道闸" in reply["resultMessge"]


@pytest.mark.proves("D5", "D8")
def test_a_repeated_command_moves_the_gate_once_and_gets_the_first_answer(site, lot):
    before = moves(lot)
    body = {"barCode": "G1", "isOpen": 1}
    first, again = (site.cloud.ask("gate_control", body, oprNum="gate-again") for _ in range(2))
    twins = site.cloud.ask("gate_control", body, oprNum="gate-twins", copies=2)["replies"]
    assert first["data"] == again["data"] == twins[0]["data"] == twins[1]["data"]
    assert moves(lot) == before + 2


@pytest.mark.proves("D8")
def test_a_command_that_the_gate_does_not_confirm_in_10_seconds_is_refused_and_never_carried_out_late(site, lot, disobedient):
    before = moves(lot)
    life = site.profile.time("gate_life", "downlink")
    reply = site.ask("gate_control", barCode="G1", isOpen=1)
    assert reply["resultCode"] == "9999"
    assert life * 1000 * 0.5 < reply["milliseconds"] < life * 1000 + 1000
    assert lot.one("SELECT status FROM gate_orders ORDER BY id DESC") == "withdrawn"
    assert moves(lot) == before


@pytest.mark.proves("D8")
def test_a_command_whose_outcome_the_host_never_learned_is_not_tried_again(site, lot, disobedient):
    """The host is killed while the gate is asked. The cloud repeats its request."""
    body = {"barCode": "G1", "isOpen": 1}
    orders = lot.one("SELECT count(*) FROM gate_orders")
    site.cloud.ask("gate_control", body, oprNum="gate-killed", wait=200)
    site.wait(lambda: lot.one("SELECT count(*) FROM gate_orders") == orders + 1, "the gate is asked")
    site.host.kill()
    site.start_host()
    reply = site.cloud.ask("gate_control", body, oprNum="gate-killed")
    assert reply["resultCode"] == "9999" and "unknown" in reply["resultMessge"]
    assert lot.one("SELECT count(*) FROM gate_orders") == orders + 1


@pytest.mark.proves("D8")
def test_who_when_what_and_outcome_are_written_to_the_audit_log(site, disobedient):
    site.cloud.ask("gate_control", {"barCode": "G1", "isOpen": 1}, oprNum="gate-audit-1")
    site.cloud.ask("gate_control", {"barCode": "X1", "isOpen": 1}, oprNum="gate-audit-2")

    def lines(number):
        return [(line["outcome"], line["what"]) for line in site.audit() if number in line["who"]]

    refused, done = lines("gate-audit-1"), lines("gate-audit-2")
    assert [outcome for outcome, _ in refused] == ["requested", "refused"]
    assert [outcome for outcome, _ in done] == ["requested", "acknowledged"]
    assert all(what.startswith("gate_control") and '"isOpen":1' in what for _, what in refused + done)
