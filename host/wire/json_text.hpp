// JSON as bytes, for the few places where a document tree would cost more than it helps.
#pragma once

#include <string>
#include <string_view>

namespace lotbridge::wire {

// Appends text as a JSON string with its quotes. '*' is written \u002a, so that any envelope may also go down the line,
// where '*' ends a packet (D1).
void append_quoted(std::string& out, std::string_view text);

// The same JSON without white space between its tokens.
std::string minified(std::string_view json);

}  // namespace lotbridge::wire
