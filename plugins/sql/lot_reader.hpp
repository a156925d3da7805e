// Everything that goes up: reads the mapping's streams and counts, and makes a batch of what is new. What is wrong with
// one of them alone stops that one, and those that may not run ahead of it; the others go on.
#pragma once

#include "bookmark.hpp"
#include "link.hpp"
#include "mapping.hpp"
#include "pause.hpp"
#include "plausibility.hpp"
#include "probe.hpp"
#include "setup.hpp"
#include "stream.hpp"

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/host.hpp>

#include <list>
#include <map>
#include <optional>

namespace lotbridge::sql {

class LotReader {
public:
    // setup and mapping must outlive the reader.
    LotReader(Setup const& setup, Mapping const& mapping, Host const& host, Link::Now now = &Link::Clock::now);

    // An error when the database cannot be read at all. Otherwise what stands still is said in Batch::left_out.
    Result<Batch> poll(std::string_view cursor);

    // ---- for who reads the same database beside the poll
    Result<Database*> database();  // after a look at its schema
    Stream& stream(std::string const& name);
    // The messages of a row, then its pictures.
    Result<> add(Batch& batch, RecordStream const& stream, Fact& fact);

private:
    // What is wrong with a stream or a count alone. It is tried again after a pause.
    struct Trouble {
        std::string words;  // empty: nothing
        Pause pause;
    };
    struct StreamPart {
        StreamPart(Mapping const& mapping, RecordStream const& record, Parameters const& parameters, Link& link)
            : stream(mapping, record, parameters, link) {}
        Stream stream;
        Trouble trouble;
        bool waits = false;  // for one above
    };
    struct CountPart {
        Count const& count;
        Trouble trouble;
        std::string told;  // the last body
    };

    // Connects if need be, and looks at the schema of a database that may be another one.
    Result<> prepare();
    Result<> begin(Bookmark& bookmark);
    Result<> read_streams(Bookmark& bookmark, Batch& batch);
    Result<std::optional<Stream::News>> read(StreamPart& part, Bookmark const& bookmark);
    Result<> take(StreamPart& part, Stream::News& news, Bookmark& bookmark, Batch& batch);
    Result<bool> read_above(StreamPart const& part, Bookmark& bookmark, Batch& batch);
    Result<> read_counts(Batch& batch);
    Result<std::string> body_of(Count const& count);
    bool must_wait(StreamPart const& part) const;
    bool late() const;
    void say_doubts();
    void watch_pictures(RecordStream const& stream, Fact const& fact, bool found);
    template <class Read>
    auto attempt(Trouble& trouble, Read read) -> Result<std::optional<typename decltype(read())::value_type>>;
    std::string troubles() const;

    Setup const& setup_;
    Mapping const& mapping_;
    Host const& host_;
    Link::Now now_;
    Link link_;
    std::list<StreamPart> streams_;  // in the order of the mapping's records; their addresses stay
    std::list<CountPart> counts_;
    std::optional<SchemaPicture> schema_;
    std::optional<Plausibility> first_read_;                     // while nothing was read in an earlier run
    std::map<std::string, std::size_t, std::less<>> not_found_;  // pictures in a row, by stream
    Link::Clock::time_point began_{};                            // this poll
};

}  // namespace lotbridge::sql
