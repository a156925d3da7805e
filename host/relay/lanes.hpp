// The lanes of a lot whose adapters do not call them the same: what each calls a lane, against the code that the cloud
// knows it by.
#pragma once

#include "config/settings.hpp"

#include <lotbridge/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lotbridge::relay {

// Any thread.
class Lanes {
public:
    explicit Lanes(std::vector<config::LaneSettings> const& lanes);

    bool empty() const { return code_.empty(); }

    struct Translated {
        std::string body;
        std::vector<std::string> unknown;  // lanes that the map does not have; they stay as they are
    };
    // From an adapter to the cloud. A body that is no JSON object stays as it is.
    Translated to_cloud(std::string_view adapter, std::string_view body) const;
    // A lane that the map does not have stays as it is.
    std::string to_adapter(std::string_view adapter, std::string_view body) const;

    // The lane that a request is about, by the cloud's code; empty: none.
    static std::string lane_of(std::string_view body);
    // Whether the map has this code at all, and whether it has it for this adapter.
    bool has(std::string_view code) const { return codes_.contains(code); }
    bool has(std::string_view code, std::string_view adapter) const;

private:
    using Names = std::map<std::pair<std::string, std::string>, std::string>;  // of an adapter, and a lane

    Names code_, word_;
    std::map<std::string, std::string, std::less<>> codes_;  // and the channel's name, or empty
};

}  // namespace lotbridge::relay
