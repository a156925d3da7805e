// One stream of a mapping: what is new in it since a bookmark.
#pragma once

#include "bookmark.hpp"
#include "columns.hpp"
#include "facts.hpp"
#include "link.hpp"
#include "setup.hpp"

#include <lotbridge/adapter/poller.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lotbridge::sql {

// Where reading begins when nothing was read before; "": with the first row.
Result<std::string> start_time(Setup::Start const& start, Link& link);

class Stream {
public:
    // All must outlive the stream.
    Stream(Mapping const& mapping, RecordStream const& stream, Parameters const& parameters, Link& link);
    Stream(Stream const&) = delete;  // its poller reads through it
    Stream& operator=(Stream const&) = delete;

    struct News {
        std::vector<Fact> facts;
        StreamBookmark at;  // to be stored together with what the facts became
        bool more = false;  // to be read again before anything that stands below
        std::string warning;
    };
    // Errc::rejected: what the query gives is not what the mapping says, and nothing of it was taken. That also holds
    // for the first rows that are ever read when none of them fits: the mistake is the mapping's then, and rows in
    // quarantine would not come back when it is mended. Errc::retry: the database did not answer.
    Result<News> read(StreamBookmark at);

    // The next read finds rows that came late at once, not when they are due to be looked for.
    void look_behind();

    // All that is there of a time, whatever was read of it before; for a stream whose cursor is a time.
    Result<std::vector<Fact>> between(LocalTime from, LocalTime until);

    struct Sample {
        std::size_t rows = 0;
        std::string begins;               // where reading begins the first time, in words
        std::string doubt;                // why what is to be read does not fit
        std::string old_doubt;            // why older rows do not, which are not to be read
        std::optional<LocalTime> newest;  // when the newest row happened
        std::vector<Fact> recent;         // many: of the last day, of when there were some, or to be read
        std::size_t pictures_named = 0, pictures_there = 0;  // files, of what is to be read
        std::string missing_picture;                         // where one was looked for, in words
    };
    // A few rows each: the oldest, the first from where reading begins, the newest; and many recent ones; or the whole
    // snapshot. An error also when reading could not begin.
    Result<Sample> try_out(Setup::Start const& start);

    // How the database looks for rows when nothing is new, see Database::plan.
    Result<std::string> plan();

    // Whether this one's facts may only come after the other's, which stands above it.
    bool follows(Stream const& other) const;
    std::string const& name() const { return stream_.name; }
    RecordStream const& mapping() const { return stream_; }

private:
    using Rows = std::vector<SourceRow<Fact>>;
    struct Sorted {
        Rows rows;
        std::vector<Fact> misfits;  // rows without a place in the order
        std::string why;            // of the first of them
    };

    Result<> read_on(StreamBookmark& at, News& news);
    Result<> read_snapshot(StreamBookmark& at, News& news);
    Result<> begin(StreamBookmark& at);
    Result<std::optional<std::int64_t>> last_before(std::string const& time);
    Result<std::optional<std::int64_t>> highest_number();
    Result<> begins_in_time(std::string const& time, std::optional<std::int64_t> last);
    // tolerance: how far they may end below what was read and still be the same ones.
    Result<bool> look_for_new_numbers(StreamBookmark& at, std::int64_t tolerance, News& news);
    Result<Rows> page(Position const& after, std::size_t limit);
    Result<Rows> all();
    Result<Table> ask(Position const& after, std::size_t limit);
    Result<Sorted> sort(Table table) const;
    Result<> check_once(Rows const& rows) const;
    Result<> make_young_ones_wait(Rows& rows);
    // ---- of try_out
    Result<Sorted> some_from(Position const& after, std::size_t limit);
    Result<Sorted> newest();
    Result<Sorted> recent();
    Result<Sorted> first_found(std::vector<std::string> const& places, std::size_t limit);
    Result<std::vector<std::string>> places_back(std::vector<std::chrono::hours> const& times, std::size_t numbers);
    Result<std::optional<std::int64_t>> last_number();
    static void take_recent(Rows rows, Sample& sample);
    Result<std::string> place_of_beginning(std::string const& time, std::string const& begin, Rows const& next);
    template <class Row, class Wrong>
    bool nearest_are(Row row, Row end, Wrong wrong) const;
    std::string named(SourceRow<Fact> const& row) const;
    std::optional<LocalTime> time_of(SourceRow<Fact> const& row) const;
    void count_pictures(Rows const& rows, Sample& sample) const;
    Result<Position> position_of(Row const& row) const;
    Result<std::string> value_of(Row const& row) const;
    std::string doubt_of(Sorted const& sorted, bool more_to_come);
    std::string words_of(schema::Problem const& problem) const;
    Error named(Error error) const;

    Mapping const& mapping_;
    RecordStream const& stream_;
    Parameters const& parameters_;
    Link& link_;
    std::vector<ColumnUse> wanted_;
    Columns fitting_;  // the last result's, which has all of them
    std::optional<Poller<Fact>> poller_;
    Link::Clock::time_point next_look_{};  // for the highest number that there is
    std::int64_t highest_read_ = 0;
    bool proven_ = false;        // a row has fitted this mapping
    std::vector<Fact> misfits_;  // of the pages read since
};

}  // namespace lotbridge::sql
