// Items as JSON, in reports and in the journal.
#pragma once

#include "acceptance/item.hpp"
#include "base/json.hpp"

namespace lotbridge::acceptance {

namespace json = base::json;

void write_item(json::Writer& writer, Item const& item);
void write_items(json::Writer& writer, char const* name, std::vector<Item> const& items);
Item read_item(json::Value const& object);

}  // namespace lotbridge::acceptance
