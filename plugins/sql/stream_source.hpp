// Pages of one stream for the SDK's poller, which sees to it that no row is missed.
#pragma once

#include "facts.hpp"
#include "link.hpp"

#include <lotbridge/adapter/poller.hpp>

#include <utility>
#include <vector>

namespace lotbridge::sql {

// What a stream's query is given to find the rows after a position.
Values page_values(RecordStream const& stream, Parameters const& parameters, Position const& after, std::size_t limit);

class StreamSource {
public:
    StreamSource(Mapping const& mapping, RecordStream const& stream, Parameters const& parameters, Link& link)
        : mapping_(mapping), stream_(stream), parameters_(parameters), link_(link) {}

    Result<std::vector<SourceRow<Fact>>> page(Position const& after, std::size_t limit);
    // Rows of the pages read since, whose cursor column cannot be read: they have no place in the order. The database
    // gives them again and again, so the caller has to know which it has told.
    std::vector<Fact> take_misfits() { return std::exchange(misfits_, {}); }
    // Every row of a snapshot; its size is an error, not a surprise.
    Result<std::vector<SourceRow<Fact>>> all() const;

private:
    Result<std::string> value_of(Row const& row) const;

    Mapping const& mapping_;
    RecordStream const& stream_;
    Parameters const& parameters_;
    Link& link_;
    std::vector<Fact> misfits_;
};

}  // namespace lotbridge::sql
