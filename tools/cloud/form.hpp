// What the body of an uplink POST holds (B.1, E9, E10): param=... percent-encoded, or a form with parts for pictures.
#pragma once

#include "envelope.hpp"

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::refcloud {

struct FormPart {
    std::string name, bytes;
};

struct Form {
    std::string envelope;
    std::vector<FormPart> files;
};

Result<std::string> percent_decoded(std::string_view text);

Result<Form> read_form(std::string_view content_type, std::string_view body, Findings& findings);

}  // namespace lotbridge::refcloud
