// The contract of an adapter, case by case, and the grade that it earns.
#pragma once

#include "kit/trial.hpp"

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::kit {

// bronze: works, and no restart loses or doubles a fact. silver: also bears a host in trouble, carries out commands as
// it says, once, and nothing brings it down. gold: also whatever else could be shown, and all of it was.
enum class Grade { none, bronze, silver, gold };
std::string_view name_of(Grade grade);

struct Verdict {
    enum class Result { passed, failed, not_shown, not_applicable } result = Result::passed;
    std::string reason;  // for people; of what passed, perhaps what was seen
};
std::string_view name_of(Verdict::Result result);

inline Verdict passed(std::string seen = {}) { return {Verdict::Result::passed, std::move(seen)}; }
inline Verdict failed(std::string reason) { return {Verdict::Result::failed, std::move(reason)}; }
// Nothing is wrong, but nothing is proven either: this costs gold.
inline Verdict not_shown(std::string reason) { return {Verdict::Result::not_shown, std::move(reason)}; }
inline Verdict not_applicable(std::string reason) { return {Verdict::Result::not_applicable, std::move(reason)}; }

// A command as the cloud would send it.
struct Order {
    std::string name, body;
};

struct Options {
    Limits limits;
    // Commands to be carried out, beside those that are made of the schema.
    std::vector<Order> orders;
    // The lot is there for practice: commands that move gates or book payments may be made up, too.
    bool practice_lot = false;
    // Files of the lot that show what a command has done: a repeated one changes none of them.
    std::vector<std::filesystem::path> watched;
    // Ids of cases: only these, and those that they build upon. Empty: all.
    std::vector<std::string> only;
};

struct CaseReport {
    std::string_view id, title;
    Grade needed_for = Grade::gold;
    Verdict verdict;

    // The most that an adapter with this verdict is graded.
    Grade leaves() const;
};

struct Report {
    std::string id, version;  // of the adapter
    std::vector<CaseReport> cases;
    std::size_t facts = 0;

    Grade grade() const;
};

std::vector<std::string> case_ids();

// Starts the adapter many times, each time in a process of its own. Takes as long as the adapter does.
Report check_contract(Subject const& subject, Options const& options);

}  // namespace lotbridge::kit
