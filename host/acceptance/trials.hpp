// Test actions: what did not happen by itself is brought about, through the reference cloud where there is one, else by
// a person who is told what to do while the tool watches for it.
#pragma once

#include "acceptance/person.hpp"
#include "acceptance/site.hpp"

#include <set>

namespace lotbridge::acceptance {

struct TrialOptions {
    std::chrono::milliseconds patience = std::chrono::minutes{2};
    // The barCode of the one gate that may be moved; empty: no gate moves, whatever else was agreed to.
    std::string gate;
};

class Trials {
public:
    // All of them outlive this; cloud may be null.
    Trials(Site& site, ReferenceCloud const* cloud, Person& person, TrialOptions options)
        : site_(site), cloud_(cloud), person_(person), options_(std::move(options)) {}

    // For the item of this interface. Not tested, with the reason, where it could not be tried.
    Item attempt(Item const& item);

private:
    using Try = Result<> (Trials::*)(Item&);
    static Try by_cloud(std::string_view id);
    Result<> fee_query(Item& item);
    Result<> prepayment(Item& item);
    Result<> correction(Item& item);
    Result<> blacklist(Item& item);
    Result<> monthly_card(Item& item);
    Result<> member(Item& item);
    Result<> gate_status(Item& item);
    Result<> gate_control(Item& item);
    Result<> by_person(Item& item);

    Result<rapidjson::Document> on_someone_inside(std::function<Result<rapidjson::Document>(json::Value const&)> ask);
    Result<> order_and_undo(Item& item, std::string const& list, std::string body, std::string_view name);
    bool gate_may_move(Item& item);
    void judge_moves(Item& item);

    Site& site_;
    ReferenceCloud const* cloud_;
    Person& person_;
    TrialOptions options_;
};

}  // namespace lotbridge::acceptance
