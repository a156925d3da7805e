#include "relay/reconciliation.hpp"

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/daily_reconciliation.hpp>

#include <algorithm>

namespace lotbridge::relay {
namespace {

using Kind = Difference::Kind;
using Remedy = Difference::Remedy;
using Told = Reconciliation::Told;
using Letters = std::vector<store::ListedLetter>;

constexpr std::size_t page = 500;
constexpr std::size_t most_of_a_record = 10'000;
constexpr auto clock_slack = std::chrono::days(1);  // the lot's clock, and ours after it was set back

bool is_exit(store::Letter const& letter) {
    return letter.topic == "vehicle_exit" || letter.topic == "supplementary_bill";
}
bool is_open(store::State state) { return state <= store::State::held; }

class Comparison {
public:
    Comparison(store::Reader const& reader, config::LotSettings const& lot, LocalDate day, DayBook const* book,
               WallTime now)
        : reader_(reader), lot_(lot), book_(book) {
        out_.day = day;
        out_.at = now;
        out_.has_books = book != nullptr;
        if (book) out_.stated = book->stated();
    }

    Result<Reconciliation> run() {
        LOTBRIDGE_CHECK(find_captured());
        std::set<std::string> records;
        for (auto const& [record, charge] : captured_) records.insert(record);
        if (book_) {
            read_book();
            for (auto const& [record, row] : book_->exits()) records.insert(record);
            records.insert(book_->entries().begin(), book_->entries().end());
        }
        for (auto const& record : records) LOTBRIDGE_CHECK(judge(record));
        LOTBRIDGE_CHECK(find_told());
        return std::move(out_);
    }

private:
    // By the exit's own letter, whatever became of it; a bill that was made of entry and exit tells the same stay once
    // more, and does not say that the exit was inferred.
    Result<> find_captured() {
        store::Filter filter{.lot = lot_.name, .limit = page};
        filter.occurred_from = store::beginning_of(out_.day.day(), lot_.utc_offset);
        filter.occurred_before = *filter.occurred_from + std::chrono::days(1);
        for (std::string const leaving : {"vehicle_exit", "supplementary_bill"}) {
            filter.topic = leaving;
            LOTBRIDGE_TRY(filter.after, reader_.captured_before(*filter.occurred_from - clock_slack));
            for (bool more = true; more;) {
                LOTBRIDGE_TRY(auto const letters, reader_.letters(filter));
                for (auto const& listed : letters) add_captured(listed.letter);
                more = letters.size() == page;
                if (more) filter.after = letters.back().letter.seq;
            }
        }
        for (auto const& record : inferred_) captured_.erase(record);
        for (auto const& [record, charge] : captured_) out_.captured.add(charge);
        return {};
    }
    void add_captured(store::Letter const& letter) {
        if (letter.origin == LB_ORIGIN_INFERRED) return static_cast<void>(inferred_.insert(letter.record));
        auto const departure = departure_of(letter.topic, letter.body);
        if (departure && departure->day == out_.day) captured_.emplace(letter.record, departure->charge);
    }

    void read_book() {
        for (auto const& [record, row] : book_->exits()) out_.lot.add(row.charge);
        for (auto const& broken : book_->broken())
            add({.kind = Kind::missing_in_capture,
                 .record = broken.row,
                 .topic = broken.topic,
                 .words = "the lot's row breaks the standard: " + broken.words});
        auto const& stated = out_.stated;
        if (stated && *stated != totals_of(out_.lot))
            add({.kind = Kind::totals_differ,
                 .words = "the lot's own sums (" + std::to_string(stated->paid) +
                          " paid stays) are not those of its rows (" + std::to_string(out_.lot.paid) + ")",
                 .lot = stated->sum,
                 .ours = out_.lot.sum});
    }

    Result<> judge(std::string const& record) {
        LOTBRIDGE_TRY(auto const letters,
                      reader_.letters({.lot = lot_.name, .record = record, .limit = most_of_a_record}));
        auto const accepted = find(
            letters, [](auto const& letter) { return is_exit(letter) && letter.state == store::State::delivered; });
        if (accepted) add_accepted(*accepted);
        if (auto const* const row = book_ ? book_->exit_of(record) : nullptr)
            judge_exit(record, *row, letters, accepted);
        else if (captured_.contains(record))
            judge_captured(record, letters, accepted);
        if (book_ && book_->entries().contains(record) && !accepted) judge_entry(record, letters);
        look_for_strays(record, letters);
        return {};
    }

    void add_accepted(store::Letter const& accepted) {
        auto const departure = departure_of(accepted.topic, accepted.body);
        if (!inferred_.contains(accepted.record) && departure && departure->day == out_.day)
            out_.accepted.add(departure->charge);
    }

    void judge_exit(std::string const& record, DayBook::Row const& row, Letters const& letters,
                    store::Letter const* accepted) {
        if (!find(letters, is_exit))
            return add({.kind = Kind::missing_in_capture,
                        .remedy = Remedy::submit,
                        .record = record,
                        .topic = row.topic,
                        .words = "the lot's row was never captured"});
        auto const* const standing = accepted ? accepted : judge_way(record, letters);
        if (!standing) return;
        auto const departure = departure_of(standing->topic, standing->body);
        if (!departure || departure->charge == row.charge) return;
        bool const amendable = !accepted && standing->topic == row.topic && !standing->uncertain;
        add({.kind = Kind::money_differs,
             .remedy = accepted    ? Remedy::tell
                       : amendable ? Remedy::amend
                                   : Remedy::none,
             .record = record,
             .topic = standing->topic,
             .words = accepted ? "accepted with other money than the lot's" : "waits with other money than the lot's",
             .lot = row.charge,
             .ours = departure->charge,
             .letter = standing->seq});
    }

    // Nothing of the lot to compare with: is it on its way, and should it be?
    void judge_captured(std::string const& record, Letters const& letters, store::Letter const* accepted) {
        if (book_ && !book_->is_inferred(record))
            return add({.kind = Kind::extra,
                        .remedy = accepted ? Remedy::tell : Remedy::none,
                        .record = record,
                        .topic = "vehicle_exit",
                        .words = "the lot has it no more"});
        if (!accepted) judge_way(record, letters);
    }

    // The exit that is still to be accepted; nothing, and a difference, when it will never be.
    store::Letter const* judge_way(std::string const& record, Letters const& letters) {
        auto const with = [&](store::State state) {
            return find(letters, [state](auto const& l) { return is_exit(l) && l.state == state; });
        };
        auto const* const open = find(letters, [](auto const& l) { return is_exit(l) && is_open(l.state); });
        auto const has_head = find(
            letters, [](auto const& l) { return l.state == store::State::ready || l.state == store::State::held; });
        if (open && has_head) return ++out_.waiting, open;
        Difference gone{.kind = Kind::missing_in_cloud, .remedy = Remedy::put_back, .record = record};
        if (open) {
            gone.words = "waits behind a message that was taken away";
        } else if (with(store::State::stray)) {
            return nullptr;  // told with whatever else is stray
        } else if (auto const* const dead = with(store::State::dead)) {
            gone.remedy = Remedy::retry;
            gone.letter = dead->seq;
            gone.words = "given up: " + dead->words;
        } else if (auto const* const dropped = with(store::State::dropped)) {
            gone.remedy = Remedy::none;
            gone.words = "dropped by a person: " + dropped->words;
        } else {
            gone.words = "was made part of a message that is gone";
        }
        gone.topic = "vehicle_exit";
        add(std::move(gone));
        return nullptr;
    }

    void judge_entry(std::string const& record, Letters const& letters) {
        auto const known = [](store::Letter const& letter) {
            return letter.topic == "vehicle_entry" || is_exit(letter);
        };
        if (find(letters, known)) return;
        add({.kind = Kind::missing_in_capture,
             .remedy = Remedy::submit,
             .record = record,
             .topic = "vehicle_entry",
             .words = "the lot's row was never captured"});
    }

    void look_for_strays(std::string const& record, Letters const& letters) {
        for (auto const& [letter, lot, finished, due] : letters)
            if (letter.state == store::State::stray)
                add({.kind = Kind::missing_in_cloud,
                     .remedy = Remedy::put_back,
                     .record = record,
                     .topic = letter.topic,
                     .words = "was taken out of the outbox by hand"});
    }

    // Only the last word counts: it took back what was told before.
    Result<> find_told() {
        LOTBRIDGE_TRY(
            auto const letters,
            reader_.letters({.lot = lot_.name, .record = totals_record(out_.day), .limit = most_of_a_record}));
        auto told = Told::no;
        for (auto const& [letter, lot, finished, due] : letters) {
            bool const accepted = letter.state == store::State::delivered;
            auto const body = schema::decode<vo::DailyReconciliation>(letter.body);
            if (!body || !(accepted || is_open(letter.state))) continue;
            Totals const totals{body->pay_num, {body->pay_money_sum, body->charge_money_sum, body->agio_money_sum}};
            told = totals != out_.totals() ? Told::no : accepted ? Told::accepted : Told::waiting;
        }
        if (told != Told::no) out_.tell(told);
        return {};
    }

    template <class Condition>
    static store::Letter const* find(Letters const& letters, Condition condition) {
        auto const found =
            std::ranges::find_if(letters, [&](store::ListedLetter const& listed) { return condition(listed.letter); });
        return found == letters.end() ? nullptr : &found->letter;
    }
    void add(Difference difference) { out_.differences.push_back(std::move(difference)); }

    store::Reader const& reader_;
    config::LotSettings const& lot_;
    DayBook const* book_;
    std::map<std::string, Charge> captured_;  // by record
    std::set<std::string> inferred_;
    Reconciliation out_;
};

}  // namespace

std::int64_t Reconciliation::open() const { return std::ranges::count(differences, false, &Difference::settled); }

std::int64_t Reconciliation::wrong() const {
    return std::ranges::count_if(differences, [](Difference const& difference) {
        return difference.kind == Kind::money_differs && difference.remedy == Remedy::tell;
    });
}

void Reconciliation::tell(Told how) {
    told = how;
    for (auto& difference : differences) difference.settled |= difference.remedy == Remedy::tell;
}

Result<Reconciliation> reconcile(store::Reader const& reader, config::LotSettings const& lot, LocalDate day,
                                 DayBook const* book, WallTime now) {
    return Comparison(reader, lot, day, book, now).run();
}

std::string totals_record(LocalDate day) { return "daily_reconciliation/" + day.text(); }

store::NewLetter totals_letter(LocalDate day, Totals const& totals, config::LotSettings const& lot, WallTime now) {
    auto const checked = LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(now), lot.utc_offset);
    vo::DailyReconciliation const message{.park_id = lot.park_id,
                                          .date_time = day,
                                          .pay_num = totals.paid,
                                          .pay_money_sum = totals.sum.due,
                                          .charge_money_sum = totals.sum.received,
                                          .agio_money_sum = totals.sum.waived,
                                          .check_time = checked};
    store::NewLetter letter{.topic = "daily_reconciliation", .record = totals_record(day)};
    letter.body = schema::encode(message);
    letter.occurred = now;
    return letter;
}

}  // namespace lotbridge::relay
