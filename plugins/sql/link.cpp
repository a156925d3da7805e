#include "link.hpp"

namespace lotbridge::sql {

Result<Database*> Link::database(bool at_once) {
    using namespace std::chrono_literals;
    if (database_ && database_->usable() && now_() < opened_ + 1min) return database_.get();
    database_.reset();
    if (!at_once && !pause_.over(now_())) return fail(last_);
    auto opened = Database::open(connection_, access_);
    if (!opened) {
        pause_.lengthen(now_());
        last_ = opened.error();
        return fail(last_);
    }
    pause_ = {};
    database_ = std::move(*opened);
    opened_ = now_();
    fresh_ = true;
    time_.reset();
    return database_.get();
}

Result<LocalTime> Link::time() {
    LOTBRIDGE_TRY(auto* const open, database());
    if (!time_) {
        LOTBRIDGE_TRY(auto const query, Statement::parse(time_query(connection_.dialect), connection_.dialect));
        LOTBRIDGE_TRY(auto const answer, open->run(query));
        auto const text = answer.rows.empty() ? std::string() : answer.rows[0].cells[0].value_or("");
        auto const time = LocalTime::parse(std::string_view(text).substr(0, 19));
        if (!time || time->empty())
            return fail(Errc::retry, describe(connection_) + ": its time is \"" + text + "\", which is none");
        time_ = *time;
        asked_ = now_();
    }
    return LocalTime(time_->at() + std::chrono::duration_cast<std::chrono::seconds>(now_() - asked_));
}

}  // namespace lotbridge::sql
