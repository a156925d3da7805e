// The adapter's connection: opened when needed, dropped after an error, opened again with a growing pause. It is also
// renewed every minute: a server that was moved, or a schema that was replaced, is noticed only by a new connection.
#pragma once

#include "database.hpp"
#include "pause.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace lotbridge::sql {

class Link {
public:
    using Clock = Pause::Clock;
    using Now = std::function<Clock::time_point()>;

    Link(Connection connection, Access access, Now now = &Clock::now)
        : connection_(std::move(connection)), access_(access), now_(std::move(now)) {}

    // The open database. While it cannot be reached, at most one attempt is made per pause (1 s doubling to 30 s);
    // between them the last words come back at once. A request of the cloud cannot wait: at_once skips the pause.
    Result<Database*> database(bool at_once = false);
    // What the database's clock says, to the second: it decides what is new and what is old. Asked once a connection,
    // and reckoned on by our own clock.
    Result<LocalTime> time();
    // True once after each fresh connection: what was known about the database may be wrong.
    bool freshly_opened() { return std::exchange(fresh_, false); }
    void close() { database_.reset(); }

    Clock::time_point now() const { return now_(); }

    Connection const& connection() const { return connection_; }

private:
    Connection connection_;
    Access access_;
    std::unique_ptr<Database> database_;
    Now now_;
    bool fresh_ = false;
    Clock::time_point opened_{}, asked_{};
    std::optional<LocalTime> time_;  // when it was asked
    Pause pause_;
    Error last_;
};

}  // namespace lotbridge::sql
