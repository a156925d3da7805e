// What is in force now, as against what happened: cards, products, devices, computers, lanes, lists. Each kind is a
// list of the lot, each item under its own name, changed by what the lot tells and by what an operator orders.
#pragma once

#include "json.hpp"
#include "member.hpp"
#include "rules.hpp"
#include "storage.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <optional>
#include <string>

namespace lotbridge::refcloud {

struct Item {
    std::string park_id, kind, name, body;
    std::string origin = "lot";  // "lot", "platform" or "settings"
    std::int64_t change = 0;     // the order that the lot has to hear of (operator.hpp), 0: none
    bool gone = false;
};

Member read_member(json::Value const& object);  // {"carNum", "carColor", "isAutoPay", "balance"}

// Throws what Storage throws: inside attempt only.
class Register {
public:
    explicit Register(Storage& storage, Clock const& clock) : storage_(storage), clock_(clock) {}

    // Also one that is gone.
    std::optional<Item> find(std::string const& park_id, std::string_view kind, std::string const& name);
    void put(Item const& item);

    // What an accepted message changes, and in what it contradicts what was told before. An interface that changes
    // nothing here gives an empty judgement.
    Judgement take(schema::Interface const& interface, std::string const& park_id, json::Value const& vo,
                   std::string const& body, std::string_view origin = "lot", std::int64_t change = 0);

    std::optional<Member> member(std::string const& park_id, std::string const& plate);
    void put(std::string const& park_id, Member const& member, std::string_view origin, std::int64_t change = 0,
             bool gone = false);

    // A list by the name that the API gives it ("cards"), as JSON; nothing if there is no such list.
    std::optional<std::string> list(std::string_view name, std::string const& park_id, std::int64_t limit);

private:
    Storage& storage_;
    Clock const& clock_;
};

}  // namespace lotbridge::refcloud
