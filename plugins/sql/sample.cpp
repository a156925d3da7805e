// What `lotbridge check` looks at of a stream: a few rows each of the oldest, of those that are to be read first, and
// of the newest, which are like those that are to come.
#include "stream.hpp"

#include "picture.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace lotbridge::sql {
namespace {

constexpr std::size_t few_rows = 20, many_rows = 1000;
constexpr auto an_hour = std::chrono::hours(1);
constexpr auto last_day = "9999-12-31 00:00:00";

// When what a message tells happened; nothing of one that tells no such time.
std::optional<LocalTime> told_time(Fact const& fact) {
    if (fact.messages.empty() || fact.messages.back().name == "vehicle_correction") return std::nullopt;  // its stay's
    auto const body = parse_json(fact.messages.back().body, "body");
    static constexpr std::array<char const*, 5> names{"outTime", "inTime", "operateTime", "createTime", "operatorTime"};
    for (auto const* name : names) {
        auto const* member = body ? body->find(name) : nullptr;
        auto const time = member ? LocalTime::parse(member->text) : std::nullopt;
        if (time && !time->empty()) return time;
    }
    return std::nullopt;
}

}  // namespace

// Whether the times of the rows next to the beginning are all on the wrong side of it; one of many may be dated
// wrongly.
template <class Row, class Wrong>
bool Stream::nearest_are(Row row, Row end, Wrong wrong) const {
    int looked_at = 0;
    for (; row != end && looked_at < 5; ++row) {
        auto const time = time_of(*row);
        if (!time) continue;
        if (!wrong(*time)) return false;
        ++looked_at;
    }
    return looked_at > 0;
}

// A query that compares texts as if they were times finds no number, or a wrong one, and the lot's history would be
// told as if it were news. One that finds none for any time never will.
Result<> Stream::begins_in_time(std::string const& time, std::optional<std::int64_t> last) {
    LOTBRIDGE_TRY(auto const next, some_from({last ? std::to_string(*last + 1) : "", {}}, few_rows));
    auto const place = describe(stream_.cursor.begin->place) + ": \"begin\" gives " +
                       (last ? std::to_string(*last) : "no number") + " for " + time;
    if (!last && !next.rows.empty()) {
        LOTBRIDGE_TRY(auto const ever, last_before(last_day));
        if (!ever)
            return fail(Errc::rejected,
                        place +
                            ", nor for any later time, and there are rows: it must give the last number "
                            "before :start, as \"SELECT max(id) ... WHERE time < :start\" does");
    }
    auto const start = LocalTime::parse(time);
    if (!start) return fail(Errc::rejected, in_quotes(time) + " is no time");
    if (nearest_are(next.rows.begin(), next.rows.end(), [&](LocalTime at) { return at.at() < start->at() - an_hour; }))
        return fail(Errc::rejected, place + ", and rows that are earlier come after it, the first of them " +
                                        named(next.rows[0]) + ": does it compare a text as if it were a time?");
    return {};
}

Result<Stream::Sample> Stream::try_out(Setup::Start const& start) {
    Sample sample;
    if (stream_.mode == RecordStream::Mode::snapshot) {
        LOTBRIDGE_TRY(auto rows, all());
        sample.rows = rows.size();
        count_pictures(rows, sample);
        take_recent(std::move(rows), sample);
        return sample;
    }
    LOTBRIDGE_TRY(auto const time, start_time(start, link_));
    LOTBRIDGE_TRY(auto const oldest, some_from({}, few_rows));
    StreamBookmark at{.begin = time};
    LOTBRIDGE_CHECK(begin(at));
    if (time.empty() && stream_.cursor.begin) LOTBRIDGE_CHECK(last_before(last_day));  // it is tried all the same
    LOTBRIDGE_TRY(auto const next, some_from({at.begin, {}}, few_rows));
    LOTBRIDGE_TRY(auto const last, newest());
    LOTBRIDGE_TRY(auto lately, recent());
    if (lately.rows.empty()) {
        LOTBRIDGE_TRY(lately, some_from({at.begin, {}}, many_rows));
    }
    sample.rows = oldest.rows.size() + oldest.misfits.size();
    LOTBRIDGE_TRY(sample.begins, place_of_beginning(time, at.begin, next.rows));
    sample.doubt = doubt_of(next, false);
    if (auto const doubt = doubt_of(last, false); sample.doubt.empty() && !doubt.empty())
        sample.doubt = "of the newest rows, " + doubt;
    sample.old_doubt = doubt_of(oldest, false);
    for (auto const& row : last.rows) sample.newest = std::max(sample.newest, time_of(row));
    count_pictures(next.rows, sample);
    count_pictures(last.rows, sample);
    take_recent(std::move(lately.rows), sample);
    return sample;
}

void Stream::take_recent(Rows rows, Sample& sample) {
    for (auto& row : rows) sample.recent.push_back(std::move(row.payload));
}

Result<Stream::Sorted> Stream::some_from(Position const& after, std::size_t limit) {
    LOTBRIDGE_TRY(auto table, ask(after, limit));
    return sort(std::move(table));
}

// A query reads forward only, so the newest rows are looked for from ever earlier places.
Result<Stream::Sorted> Stream::newest() {
    using namespace std::chrono_literals;
    LOTBRIDGE_TRY(auto const places, places_back({1h, 6h, 24h, 7 * 24h, 30 * 24h, 400 * 24h}, few_rows));
    LOTBRIDGE_TRY(auto found, first_found(places, static_cast<std::size_t>(stream_.limit)));
    auto const surplus = found.rows.size() > few_rows ? found.rows.size() - few_rows : 0;
    found.rows.erase(found.rows.begin(), found.rows.begin() + static_cast<std::ptrdiff_t>(surplus));
    return found;
}

Result<Stream::Sorted> Stream::recent() {
    using namespace std::chrono_literals;
    LOTBRIDGE_TRY(auto const places, places_back({24h, 7 * 24h, 30 * 24h, 400 * 24h}, many_rows));
    return first_found(places, many_rows);
}

Result<Stream::Sorted> Stream::first_found(std::vector<std::string> const& places, std::size_t limit) {
    for (auto const& place : places) {
        LOTBRIDGE_TRY(auto table, ask({place, {}}, limit));
        if (!table.rows.empty()) return sort(std::move(table));
    }
    return Sorted();
}

// Places of the cursor so long, or so many numbers, before its end.
Result<std::vector<std::string>> Stream::places_back(std::vector<std::chrono::hours> const& times,
                                                     std::size_t numbers) {
    std::vector<std::string> places;
    if (stream_.cursor.scale == Scale::number) {
        LOTBRIDGE_TRY(auto const last, last_number());
        for (auto back = static_cast<std::int64_t>(numbers); last && back <= 2'000'000; back *= 10)
            places.push_back(std::to_string(*last - back));
    } else if (!time_query(link_.connection().dialect).empty()) {
        LOTBRIDGE_TRY(auto const now, link_.time());
        for (auto const back : times) places.push_back(LocalTime(now.at() - back).text());
    }
    return places;
}

Result<std::optional<std::int64_t>> Stream::last_number() {
    if (stream_.cursor.highest) return highest_number();
    if (stream_.cursor.begin) return last_before(last_day);
    return std::nullopt;
}

// Of numbers, the rows around the beginning say whether "begin" found the right one.
Result<std::string> Stream::place_of_beginning(std::string const& time, std::string const& begin, Rows const& next) {
    auto const then = next.empty() ? std::string("; there is no later row yet") : "; the next row is " + named(next[0]);
    if (begin.empty()) return next.empty() ? std::string() : "reading begins with the first row, " + named(next[0]);
    if (stream_.cursor.scale == Scale::time) return "reading begins at " + begin + then;
    auto const last = whole_number(begin).value_or(1) - 1;
    constexpr std::int64_t around = 100;
    LOTBRIDGE_TRY(auto table, ask({std::to_string(last - around), {}}, around));
    LOTBRIDGE_TRY(auto before, sort(std::move(table)));
    std::erase_if(before.rows, [&](auto const& row) { return whole_number(row.value).value_or(0) > last; });

    auto const start = LocalTime::parse(time);
    if (!start) return fail(Errc::rejected, in_quotes(time) + " is no time");
    auto const place =
        describe(stream_.cursor.begin->place) + ": \"begin\" gives " + std::to_string(last) + " for " + time;
    if (nearest_are(before.rows.rbegin(), before.rows.rend(),
                    [&](LocalTime at) { return at.at() > start->at() + an_hour; }))
        return fail(Errc::rejected,
                    place + ", and would leave out rows that are later, the last of them " + named(before.rows.back()));
    bool const there = !before.rows.empty() && before.rows.back().value == std::to_string(last);
    return "reading begins after " +
           (there ? named(before.rows.back()) : stream_.cursor.column + " " + std::to_string(last)) + then;
}

// A key that is text can be a plate.
std::string Stream::named(SourceRow<Fact> const& row) const {
    auto const time = time_of(row);
    return (stream_.key_is_text ? std::string("one") : stream_.key + " " + row.key) +
           (time ? " of " + time->text() : "");
}

std::optional<LocalTime> Stream::time_of(SourceRow<Fact> const& row) const {
    if (stream_.cursor.scale == Scale::number) return told_time(row.payload);
    return LocalTime::parse(std::string_view(row.value).substr(0, 19));
}

void Stream::count_pictures(Rows const& rows, Sample& sample) const {
    for (auto const& row : rows) {
        Scope const scope{&row.payload.row, nullptr, &parameters_, mapping_.encoding};
        for (auto const& image : stream_.images) {
            if (!picture_named(image, scope)) continue;
            ++sample.pictures_named;
            if (picture_ready(image, scope))
                ++sample.pictures_there;
            else if (sample.missing_picture.empty())
                sample.missing_picture = picture_sought(image, scope);
        }
    }
}

}  // namespace lotbridge::sql
