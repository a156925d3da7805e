// Which adapter of a lot gives which interface to the cloud: what several can tell is sent of one only, or every car
// would come twice (docs/composite-lots.md). A lot's file may say it ("reports"); otherwise the first adapter in the
// file that can tell it gives it. What an adapter can tell is known once it has started, and remembered from then on,
// so that nobody takes the place of one that is away.
#pragma once

#include "config/settings.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::relay {

using Topics = std::set<std::string, std::less<>>;

// Any thread.
class Givers {
public:
    explicit Givers(std::vector<config::AdapterSettings> const& adapters);

    void learn(std::string_view adapter, Topics offers);
    // As it told when it was last started, also in an earlier run of the host.
    bool can(std::string_view adapter, std::string_view topic) const;

    // open: an adapter that stands before this one in the file, and that may be the giver, has never told what it can
    // do. A topic that no adapter gives is given by whoever tells it; so is one that the cloud cannot be told, for
    // the intake to put aside.
    enum class Verdict { gives, leaves, open };
    Verdict verdict(std::string_view adapter, std::string_view topic) const;

    // What an operator reads of it: who gives what; and, a line each, what the file had better say or is still open.
    struct Words {
        std::vector<std::pair<std::string, std::string>> gives;  // adapter, and its topics in words
        std::vector<std::string> warnings;
    };
    Words words() const;

private:
    struct Candidate {
        std::string name;
        Topics named;                  // in the lot's file
        std::optional<Topics> offers;  // nothing: has never told

        bool can(std::string_view topic) const { return offers && offers->contains(topic); }
    };
    std::vector<Candidate const*> givers_of(std::string_view topic) const;

    mutable std::mutex mutex_;
    std::vector<Candidate> candidates_;
};

}  // namespace lotbridge::relay
