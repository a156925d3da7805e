// Value objects to JSON text and back. Compiled once, in the SDK's library, for every message of vo/ and every reply.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/field.hpp>

#include <string>
#include <string_view>

namespace lotbridge::schema {

// Every member in the order of the rows, absent ones as the standard's defaults (E7); numbers exact.
template <Described T>
std::string encode(T const& value);

// All problems at once in the error (Errc::rejected), each with its path and clause. Members that no row names are
// passed over; null, missing and the default mean the same (E7). Numbers may come as text and texts as numbers, because
// they do.
template <Described T>
Result<T> decode(std::string_view json);

}  // namespace lotbridge::schema
