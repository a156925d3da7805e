"""重复登录处理: a second login of the account ends the first one's token."""

import pytest


def stolen(site):
    """As if another system had logged in with the account: the token is refused."""
    site.cloud.fault(kind="answer", code=site.profile.token_invalid, interface="heartbeat", count=1)


@pytest.mark.proves("Token")
def test_there_is_one_login_at_a_time_whatever_asks_for_it(site, lot):
    """Many messages wait without a token; one login serves them all."""
    stays = [site.new_stay() for _ in range(30)]
    before = len(site.requests("login"))
    site.cloud.fault(kind="delay", interface="login", delayMs=200, count=1)
    stolen(site)
    site.sent(before + 1, interface="login")
    for stay in stays:
        lot.enter(stay)
    for stay in stays:
        site.arrives("vehicle_entry", recordCode=stay)
    assert len(site.requests("login")) == before + 1


@pytest.mark.proves("Token")
def test_a_quarrel_over_the_account_is_told_and_slows_the_logins_down(site, lot):
    """More than three lost tokens in ten minutes: one login per ten minutes."""
    storm = site.profile.time("token_storm_window")
    limit = site.profile["times"]["token_storm_limit"]
    site.restart_host()
    before = len(site.requests("login"))
    for interface in ("heartbeat", "free_spaces"):
        site.cloud.fault(kind="answer", code=site.profile.token_invalid, interface=interface)
    logins = site.sent(before + limit + 2, interface="login")[before:]
    site.cloud.heal()
    assert all(later.at - earlier.at > 0.9 * storm for earlier, later in zip(logins[limit - 1 :], logins[limit:]))
    assert "another system seems to use this lot's account" in site.log()
    stay = site.new_stay()
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
