// The lot's own books of a day that is over, as its adapters list them (abi/totals.h).
#pragma once

#include "relay/letters.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lotbridge::relay {

// What one stay came to.
struct Charge {
    Money due, received, waived;
    bool operator==(Charge const&) const = default;
};

// What the stays of a day came to.
struct Accounts {
    std::int64_t stays = 0, paid = 0;  // paid: those for which something was due
    Charge sum;

    void add(Charge const& charge);
};

// Interface 13: the count of stays for which something was due, and the sums.
struct Totals {
    std::int64_t paid = 0;
    Charge sum;

    bool operator==(Totals const&) const = default;
};
inline Totals totals_of(Accounts const& accounts) { return {accounts.paid, accounts.sum}; }

// What a vehicle_exit or supplementary_bill tells; nothing when it is neither.
struct Departure {
    LocalDate day;
    Charge charge;
};
std::optional<Departure> departure_of(std::string_view topic, std::string_view body);

class DayBook {
public:
    struct Row {
        std::string topic, body;  // as it would be stored
        Charge charge;
    };

    // settings outlive the book.
    DayBook(LocalDate day, config::LotSettings const& settings) : day_(day), settings_(settings) {}

    // One thread at a time: an adapter's, until its listing has ended.
    void add(plugin::Message const& message);

    LocalDate day() const { return day_; }
    std::optional<Totals> const& stated() const { return stated_; }  // the lot's own sums; of several adapters together
    std::map<std::string, Row> const& exits() const { return exits_; }  // by record
    Row const* exit_of(std::string const& record) const;                // null: the lot has none
    std::set<std::string> const& entries() const { return entries_; }
    bool is_inferred(std::string const& record) const { return inferred_.contains(record); }
    // Rows that are no messages of the standard: what finds them (see found_by), and why.
    struct Broken {
        std::string row, topic, words;
    };
    std::vector<Broken> const& broken() const { return broken_; }

private:
    void add_totals(plugin::Message const& message);

    LocalDate day_;
    config::LotSettings const& settings_;
    std::optional<Totals> stated_;
    std::map<std::string, Row> exits_;
    std::set<std::string> entries_, inferred_;
    std::vector<Broken> broken_;
};

}  // namespace lotbridge::relay
