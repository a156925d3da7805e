// The messages of the standard as documents, from the rows that also encode and check them.
#pragma once

#include <lotbridge/schema/catalogue.hpp>

#include <ostream>
#include <span>

namespace lotbridge::os {

void write_messages_json(std::ostream& out, std::span<schema::Interface const> interfaces);
void write_messages_markdown(std::ostream& out, std::span<schema::Interface const> interfaces);

}  // namespace lotbridge::os
