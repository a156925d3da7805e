"""登录: the lot logs in with its account, keeps the token on disk and sends it with everything else, until the month ends."""

import pytest
from installation import vos


def logins(site):
    return [exchange for exchange in site.requests("login") if exchange.answer]


@pytest.mark.proves("C.2.1", "E13")
def test_the_first_thing_is_a_login_without_a_token_that_is_answered_with_one(site):
    first = site.requests()[0]
    assert first.envelope["code"] == site.profile.codes["login"]
    assert first.envelope["k"] == ""
    assert first.reply["resultCode"] == "0000"
    assert len(first.reply["data"]["token"]) == 36


@pytest.mark.proves("C.2.1", "B.2.7")
def test_a_login_tells_account_and_password_and_nothing_else(site):
    members = site.profile["login"]
    (data,) = vos(site.requests()[0])
    assert list(data) == [members["user_member"], members["password_member"]]
    assert data[members["user_member"]] == site.lot.name


@pytest.mark.proves("E5")
def test_everything_else_carries_the_token_in_the_header_and_not_in_the_body(site, lot, stay):
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    (entry,) = site.requests("vehicle_entry", stay)
    tokens = [exchange.reply["data"]["token"] for exchange in logins(site)]
    if site.profile["downlink"]["hello"] != "login":  # there the line brings the token that counts
        assert entry.envelope["k"] == tokens[-1]
    assert len(entry.envelope["k"]) == 36
    assert all("token" not in vo and "code" not in vo for exchange in site.requests() for vo in vos(exchange))


def test_the_token_is_kept_over_a_restart(site, lot, stay):
    before = len(logins(site))
    site.restart_host()
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    assert len(logins(site)) == before


@pytest.mark.proves("B.2.5", "E4")
@pytest.mark.provokes("B.2.4")  # a keep-alive of the downlink may still carry the token that has ended
def test_a_token_that_ended_with_the_month_is_replaced_and_the_message_sent_again_at_once(site, lot, stay):
    before = len(logins(site))
    site.cloud.call("POST", "/clock", {"now": "2099-02-01 00:00:01"})
    try:
        lot.enter(stay)
        site.arrives("vehicle_entry", recordCode=stay)
    finally:
        site.cloud.call("POST", "/clock", {"now": ""})
    assert len(logins(site)) > before
    refused, *_, accepted = site.requests("vehicle_entry", stay)
    assert refused.reply["resultCode"] == site.profile.token_invalid
    assert accepted.at - refused.at < site.profile.time("retry_refused")
    assert accepted.envelope["oprNum"] == refused.envelope["oprNum"]
    assert accepted.envelope["k"] != refused.envelope["k"]


def test_a_failed_login_is_tried_again_with_a_growing_pause(site):
    """Ten seconds, doubling."""
    site.cloud.fault(kind="answer", code="9999", interface="login", count=3)
    before = len(site.requests("login"))
    site.cloud.fault(kind="answer", code=site.profile.token_invalid, interface="heartbeat", count=1)
    first, second, third, fourth = site.sent(before + 4, interface="login")[before:]
    assert site.apart([first, second], "login_first")
    assert site.apart([second, third], "login_first", 2)
    assert site.apart([third, fourth], "login_first", 4)
    site.wait(lambda: fourth.answer, "the login is answered")
    assert fourth.reply["resultCode"] == "0000"
