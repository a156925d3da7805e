// The adapter's settings as values.
#pragma once

#include "database.hpp"
#include "scope.hpp"

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::sql {

struct Setup {
    Connection connection;
    std::filesystem::path mapping;
    // Where reading begins when nothing was read before: now, the beginning, or a time.
    struct Start {
        enum class From { now, beginning, time } from = From::now;
        LocalTime time;
    } start;
    Parameters parameters;
};

Result<Setup> read_setup(std::string_view settings_json);

extern char const settings_schema[];

}  // namespace lotbridge::sql
