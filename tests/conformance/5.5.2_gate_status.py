"""查询闸机状态: the cloud asks what a gate is doing."""

import pytest


@pytest.mark.proves("C.6.2", "D4")
def test_the_state_of_a_gate_comes_back(site, lot):
    for state, number in (("open", 1), ("closed", 0)):
        lot.run("UPDATE gates SET state = ? WHERE code = 'G1'", (state,))
        reply = site.ask("gate_status", barCode="G1")
        assert reply["resultCode"] == "0000"
        assert reply["data"] == {"barCode": "G1", "barStatus": number}


def test_a_gate_that_the_lot_does_not_have_is_refused_in_words(site):
    reply = site.ask("gate_status", barCode="nowhere")
    assert reply["resultCode"] == "9999" and "没有该道闸" in reply["resultMessge"]
