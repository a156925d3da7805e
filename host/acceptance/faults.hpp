// Faults that are rehearsed on request, only against the reference cloud: each is brought about, what the host does is
// watched, it is taken away again, and then nothing may be lost, nothing doubled, and the backlog gone in time.
#pragma once

#include "acceptance/person.hpp"
#include "acceptance/site.hpp"

#include <span>

namespace lotbridge::acceptance {

struct FaultName {
    std::string_view id;
    Text title;
};
std::span<FaultName const> fault_names();

struct FaultOptions {
    std::chrono::milliseconds patience = std::chrono::minutes{2};  // for anything to happen
    std::string restart_database;  // a command that restarts or locks the lot's database; empty: a person does it
};

class Faults {
public:
    // All of them outlive this.
    Faults(Site& site, ReferenceCloud const& cloud, Person& person, FaultOptions options)
        : site_(site), cloud_(cloud), person_(person), options_(std::move(options)) {}

    // id: one of fault_names(). What could not be played is not tested, with the reason.
    Item rehearse(std::string_view id);
    // Takes away whatever an interrupted rehearsal has left.
    void clean_up() const;

private:
    using Play = Result<> (Faults::*)(Item&);
    Result<> cloud_down(Item& item);
    Result<> token_refused(Item& item);
    Result<> lost_answers(Item& item);
    Result<> process_killed(Item& item);
    Result<> disk_full(Item& item);
    Result<> clock_step(Item& item);
    Result<> legacy_database(Item& item);

    std::int64_t struck(Item& item, std::int64_t fault, std::int64_t times);
    Result<bool> taken_in(Item& item, store::Seq since, Text const& when);
    Result<> bring_back(Item& item);
    std::optional<bool> disturb(Item& item);
    Result<> recover(Item& item);
    Result<> verify(Item& item);
    void fail_item(Item& item, Text words) const { item.judge(Grade::fail, std::move(words)); }

    Site& site_;
    ReferenceCloud const& cloud_;
    Person& person_;
    FaultOptions options_;
    store::Seq first_ = 0;  // the last message before the fault
    WallTime began_{};
};

}  // namespace lotbridge::acceptance
