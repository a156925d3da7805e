// What is asked of the platform beside its pushes: its channels, its spaces, its lists of entries and exits, pictures.
#include "adapter.hpp"

#include <lotbridge/adapter/picture.hpp>
#include <lotbridge/adapter/poller.hpp>

#include <algorithm>

namespace lotbridge::ake {
namespace {

using namespace std::chrono_literals;

constexpr auto picture_limit = 4s;
constexpr std::int64_t longest_slice = 24 * 3600 - 1;
constexpr int most_pages = 1000;

char const* list_of(bool leave) { return leave ? "getCarOutList" : "getCarInList"; }
char const* mark_of(bool leave) { return leave ? "exits" : "entries"; }
LocalTime time_of(std::int64_t seconds) { return LocalTime(std::chrono::local_seconds(std::chrono::seconds(seconds))); }

}  // namespace

// An entrance or exit that is not in the list any more is told as removed. A key that may not read the list is no
// reason not to go on: channels then go by the names that come with the records.
Result<bool> Adapter::read_directory() {
    auto const reply = gateway_->ask("getChannelInfo", request().end().text(), read_limit);
    if (!reply) return fail(reply.error());
    auto channels = read_channels(reply->data);
    auto next = draft();
    std::string codes;
    for (auto const& channel : channels) {
        auto const body =
            vo::ChannelInfo{.work_station_name = {},
                            .channel_name = channel.name,
                            .channel_id = channel.code,
                            .door_type = channel.in ? vo::DoorType::outer_entrance : vo::DoorType::outer_exit,
                            .action_type = vo::ActionType::change};
        auto const seen = next.known.memory.see("channels", channel.code, content_hash(schema::encode(body)));
        if (seen != Memory::Seen::again) next.batch.add(body);
        codes += channel.code + "\n";
    }
    auto const& before = next.known.memory.value("channels");
    for (std::size_t from = 0; from < before.size();) {
        auto const end = std::min(before.find('\n', from), before.size());
        auto const code = before.substr(from, end - from);
        from = end + 1;
        if (std::ranges::find(channels, code, &Channel::code) != channels.end()) continue;
        next.known.memory.see("channels", code, 0);
        next.batch.add(vo::ChannelInfo{
            .work_station_name = {}, .channel_name = {}, .channel_id = code, .action_type = vo::ActionType::remove});
    }
    next.known.memory.set_value("channels", codes);
    LOTBRIDGE_CHECK(keep(std::move(next)));
    channels_ = std::move(channels);
    return false;
}

Result<bool> Adapter::read_free_spaces() {
    JsonWriter json;
    json.object().list("parkCodes").item(park_).end().end();
    LOTBRIDGE_TRY(auto const reply, gateway_->ask("getParkRemainCarportAndFreeTime", json.text(), read_limit));
    auto const rows = read_rows(reply.data);
    auto const facts = read_spaces(rows.empty() ? reply.data : rows.front());
    if (facts.empty())
        return fail(Errc::rejected, "getParkRemainCarportAndFreeTime: the answer has neither spaces nor free minutes");
    auto next = draft();
    for (auto const& fact : facts) add(fact, next);
    LOTBRIDGE_CHECK(keep(std::move(next)));
    return false;
}

std::string Adapter::page_of(bool leave, LocalTime from, LocalTime to, int page) const {
    auto json = request();
    if (!leave) json.member("isPresence", 0);
    json.member(leave ? "leaveStartTime" : "startTime", compact(from));
    json.member(leave ? "leaveEndTime" : "endTime", compact(to));
    return json.member("pageNum", page)
        .member("pageSize", static_cast<std::int64_t>(leave ? exits_a_page : entries_a_page))
        .end()
        .text();
}

// Slices of at most a day. Each goes back behind the one before, because records come late. While the lot is cut off
// they may come very late: it is looked through from when it was heard of last, as soon as it is heard of again.
void Adapter::begin(Sweep& sweep) const {
    auto const mark = known().memory.mark(mark_of(sweep.leave));
    auto const now = seconds_now();
    sweep.from = mark > 0 ? mark - overlap_.count() : since_;
    if (known().memory.value("lot") == "down") sweep.from = std::max(sweep.from, now - longest_slice);
    sweep.to = std::min(sweep.from + longest_slice, now);
    sweep.page = 1;
}

// One page. A lot that sends signs of life has told the platform everything up to the last one.
Result<bool> Adapter::sweep(Sweep& sweep) {
    if (sweep.page == 0) begin(sweep);
    auto const cmd = list_of(sweep.leave);
    if (sweep.page > most_pages) {
        sweep.page = 0;
        return fail(Errc::retry, std::string(cmd) + ": the list has no end, every page is full");
    }
    auto const body = page_of(sweep.leave, time_of(sweep.from), time_of(sweep.to), sweep.page);
    LOTBRIDGE_TRY(auto const reply, gateway_->ask(cmd, body, read_limit));
    auto const rows = read_rows(reply.data);
    auto next = draft();
    for (auto const& row : rows)
        if (auto const passage = read_passage(row, sweep.leave, context(next.known.memory))) add(*passage, next);
    bool const last_page = rows.size() < (sweep.leave ? exits_a_page : entries_a_page);
    bool const lives = !next.known.memory.value("lot").empty();
    if (last_page)
        next.known.memory.raise(mark_of(sweep.leave), lives ? std::min(sweep.to, last_beat_seconds_) : sweep.to);
    LOTBRIDGE_CHECK(keep(std::move(next)));
    if (!last_page) {
        ++sweep.page;
        return true;
    }
    sweep.page = 0;
    auto const now = seconds_now();
    if (sweep.to + 1 >= now) return false;
    sweep = {.leave = sweep.leave, .from = sweep.to, .to = std::min(sweep.to + longest_slice, now), .page = 1};
    return true;
}

Result<std::string> Adapter::fetch(PictureAt const& picture) {
    LOTBRIDGE_TRY(auto const bytes, gateway_->fetch(picture.url, picture_limit));
    auto const type = media_type(bytes);
    if (type.empty()) return fail(Errc::retry, "what came is no picture");
    return host().put_image(type, bytes);
}

// Its record was told long ago. One that is not there yet is tried again later.
Result<bool> Adapter::fetch_picture() {
    auto const now = seconds_now();
    auto const* pending = known().pictures.next(now);
    if (!pending) return false;
    auto const picture = pending->picture;
    auto const& code = picture.upload.image_code;
    auto key = fetch(picture);
    auto next = draft();
    if (key) {
        next.batch.add_image(picture.upload, std::move(*key), code);
        next.known.pictures.done(code);
    } else if (!next.known.pictures.again(code, now)) {
        warn_once("a picture could not be fetched in a day and is given up: " + key.error().message);
    }
    LOTBRIDGE_CHECK(keep(std::move(next)));
    return known().pictures.next(now) != nullptr;
}

}  // namespace lotbridge::ake
