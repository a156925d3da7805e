#include "pictures.hpp"

#include <algorithm>

namespace lotbridge::ake {
namespace {

auto named(std::string_view image_code) {
    return [image_code](PendingPictures::Pending const& one) { return one.picture.upload.image_code == image_code; };
}

}  // namespace

PendingPictures PendingPictures::read(std::string_view text) {
    PendingPictures pending;
    auto const json = JsonValue::parse(text);
    if (!json) return pending;  // "" too
    for (auto const& item : (*json)["pictures"].items()) {
        Pending one;
        one.picture.url = item["url"].text();
        one.picture.upload.record_code = item["record"].text();
        one.picture.upload.image_code = item["code"].text();
        one.picture.upload.image_type = static_cast<vo::ImageType>(item["type"].integer_or(0));
        one.due = item["due"].integer_or(0);
        one.tries = static_cast<int>(std::clamp<std::int64_t>(item["tries"].integer_or(0), 0, most_tries));
        pending.waiting_.push_back(std::move(one));
    }
    return pending;
}

std::string PendingPictures::text() const {
    if (waiting_.empty()) return {};
    JsonWriter json;
    json.object().list("pictures");
    for (auto const& one : waiting_) {
        json.object().member("url", one.picture.url).member("record", one.picture.upload.record_code);
        json.member("code", one.picture.upload.image_code);
        json.member("type", static_cast<std::int64_t>(one.picture.upload.image_type));
        json.member("due", one.due).member("tries", one.tries).end();
    }
    return json.end().end().text();
}

bool PendingPictures::add(PictureAt picture, std::int64_t now) {
    bool const room = waiting_.size() < most;
    if (!room) waiting_.erase(waiting_.begin());
    waiting_.push_back({std::move(picture), now, 0});
    return room;
}

PendingPictures::Pending const* PendingPictures::next(std::int64_t now) const {
    auto const found = std::ranges::find_if(waiting_, [now](Pending const& one) { return one.due <= now; });
    return found == waiting_.end() ? nullptr : &*found;
}

void PendingPictures::done(std::string_view image_code) { std::erase_if(waiting_, named(image_code)); }

bool PendingPictures::again(std::string_view image_code, std::int64_t now) {
    auto const found = std::ranges::find_if(waiting_, named(image_code));
    if (found == waiting_.end()) return false;
    if (++found->tries >= most_tries) {
        waiting_.erase(found);
        return false;
    }
    found->due = now + (std::int64_t{1} << found->tries);
    return true;
}

}  // namespace lotbridge::ake
