// From a row to the messages that tell of it.
#pragma once

#include "body.hpp"
#include "mapping.hpp"

#include <lotbridge/adapter/batch.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace lotbridge::sql {

// What one row tells: nothing, one message, or two when it has to tell first how it began.
struct Fact {
    std::vector<Batch::Message> messages;
    Row row;                             // for its pictures
    std::vector<std::size_t> pictures;   // indexes of the stream's images that are there by now
    std::optional<std::size_t> missing;  // one of them that the row names and that is not there
    std::uint64_t hash = 0;              // changes with anything that would be sent
};

Fact make_fact(Mapping const& mapping, RecordStream const& stream, Parameters const& parameters, Row row);

}  // namespace lotbridge::sql
