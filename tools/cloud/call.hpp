// A request to the API, taken apart: "GET /records/R1?limit=5".
#pragma once

#include "http_server.hpp"
#include "settings.hpp"

#include <map>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

struct Call {
    std::string method;
    std::vector<std::string> path;  // at least one element
    std::map<std::string, std::string, std::less<>> query;
    std::string body;

    static Call parse(HttpRequest const& request);

    std::string file() const;  // the path as it stands in the request: "/records/R1"
    std::string const& what() const { return path.front(); }
    std::string tail() const { return path.size() > 1 ? path[1] : std::string(); }
    std::string text(std::string_view name, std::string_view otherwise = "") const;
    std::int64_t number(std::string_view name, std::int64_t otherwise) const;
    // The lot that lot= names, or the first.
    Result<Lot const*> lot(Settings const& settings) const;
    Milliseconds wait(Settings const& settings) const {
        return Milliseconds(number("wait", settings.times.answer.count()));
    }
};

// What no part of the API knows.
inline tl::unexpected<Error> no_such_thing(Call const& call) {
    return fail(Errc::unsupported, call.method + " /" + call.what() + ": there is no such thing, see --help");
}

}  // namespace lotbridge::refcloud
