// What the platform is called for: the lot's lists and fees, payments, gates, the blacklist, corrections.
#pragma once

#include "lotsim/ake/lot.hpp"
#include "lotsim/ake/platform.hpp"
#include "lotsim/ledger.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::lotsim::ake {

class Calls {
public:
    // A car inside gets another plate.
    using Mend = std::function<Result<>(Stay&, std::string const& plate)>;

    // quote: how long the answer to getParkFee holds.
    Calls(Lot& lot, Ledger& ledger, std::chrono::seconds quote, Mend mend);

    // Whoever calls it holds the lot's mutex.
    Platform::Reply take(std::string const& cmd, JsonValue const& body);

private:
    Platform::Reply list(bool left, JsonValue const& body) const;
    Platform::Reply quote(JsonValue const& body);
    Platform::Reply take_payment(JsonValue const& body);
    Platform::Reply take_debt(std::vector<JsonValue> const& list);
    Platform::Reply book(std::string const& number, std::string const& record, JsonValue const& amount, Money* paid);
    Platform::Reply move_gate(JsonValue const& body);
    Platform::Reply scan(JsonValue const& body);
    Platform::Reply take_correction(JsonValue const& body);
    Platform::Reply note(std::string_view what, std::vector<Member> const& members);

    Lot& lot_;
    Ledger& ledger_;
    std::chrono::seconds quote_;
    Mend mend_;
    std::set<std::string> payments_;
};

}  // namespace lotbridge::lotsim::ake
