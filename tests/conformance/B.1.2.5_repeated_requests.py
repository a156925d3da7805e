"""重复请求规则: after an error or a broken connection the lot acts by the code it was given, and repeats a message no more than
five times in an hour. What the profile says of counts and times is what holds."""

import pytest


def limit(site):
    return site.profile["times"]["requests_per_window"]


@pytest.mark.proves("Retrying")
def test_a_message_is_sent_no_more_than_five_times_in_any_hour(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=limit(site) + 1)
    lot.enter(stay)
    attempts = site.sent(limit(site) + 2, interface="vehicle_entry", stay=stay)
    site.arrives("vehicle_entry", recordCode=stay)
    assert site.apart(attempts, "retry_refused")
    for first, one_more in zip(attempts, attempts[limit(site) :]):
        assert one_more.at - first.at > 0.95 * site.profile.time("window")


@pytest.mark.proves("Retrying")
def test_the_count_survives_the_host(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=limit(site))
    lot.enter(stay)
    site.sent(limit(site) - 1, interface="vehicle_entry", stay=stay)
    site.host.kill()
    site.start_host()
    attempts = site.sent(limit(site) + 1, interface="vehicle_entry", stay=stay)
    assert attempts[limit(site)].at - attempts[0].at > 0.95 * site.profile.time("window")
    site.arrives("vehicle_entry", recordCode=stay)


@pytest.mark.proves("Retrying")
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "half", "garbage", "http_status"])
def test_a_message_whose_answer_was_lost_is_sent_again_after_5_seconds_doubling(site, lot, stay, fault):
    site.cloud.fault(kind=fault, interface="vehicle_entry", count=3)
    lot.enter(stay)
    first, second, third, fourth = site.sent(4, interface="vehicle_entry", stay=stay)
    assert site.apart([first, second], "retry_lost_first")
    assert site.apart([second, third], "retry_lost_first", 2)
    assert site.apart([third, fourth], "retry_lost_first", 4)
    assert fourth.at - first.at < site.profile.time("retry_refused")
    assert len({exchange.text for exchange in (first, second, third, fourth)}) <= len(Signatures(first, second, third, fourth))
    site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == ["delivered"], "it is delivered in the end")
    assert len(site.accepted("vehicle_entry", recordCode=stay)) == 1


class Signatures(set):
    """Any key of the pool may sign a repeat; nothing else of it changes."""

    def __init__(self, *exchanges):
        super().__init__(exchange.envelope["signature"] for exchange in exchanges)


@pytest.mark.proves("Retrying")
def test_an_answer_that_does_not_come_in_time_counts_as_lost(site, lot, stay):
    answer = site.profile.time("answer")
    site.cloud.fault(kind="delay", delayMs=int(answer * 1000 + 300), interface="vehicle_entry", count=1)
    lot.enter(stay)
    first, second = site.sent(2, interface="vehicle_entry", stay=stay)
    assert site.apart([first, second], "answer")
    site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == ["delivered"], "it is delivered in the end")


@pytest.mark.proves("Retrying")
def test_what_met_no_connection_has_not_been_a_request_and_goes_out_at_once_when_there_is_one(site, lot):
    stays = [site.new_stay() for _ in range(5)]
    site.uplink.shut()
    for stay in stays:
        lot.enter(stay)
    site.wait(lambda: all(site.letters(stay) for stay in stays), "they wait")
    site.pause("retry_refused")
    site.uplink.open()
    for stay in stays:
        site.arrives("vehicle_entry", recordCode=stay)
        assert site.letters(stay)[0]["requests_last_hour"] == 0
        assert len(site.requests("vehicle_entry", stay)) == 1


@pytest.mark.proves("E4", "Retrying")
@pytest.mark.provokes("5.1.2")  # a person need not wait ten minutes
def test_a_permanent_failure_goes_to_the_dead_letters_and_can_be_sent_again_by_a_person(site, lot):
    for code in site.profile["results"]["permanent"]:
        stay = site.new_stay()
        site.cloud.fault(kind="answer", code=code, interface="vehicle_entry", count=1)
        lot.enter(stay)
        site.wait(lambda: [letter["state"] for letter in site.letters(stay)] == ["dead"], "it is a dead letter")
        assert code in site.letters(stay)[0]["words"]
        assert site.host.command_line("outbox", "retry", str(site.letters(stay)[0]["seq"]))[0] == 0
        site.arrives("vehicle_entry", recordCode=stay)


@pytest.mark.proves("B.2.5", "Token")
def test_a_token_that_was_refused_does_not_count_as_a_repeat(site, lot, stay):
    site.cloud.fault(kind="answer", code=site.profile.token_invalid, interface="vehicle_entry", count=2)
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    attempts = site.requests("vehicle_entry", stay)
    assert len(attempts) == 3 and attempts[-1].at - attempts[0].at < site.profile.time("retry_refused")
    assert site.letters(stay)[0]["requests_last_hour"] <= 1
