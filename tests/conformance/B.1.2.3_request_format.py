"""请求报文格式: data is a VO, or a list of VOs where the profile says how many."""

import pytest
from installation import vos


def enter_together(site, lot, count):
    """All of them wait when the link comes back."""
    stays = [site.new_stay() for _ in range(count)]
    site.uplink.shut()
    for stay in stays:
        lot.enter(stay)
    site.wait(lambda: site.host.outbox(lot)["waiting"] >= count, "all of them wait")
    return stays


@pytest.mark.proves("B.1", "E11")
def test_a_list_is_as_long_as_the_profile_says_and_no_longer(site, lot):
    size = site.profile["batch"].get("vehicle_entry", 1)
    stays = enter_together(site, lot, 3 * size)
    site.uplink.open()
    for stay in stays:
        site.arrives("vehicle_entry", recordCode=stay)
    lengths = [len(vos(exchange)) for stay in stays for exchange in site.requests("vehicle_entry", stay)]
    assert max(lengths) == size
    alone = [exchange for stay in stays for exchange in site.requests("vehicle_entry", stay) if len(vos(exchange)) == 1]
    assert all(isinstance(exchange.envelope["data"], dict) for exchange in alone)


@pytest.mark.proves("E11")
@pytest.mark.provokes("5.1.4")  # one of the list is what the judge refuses
def test_a_refused_object_never_holds_back_the_others_of_its_list(site, lot):
    """The cloud has never heard of one of the cars that leave."""
    size = site.profile["batch"].get("vehicle_exit", 1)
    good = [site.new_stay() for _ in range(size - 1 or 1)]
    bad = site.new_stay()
    for stay in good:
        lot.enter(stay)
    for stay in good:
        site.arrives("vehicle_entry", recordCode=stay)
    site.uplink.shut()
    for stay in (good[0], bad, *good[1:]):
        lot.leave(stay)
    site.wait(lambda: site.letters(good[-1])[-1]["message"] == "vehicle_exit", "all of them wait")
    site.uplink.open()
    for stay in good:
        site.arrives("vehicle_exit", recordCode=stay)
    site.wait(lambda: site.letters(bad)[0]["state"] == "held", "the refused one waits alone")
    assert len(vos(site.requests("vehicle_exit", bad)[-1])) == 1
    site.forget(bad)
