// Reads tables (or anything like a table) without missing a row: rows that are committed late, that share a timestamp,
// or that are updated in place.
//
// A stream is read in the order (value, key): value is a growing column such as a time or a number, key tells rows of
// one value apart. New rows are read after the highest position. Now and then, and at once after a restart, the stretch
// just behind is swept again, `overlap` deep, and a row whose content is not known from before is given out: it was
// committed late, or it has changed. The promise:
//   - a row that becomes visible at most `overlap` behind the highest value then visible is given out, and so is
//     every later content of it while it lies within that stretch (what is dated ahead does not count, see `now`);
//   - no content of a row is given out twice, as long as each batch is stored together with its cursor.
// The cursor holds what is known of the rows within the stretch, 16 characters each.
#pragma once

#include <lotbridge/result.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace lotbridge {

// How values of a stream are ordered and counted back. time: "yyyy-MM-dd HH:mm:ss", also with a fraction; overlap in
// seconds. number: whole numbers in decimal; overlap counts units.
enum class Scale { time, number };

struct Position {
    std::string value, key;
    bool operator==(Position const&) const = default;
};

struct StreamOptions {
    Scale scale = Scale::time;
    std::int64_t overlap = 120;
    std::string start;        // rows with a smaller value are never read; "" reads from the beginning
    std::size_t page = 200;   // rows of one query
    std::size_t batch = 500;  // a poll stops reading when it has found that many
    std::chrono::milliseconds sweep_every{5000};
    std::size_t sweep_after = 2000;  // or when that many rows were read since the last sweep

    // Of times: the clock of whoever dates the rows. A row that is dated more than `ahead` seconds after it is given
    // out like any other, but reading goes on in front of it: one wrong date would hide all rows that come before its
    // time. When more than `strays` rows lie there, it is the clock that is wrong, and the earlier ones of them are
    // believed. Unset: every date is believed.
    std::function<Result<std::string>()> now;
    std::int64_t ahead = 2;  // no more than rows may be late within the overlap
    std::size_t strays = 100;
};

template <class Payload>
struct SourceRow {
    std::string value, key;
    std::uint64_t hash = 0;  // of everything in the row that matters, see content_hash()
    Payload payload;
    // Not yet to be given out, because more of it is about to come. It is asked for again until it no longer waits;
    // the rows behind it are given out meanwhile, and none is lost over it. One that was committed late waits no longer
    // than it lies within the overlap.
    bool waits = false;
};

// Rows after a position, at most limit of them, ordered by (value, key): value > after.value, or value = after.value
// and key > after.key. An empty key means value >= after.value; an empty value means from the beginning.
template <class Payload>
using Source = std::function<Result<std::vector<SourceRow<Payload>>>(Position const& after, std::size_t limit)>;

// Not for secrets. Pieces are kept apart: ("ab", "c") differs from ("a", "bc").
std::uint64_t content_hash(std::string_view piece, std::uint64_t so_far = 14695981039346656037u);

namespace detail {

using Clock = std::function<std::chrono::steady_clock::time_point()>;

// What is known of one stream: where reading goes on, where the next sweep begins, and which contents were given out.
class StreamState {
public:
    Position high;      // the last row read
    std::string swept;  // high.value when the last sweep began
    std::unordered_set<std::uint64_t> seen;
    std::unordered_set<std::uint64_t> strays;  // given out, and dated too far ahead to read on behind them

    // Where a sweep begins: nothing is missed that comes at most `overlap` late.
    std::string floor(StreamOptions const& options) const { return floor_below(swept, options); }
    // Whether a row behind the highest is met again by the sweep after this one.
    bool stays_in_sight(std::string const& value, StreamOptions const& options) const;
    static std::string floor_below(std::string const& value, StreamOptions const& options);
    static std::uint64_t fingerprint(std::string_view key, std::uint64_t hash);
};

using States = std::map<std::string, StreamState, std::less<>>;
std::string write_cursor(States const& states);
Result<States> read_cursor(std::string_view cursor);  // refuses what it does not understand, in words

// The last value that is believed; "": any is.
Result<std::string> horizon(StreamOptions const& options);

bool is_after(Scale scale, std::string_view a, std::string_view b);
// A source that breaks its promise of order would lose rows without a trace, so each row is held against the one
// before.
Result<> check_row(Scale scale, Position const& before, std::string_view value, std::string_view key);

}  // namespace detail

template <class Payload>
class Poller {
public:
    using Row = SourceRow<Payload>;
    struct Found {
        std::string stream;
        Row row;
    };
    struct Harvest {
        std::vector<Found> rows;  // stream by stream, each in its order
        std::string cursor;       // to be stored together with what the rows became
        bool more = false;        // poll again at once
        // A stretch was swept, and none of the rows that were known there is left as it was: everything was deleted, or
        // something else stands in its place.
        bool uprooted = false;
    };

    explicit Poller(detail::Clock clock = &std::chrono::steady_clock::now) : clock_(std::move(clock)) {}

    // name: short and lasting, it stands in the cursor. A cursor's streams that are no longer configured stay in it.
    // A stream is read only when those added before it have nothing more: add entries before exits.
    void add(std::string name, StreamOptions options, Source<Payload> source) {
        streams_.push_back({std::move(name), std::move(options), std::move(source)});
    }

    // The next poll goes over the stretch behind again, however lately it did: what came late must not wait.
    void sweep_next() {
        for (auto& stream : streams_) stream.next_sweep = {};
    }

    // cursor: the one that was stored last, which need not be the one given out last.
    Result<Harvest> poll(std::string_view cursor) {
        if (cursor != cursor_) LOTBRIDGE_CHECK(restore(cursor));
        Harvest harvest;
        for (auto& stream : streams_) {
            if (auto read = poll(stream, harvest); !read) {
                cursor_ = unknown;  // the states are ahead of what will be stored
                read.error().message = "stream " + stream.name + ": " + read.error().message;
                return fail(std::move(read.error()));
            }
            if (harvest.more) break;
        }
        if (std::exchange(changed_, false)) cursor_ = detail::write_cursor(states_);
        harvest.cursor = cursor_;
        return harvest;
    }

private:
    struct Stream {
        std::string name;
        StreamOptions options;
        Source<Payload> source;
        std::chrono::steady_clock::time_point next_sweep{};  // due at once
        std::size_t read_since_sweep = 0;
    };
    static constexpr char const* unknown = "?";

    Result<> restore(std::string_view cursor) {
        LOTBRIDGE_TRY(states_, detail::read_cursor(cursor));
        cursor_ = cursor;
        return {};
    }

    Result<> poll(Stream& stream, Harvest& harvest) {
        auto [at, fresh] = states_.try_emplace(stream.name);
        auto& state = at->second;
        if (fresh) state.high = {stream.options.start, ""};
        bool const due = clock_() >= stream.next_sweep || stream.read_since_sweep >= stream.options.sweep_after;
        // Behind a stream that has not begun there is nothing to sweep.
        if (due && !state.high.key.empty()) LOTBRIDGE_CHECK(sweep(stream, state, harvest));
        return read_on(stream, state, harvest);
    }

    // Reads the stretch up to state.high again. Stopped by the limit, it stays due and goes over it once more: what it
    // has given out by then is known.
    Result<> sweep(Stream& stream, detail::StreamState& state, Harvest& harvest) {
        auto const limit = harvest.rows.size() + stream.options.batch;
        std::unordered_set<std::uint64_t> met;
        bool const any_before = !state.seen.empty();
        bool any_left = false;
        Position at{state.floor(stream.options), ""};
        for (bool full = true; full && at != state.high;) {
            LOTBRIDGE_TRY(auto rows, fetch_up_to(stream, at, state.high));
            full = rows.size() >= stream.options.page;
            for (auto& row : rows) {
                if (harvest.rows.size() >= limit) {
                    harvest.more = true;
                    return {};
                }
                at = {row.value, row.key};
                auto const fingerprint = detail::StreamState::fingerprint(row.key, row.hash);
                bool const known = state.seen.contains(fingerprint);
                any_left = any_left || known;
                if (row.waits && !known && state.stays_in_sight(row.value, stream.options)) continue;
                met.insert(fingerprint);
                give(stream, state, state.seen, std::move(row), harvest);
            }
        }
        stream.next_sweep = clock_() + stream.options.sweep_every;
        stream.read_since_sweep = 0;
        harvest.uprooted = harvest.uprooted || (any_before && !any_left);
        changed_ = changed_ || state.seen != met || state.swept != state.high.value;
        state.seen = std::move(met);
        state.swept = state.high.value;
        return {};
    }

    // Reads what comes after state.high, page by page until the limit. state.high stays in front of strays, and of
    // rows that wait.
    Result<> read_on(Stream& stream, detail::StreamState& state, Harvest& harvest) {
        LOTBRIDGE_TRY(auto const horizon, detail::horizon(stream.options));
        auto const limit = harvest.rows.size() + stream.options.batch;
        std::deque<std::pair<Position, std::uint64_t>> strays;
        bool held = false;  // by a row that waits
        auto at = state.high;
        for (bool full = true; full;) {
            if (harvest.rows.size() >= limit) {
                harvest.more = true;
                return {};
            }
            LOTBRIDGE_TRY(auto rows, fetch(stream, at));
            full = rows.size() >= stream.options.page;
            for (auto& row : rows) {
                at = {row.value, row.key};
                auto const fingerprint = detail::StreamState::fingerprint(row.key, row.hash);
                bool const known = state.strays.contains(fingerprint);
                if (row.waits && !known) {
                    held = true;
                    continue;
                }
                if (held && !known && strays.size() >= stream.options.strays) return {};  // no further ahead of it
                strays.emplace_back(at, fingerprint);
                bool const stray =
                    held || (!horizon.empty() && detail::is_after(stream.options.scale, row.value, horizon));
                give(stream, state, stray ? state.strays : state.seen, std::move(row), harvest);
                while (!strays.empty() && !held && strays.size() > (stray ? stream.options.strays : 0)) {
                    go_on(stream, state, std::move(strays.front()));
                    strays.pop_front();
                }
            }
        }
        std::unordered_set<std::uint64_t> left;
        for (auto const& [position, fingerprint] : strays) left.insert(fingerprint);
        changed_ = changed_ || state.strays != left;
        state.strays = std::move(left);
        return {};
    }

    void go_on(Stream& stream, detail::StreamState& state, std::pair<Position, std::uint64_t> row) {
        state.high = std::move(row.first);
        state.seen.insert(row.second);
        ++stream.read_since_sweep;
        changed_ = true;
    }

    static Result<std::vector<Row>> fetch(Stream const& stream, Position const& after) {
        LOTBRIDGE_TRY(auto rows, stream.source(after, stream.options.page));
        auto before = after;
        for (auto const& row : rows) {
            LOTBRIDGE_CHECK(detail::check_row(stream.options.scale, before, row.value, row.key));
            before = {row.value, row.key};
        }
        return rows;
    }

    // The rows up to that position; without the row that stood there, all of its value.
    static Result<std::vector<Row>> fetch_up_to(Stream const& stream, Position const& after, Position const& last) {
        LOTBRIDGE_TRY(auto rows, fetch(stream, after));
        auto end = rows.begin();
        while (end != rows.end() && !detail::is_after(stream.options.scale, end->value, last.value)) {
            bool const at_last = end->value == last.value && end->key == last.key;
            ++end;
            if (at_last) break;
        }
        rows.erase(end, rows.end());
        return rows;
    }

    void give(Stream const& stream, detail::StreamState const& state, std::unordered_set<std::uint64_t>& known, Row row,
              Harvest& harvest) {
        auto const fingerprint = detail::StreamState::fingerprint(row.key, row.hash);
        bool const given = state.seen.contains(fingerprint) || state.strays.contains(fingerprint);
        if (known.insert(fingerprint).second) changed_ = true;
        if (!given) harvest.rows.push_back({stream.name, std::move(row)});
    }

    detail::Clock clock_;
    std::vector<Stream> streams_;
    detail::States states_;
    std::string cursor_;  // states_ as text
    bool changed_ = false;
};

}  // namespace lotbridge
