// Small facts: lots, adapters' cursors, values of other layers, and what the host remembers of itself.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

class Values {
public:
    explicit Values(SQLite::Database& database);

    LotId lot(std::string const& name, std::optional<std::chrono::minutes> utc_offset);  // existing or new
    std::string cursor(LotId lot, std::string const& instance);
    std::optional<std::string> value(LotId lot, std::string const& name);
    void put_value(LotId lot, std::string const& name, std::string const& text);

    void put_report(DayReport const& report);

    std::optional<std::string> fact(std::string const& name);
    void put_fact(std::string const& name, std::string const& text);
    void forget_fact(std::string const& name);
    std::optional<std::int64_t> number(std::string const& name);

private:
    SQLite::Statement lot_, new_lot_, set_offset_, cursor_, value_, put_value_, put_report_, fact_, put_fact_,
        forget_fact_;
};

// Names of facts.
namespace fact {
inline constexpr auto clean_stop = "clean_stop";  // "1" between a clean stop and the next start
inline constexpr auto salvage = "salvage";        // what a rescue said, until the next clean stop
inline constexpr auto host_time = "host_time", host_time_wall = "host_time_wall";
}  // namespace fact

}  // namespace lotbridge::store
