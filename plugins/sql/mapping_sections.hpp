// The large sections of a mapping file, one reader each.
#pragma once

#include "mapping_parts.hpp"

namespace lotbridge::sql {

RecordStream read_stream(Node const& node, Reading& reading);
Totals read_totals(Node const& node, std::vector<RecordStream> const& streams, Reading& reading);
Question read_question(schema::Interface const& interface, Node const& node, Reading& reading);
Command read_command(schema::Interface const& interface, Node const& node, Reading& reading);
Example read_example(Node const& node, std::vector<RecordStream> const& streams, Reading& reading);

}  // namespace lotbridge::sql
