// Everything that goes up: reads the mapping's streams, snapshots and counts, and makes a batch of what is new.
#pragma once

#include "bookmark.hpp"
#include "link.hpp"
#include "mapping.hpp"
#include "probe.hpp"
#include "setup.hpp"
#include "stream_source.hpp"

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/host.hpp>
#include <lotbridge/adapter/poller.hpp>

#include <list>
#include <map>
#include <optional>

namespace lotbridge::sql {

class LotReader {
public:
    // setup and mapping must outlive the reader.
    LotReader(Setup const& setup, Mapping const& mapping, Host const& host);

    Result<Batch> poll(std::string_view cursor);

private:
    Result<Batch> gather(std::string_view cursor);
    // Connects if need be, and looks at the schema of a database that may be another one.
    Result<> prepare();
    Result<> begin_streams();
    Result<std::string> beginning(RecordStream const& stream);
    Result<std::string> start_time();
    Result<> add_misfits(Bookmark& bookmark, Batch& batch);
    Result<> read_snapshots(Bookmark& bookmark, Batch& batch);
    Result<> read_counts(Batch& batch);
    Result<> add(Batch& batch, RecordStream const& stream, Fact& fact);

    Setup const& setup_;
    Mapping const& mapping_;
    Host const& host_;
    Link link_;
    std::list<StreamSource> sources_;  // in the order of the mapping's records; their addresses stay
    std::optional<Poller<Fact>> poller_;
    std::optional<SchemaPicture> schema_;
    std::map<std::string, std::string> counts_;  // last body of each
};

}  // namespace lotbridge::sql
