// One day on three sides: the lot's own books, what was captured, what the cloud accepted (5.2.5). What an adapter has
// inferred is on none of them.
#pragma once

#include "relay/day_book.hpp"
#include "store/reader.hpp"

namespace lotbridge::relay {

struct Difference {
    enum class Kind {
        missing_in_capture,  // the lot has it, the store never saw it
        missing_in_cloud,    // captured, not accepted, and not on its way either
        money_differs,
        extra,          // captured, and the lot has it no more
        totals_differ,  // the lot's own sums are not those of its rows
    };
    // What --repair does.
    enum class Remedy {
        none,      // a person has to look
        submit,    // the adapter tells it again
        put_back,  // into the outbox that it was taken from
        retry,     // a dead letter goes once more
        amend,     // the letter that waits gets the lot's content
        tell,      // the day's totals are sent again: the record itself is accepted, and is accepted once (5.1.5)
    };
    Kind kind = Kind::missing_in_capture;
    Remedy remedy = Remedy::none;
    std::string record, topic, words;
    std::optional<Charge> lot, ours;  // money_differs, totals_differ
    store::Seq letter = 0;            // retry, amend
    bool settled = false;             // the totals that were sent say what the cloud's records do not
};

struct Reconciliation {
    LocalDate day;
    WallTime at{};
    bool has_books = false;  // some adapter could list the day
    Accounts lot, captured, accepted;
    std::optional<Totals> stated;                               // the lot's own sums
    std::int64_t waiting = 0;                                   // stays whose exit is on its way
    enum class Told { no, waiting, accepted } told = Told::no;  // whether the last word to the cloud was these totals
    std::vector<Difference> differences;

    // What interface 13 tells: the lot's own sums, or without its books those of what was captured.
    Totals totals() const { return stated.value_or(totals_of(has_books ? lot : captured)); }
    std::int64_t open() const;   // differences that are not settled
    std::int64_t wrong() const;  // accepted stays with other money than the lot's
    void tell(Told how);         // the totals are told, and whatever they settle is settled
};

// What was done about the differences. told: whether the day's totals went to the cloud, or will when the messages are
// through that they count.
struct Repair {
    std::int64_t submitted = 0, put_back = 0, retried = 0, amended = 0;  // records, letters, letters, letters
    enum class Told { no, now, later } told = Told::no;
};

// Reads what the store has of the day. book: null when no adapter could list it.
Result<Reconciliation> reconcile(store::Reader const& reader, config::LotSettings const& lot, LocalDate day,
                                 DayBook const* book, WallTime now);

// The letter that tells a day's totals, after those that told others.
store::NewLetter totals_letter(LocalDate day, Totals const& totals, config::LotSettings const& lot, WallTime now);
std::string totals_record(LocalDate day);

std::string_view name_of(Difference::Kind kind);  // "missing_in_capture"
std::string to_json(Reconciliation const& result);
std::string to_json(std::string const& lot, Reconciliation const& result, Repair const& repair);

}  // namespace lotbridge::relay
