// Vehicles without a plate (5.3): the temporary plate that the platform gives, and what the lot owes after it let one
// in.
#pragma once

#include "rules.hpp"
#include "storage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

struct Visit {
    std::string park_id, plate, lane;
    std::int64_t let_in_at = 0;  // when the lot said that the vehicle was let in
    std::string record_code;     // empty until the entry is reported
    bool overdue = false;        // that it was not has been reported
};

// Throws what Storage throws: inside attempt only.
class Visits {
public:
    explicit Visits(Storage& storage) : storage_(storage) {}

    // One that nobody has: "临A12345".
    std::string new_plate(std::string const& park_id);
    std::optional<Visit> find(std::string const& park_id, std::string const& plate);
    void put(Visit const& visit);

    // 5.3.1: the vehicle comes in as its plate says. Also what an entry without such a visit is: nothing.
    void note_entry(std::string const& park_id, std::string const& plate, std::string const& record_code);
    // Let in before this moment, not reported yet, and not noticed before.
    std::vector<Visit> unreported(std::int64_t before);

    // C.4.1, C.4.2: the requests that a lot itself raises.
    Judgement judge_entry(std::string const& park_id, json::Value const& vo);
    Judgement judge_exit(std::string const& park_id, json::Value const& vo);

private:
    Storage& storage_;
};

}  // namespace lotbridge::refcloud
