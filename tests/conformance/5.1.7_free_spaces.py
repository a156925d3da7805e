"""剩余车位数上传: the lot tells its free spaces when they change, and at least every minute."""

import pytest
from installation import vos


def free(site):
    return site.accepted("free_spaces")[-1]["emptyNum"]


@pytest.mark.proves("C.2.7")
def test_the_free_spaces_arrive_when_a_car_comes_and_when_one_goes(site, lot, stay):
    site.wait(lambda: site.accepted("free_spaces"), "the free spaces arrive")
    before = lot.one("SELECT spaces - (SELECT count(*) FROM entries) FROM lot") + lot.one("SELECT count(*) FROM exits")
    lot.enter(stay)
    site.wait(lambda: free(site) == before - 1, "one space less")
    lot.leave(stay)
    site.wait(lambda: free(site) == before, "one space more")
    assert site.accepted("free_spaces")[-1] == {"emptyNum": before}


def test_the_free_spaces_are_told_at_least_every_minute(site):
    minute = site.profile.time("free_spaces")
    before = len(site.requests("free_spaces"))
    told = site.sent(before + 4, interface="free_spaces")[before:]
    pauses = [later.at - earlier.at for earlier, later in zip(told, told[1:])]
    assert max(pauses) < 2 * minute
    assert min(pauses) > minute / 2


def test_only_the_newest_number_is_worth_sending_after_an_outage(site, lot):
    site.uplink.shut()
    stays = [site.new_stay() for _ in range(6)]
    for stay in stays:
        lot.enter(stay)
        site.wait(lambda: site.host.outbox(lot)["waiting"], "something waits")
    site.pause("free_spaces")
    before = len(site.requests("free_spaces"))
    site.uplink.open()
    for stay in stays:
        site.arrives("vehicle_entry", recordCode=stay)
    expected = lot.one("SELECT spaces - (SELECT count(*) FROM entries) FROM lot") + lot.one("SELECT count(*) FROM exits")
    site.wait(lambda: free(site) == expected, "the newest number arrives")
    numbers = [vos(exchange)[0]["emptyNum"] for exchange in site.requests("free_spaces")[before:]]
    assert set(numbers) == {expected}
