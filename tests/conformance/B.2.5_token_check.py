"""服务端token校验失败处理: the code for a token that is not valid (9000) makes the lot get a new one."""


def test_the_message_goes_out_again_with_a_new_token_and_the_same_number(site, lot, stay):
    site.cloud.fault(kind="answer", code=site.profile.token_invalid, interface="vehicle_entry", count=1)
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    refused, accepted = site.requests("vehicle_entry", stay)
    assert accepted.envelope["k"] != refused.envelope["k"]
    assert accepted.envelope["oprNum"] == refused.envelope["oprNum"]
    assert accepted.at - refused.at < site.profile.time("retry_refused")


def test_nothing_is_lost_when_the_token_ends_while_many_are_in_flight(site, lot):
    stays = [site.new_stay() for _ in range(40)]
    site.cloud.fault(kind="answer", code=site.profile.token_invalid, interface="vehicle_entry", count=site.profile["concurrency"])
    for stay in stays:
        lot.enter(stay)
    for stay in stays:
        site.arrives("vehicle_entry", recordCode=stay)
        assert len(site.accepted("vehicle_entry", recordCode=stay)) == 1
