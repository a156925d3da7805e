// Result<T>: a value, or an Error that says what the caller should do and, in words for an operator, what was tried,
// on what, and what came back. Expected failures travel as values; exceptions stay inside the function that meets them.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace lotbridge {

// The same numbers as lb_status (abi/lotbridge.h): an error crosses the border unchanged.
enum class Errc {
    retry = 1,        // the same call may succeed later
    rejected = 2,     // this input will never be accepted
    unsupported = 3,  // a normal, typed "cannot do that"
    misuse = 4,       // the caller broke a contract
    broken = 5,       // a bug or an escaped exception
};

struct Error {
    Errc code = Errc::broken;
    std::string message;

    bool operator==(Error const&) const = default;
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace lotbridge

// LOTBRIDGE_TRY(auto rows, database.rows()): names the value, or returns the error to the caller.
#define LOTBRIDGE_CONCAT_(a, b) a##b
#define LOTBRIDGE_CONCAT(a, b) LOTBRIDGE_CONCAT_(a, b)
#define LOTBRIDGE_TRY(declaration, expression) \
    LOTBRIDGE_TRY_(declaration, expression, LOTBRIDGE_CONCAT(result_, __LINE__))
#define LOTBRIDGE_TRY_(declaration, expression, name)             \
    auto name = (expression);                                     \
    if (!name) return ::lotbridge::fail(std::move(name.error())); \
    declaration = std::move(*name)
// LOTBRIDGE_CHECK(database.open()): goes on, or returns the error to the caller.
#define LOTBRIDGE_CHECK(expression)                                                                    \
    if (auto LOTBRIDGE_CONCAT(result_, __LINE__) = (expression); !LOTBRIDGE_CONCAT(result_, __LINE__)) \
    return ::lotbridge::fail(std::move(LOTBRIDGE_CONCAT(result_, __LINE__).error()))
