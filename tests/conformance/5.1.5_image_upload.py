"""图片上传: two pictures at the entrance and two at the exit, each after its parking record."""

import base64

import pytest


def content(exchange, code):
    """The picture's bytes as the cloud gets them, by the profile's transport."""
    if code in exchange.parts:
        return exchange.parts[code]
    return base64.b64decode(exchange.envelope["data"]["imageBase64"], validate=True)


def pictures(site, stay):
    return site.requests("image_upload", stay)


@pytest.mark.proves("C.2.5", "A.2.6")
def test_small_and_large_picture_of_entry_and_exit_arrive_under_their_types(site, lot, stay):
    names = {number: f"{stay}-{number}.jpg" for number in (1, 2, 3, 4)}
    for name in names.values():
        lot.picture(name)
    lot.enter(stay, small=names[1], big=names[2])
    site.arrives("vehicle_entry", recordCode=stay)
    lot.leave(stay, small=names[3], big=names[4])
    site.wait(lambda: len(site.accepted("image_upload", recordCode=stay)) == 4, "four pictures arrive")
    for exchange in pictures(site, stay):
        data = exchange.envelope["data"]
        assert list(data) == ["recordCode", "imageCode", "imageType", "imageBase64", "imagePath"]
        assert data["imageCode"] == f"{stay}-{data['imageType']}"
        assert content(exchange, data["imageCode"]) == (site.folder / "pictures" / names[data["imageType"]]).read_bytes()
    assert sorted(exchange.envelope["data"]["imageType"] for exchange in pictures(site, stay)) == [1, 2, 3, 4]


@pytest.mark.proves("B.1", "B.1.2.3", "E10")
def test_a_picture_travels_as_the_profile_says(site, lot, stay):
    lot.enter(stay, small=lot.picture(f"{stay}.jpg"))
    site.arrives("image_upload", recordCode=stay)
    (exchange,) = pictures(site, stay)
    if site.profile["images"] == "multipart":
        assert set(exchange.parts) == {"param", f"{stay}-1"}
        assert exchange.envelope["data"]["imageBase64"] == ""
    else:
        assert set(exchange.parts) == {"param"}


def test_a_picture_waits_until_its_record_has_been_accepted(site, lot, stay):
    site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry", count=1)
    lot.enter(stay, small=lot.picture(f"{stay}.jpg"))
    site.arrives("image_upload", recordCode=stay)
    entries = site.requests("vehicle_entry", stay)
    assert len(entries) == 2
    assert pictures(site, stay)[0].at > entries[-1].at
    assert site.story(stay) == ["vehicle_entry", "image_upload"]


@pytest.mark.proves("5.2.4")
def test_a_picture_may_follow_a_supplementary_bill(site, lot, stay):
    fault = site.cloud.fault(kind="answer", code="9999", interface="vehicle_entry")
    lot.enter(stay, small=lot.picture(f"{stay}.jpg"))
    site.sent(1, interface="vehicle_entry", stay=stay)
    lot.leave(stay)
    site.arrives("image_upload", recordCode=stay)
    site.cloud.call("DELETE", f"/faults/{fault}")
    assert site.story(stay) == ["supplementary_bill", "image_upload"]


def test_a_picture_that_is_written_after_its_row_is_sent_when_it_is_there(site, lot, stay):
    lot.enter(stay, small=f"{stay}-late.jpg")
    site.arrives("vehicle_entry", recordCode=stay)
    assert not pictures(site, stay)
    lot.picture(f"{stay}-late.jpg")
    site.arrives("image_upload", recordCode=stay)


@pytest.mark.proves("B.1.2.1")
def test_a_record_that_the_lot_shows_twice_is_told_once(site, lot, stay):
    """The record's number is its only identity."""
    lot.enter(stay)
    site.arrives("vehicle_entry", recordCode=stay)
    lot.enter(stay)
    after = site.new_stay()
    lot.enter(after)
    site.arrives("vehicle_entry", recordCode=after)
    assert len(site.accepted("vehicle_entry", recordCode=stay)) == 1
    assert len(site.requests("vehicle_entry", stay)) == 1
