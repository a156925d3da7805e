// A settings file as JSON: UTF-8, with // and /* */ comments. Remembers where everything stood.
#pragma once

#include "config/problem.hpp"

#include <rapidjson/document.h>

namespace lotbridge::config {

struct Document {
    Origin origin;
    rapidjson::Document json;
};

Checked<Document> read_document(std::filesystem::path const& file);
// file: the name for problems and the place that relative paths start from.
Checked<Document> parse_document(std::filesystem::path const& file, std::string_view text);

}  // namespace lotbridge::config
