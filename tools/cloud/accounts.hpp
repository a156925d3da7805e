// The money of a day as the platform has seen it: what its accepted exits, supplementary bills and settlements say,
// beside what the lot says in its reconciliation (5.2.5).
#pragma once

#include "json.hpp"
#include "settings.hpp"
#include "storage.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <string>
#include <vector>

namespace lotbridge::refcloud {

struct DayAccounts {
    std::int64_t stays = 0;   // exits and bills whose outTime lies on this day
    std::int64_t priced = 0;  // those that cost something
    Money pay, charge, agio;
    Money settled;  // cash of the cashiers' settlements that ended on this day
};

// Throws what Storage throws: inside attempt only.
class Accounts {
public:
    explicit Accounts(Storage& storage) : storage_(storage) {}

    // Books an accepted exit, bill or settlement; anything else is no matter of money.
    void book(schema::Interface const& interface, std::string const& park_id, json::Value const& vo);
    DayAccounts of(std::string const& park_id, std::string const& day);

    // 5.2.5: a day's reconciliation against the books.
    Findings judge_reconciliation(std::string const& park_id, json::Value const& vo);
    // 5.2.2: an exit that does not count what the lot has confirmed as paid.
    Findings judge_prepaid(std::string const& park_id, json::Value const& exit);

    // A payment that the lot has confirmed (C.3.2).
    void book_payment(std::string const& park_id, json::Value const& prepayment, std::int64_t at);
    Money prepaid(std::string const& park_id, std::string const& record_code);  // of one parking record

    // 6.1.3: over all reconciled days, how many transactions the lot counted and how many never came.
    struct Missing {
        std::int64_t days = 0, due = 0, missing = 0;
    };
    Missing missing(std::string const& park_id);

    // Each reconciled day, newest first, with the lot's figures and the platform's as they are now.
    std::string days(std::string const& park_id, std::int64_t limit);

private:
    struct Told {
        std::string park_id, body;
        json::Document vo;
    };
    // The newest reconciliation of each day, newest day first.
    std::vector<Told> reconciliations(std::string const& park_id, std::int64_t limit);

    Storage& storage_;
};

}  // namespace lotbridge::refcloud
