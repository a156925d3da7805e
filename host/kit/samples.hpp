// Commands made of the standard's tables, with the records and plates that the lot has.
#pragma once

#include "kit/course.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <string>
#include <string_view>

namespace lotbridge::kit {

// Moves a gate, books a payment, changes a list: everything but a question.
bool acts(std::string_view name);
// Done twice it is as done once, whatever the legacy system writes.
bool sets_a_state(std::string_view name);
// Whether the cloud may ask for it; null: there is no such command.
schema::Interface const* find_command(std::string_view name);

// A body that the standard allows; empty: none can be made.
std::string sample(schema::Interface const& command, Course const& course);
// The same body with other texts.
std::string with_texts(std::string const& body, std::string_view text);

}  // namespace lotbridge::kit
