#include "app/rehearsal.hpp"

#include "base/file.hpp"
#include "base/json.hpp"

#include <rapidjson/document.h>

namespace lotbridge::app {

namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds longest = std::chrono::minutes{10}, largest_step = std::chrono::hours{24};

Result<Milliseconds> milliseconds(rapidjson::Document const& order, char const* name, Milliseconds least,
                                  Milliseconds most) {
    auto const given = base::json::number(order, name);
    if (given == 0 || given < least.count() || given > most.count())
        return fail(Errc::rejected, std::string("rehearse: ") + name + " is missing, or not between " +
                                        std::to_string(least.count()) + " and " + std::to_string(most.count()));
    return Milliseconds(given);
}

}  // namespace

Rehearsal::Rehearsal(base::AsioScheduler& scheduler, store::Store& store, config::HostSettings const& settings,
                     base::Log log)
    : scheduler_(scheduler), store_(store), settings_(settings), log_(log.with({{"part", "rehearsal"}})) {}

Result<std::string> Rehearsal::begin(std::string const& arguments) {
    rapidjson::Document order;
    order.Parse(arguments.c_str());
    std::string const what = order.HasMember("what") && order["what"].IsString() ? order["what"].GetString() : "";
    if (what == "none") {
        end();
        return "{}";
    }
    if (what != "disk_full" && what != "clock_step")
        return fail(Errc::rejected, "rehearse: there is no trouble \"" + what + "\"");
    LOTBRIDGE_TRY(auto const time, milliseconds(order, "for_ms", Milliseconds(1), longest));
    if (what == "clock_step") {
        LOTBRIDGE_TRY(auto const by, milliseconds(order, "by_ms", -largest_step, largest_step));
        end();
        scheduler_.step_wall(by);
    } else {
        LOTBRIDGE_TRY(auto const free, base::free_space(settings_.data_directory));
        end();
        store_.keep_free(2 * free + 1);
    }
    log_.warning("an acceptance rehearses " + what + " for " + std::to_string(time.count()) + " ms");
    end_ = scheduler_.after(time, [this] { end(); });
    return "{}";
}

void Rehearsal::end() {
    if (end_ == 0) return;
    scheduler_.cancel(std::exchange(end_, 0));
    scheduler_.step_wall(Milliseconds(0));
    store_.keep_free(settings_.store.min_free_bytes);
    log_.info("the rehearsed trouble is over");
}

}  // namespace lotbridge::app
