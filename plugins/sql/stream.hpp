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
        bool oldest = false;                                 // of the stream, for want of newer ones
        std::string doubt;                                   // why none of them fits
        std::size_t pictures_named = 0, pictures_there = 0;  // files
        std::string begins;  // of a numbered stream that begins at a time: the number it is read from, "" for the first
    };
    // A few of the rows that reading meets when it begins there: what comes after that; before "now" those of the last
    // day or month. Or the whole snapshot. Also whether reading may begin there.
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
    Result<> notice_new_numbers(StreamBookmark& at, News& news);
    Result<Rows> page(Position const& after, std::size_t limit);
    Result<Rows> all();
    Result<Table> ask(Position const& after, std::size_t limit);
    Result<Sorted> sort(Table table) const;
    Result<> check_once(Rows const& rows) const;
    Result<std::vector<std::string>> places_to_look(Setup::Start const& start);
    Sample sample_of(Rows const& rows) const;
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
    bool proven_ = false;        // a row has fitted this mapping
    std::vector<Fact> misfits_;  // of the pages read since
};

}  // namespace lotbridge::sql
