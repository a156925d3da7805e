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
    return database_.get();
}

}  // namespace lotbridge::sql
