#include "acceptance/site.hpp"

#include "app/control.hpp"

#include <thread>

namespace lotbridge::acceptance {

using namespace std::chrono_literals;

std::optional<Running> Site::host() const {
    auto const status = app::ask_host(data_, "status", "{}", 10s);
    return status && *status ? read_status(**status, lot_.name) : std::nullopt;
}

Result<> Site::tell_host(std::string_view command, std::string_view arguments) const {
    auto const answer = app::ask_host(data_, command, arguments, 10s);
    if (!answer) return fail(Errc::retry, "the host does not run");
    if (!*answer) return fail(answer->error());
    return {};
}

Result<Facts> Site::facts(store::Span span) const {
    LOTBRIDGE_TRY(auto facts, gather(reader_, lot_, span, wall_now()));
    facts.running = host();
    return facts;
}

Result<std::int64_t> Site::taken_in(store::Seq since) const {
    std::int64_t count = 0;
    for (store::Filter filter{.lot = lot_.name, .after = since, .limit = 1000};;) {
        LOTBRIDGE_TRY(auto const letters, reader_.letters(filter));
        count += static_cast<std::int64_t>(letters.size());
        if (letters.size() < filter.limit) return count;
        filter.after = letters.back().letter.seq;
    }
}

Result<std::int64_t> Site::unfinished(store::Seq from, store::Seq to) const {
    std::int64_t count = 0;
    for (auto const state : {store::State::ready, store::State::behind, store::State::held, store::State::dead}) {
        for (store::Filter filter{.lot = lot_.name, .state = state, .after = from, .limit = 1000};;) {
            LOTBRIDGE_TRY(auto const letters, reader_.letters(filter));
            for (auto const& listed : letters) {
                filter.after = listed.letter.seq;
                count += listed.letter.seq <= to;
            }
            if (letters.size() < filter.limit) break;
        }
    }
    return count;
}

std::optional<std::chrono::milliseconds> Site::wait(std::chrono::milliseconds limit,
                                                    std::function<bool()> const& condition) {
    auto const began = std::chrono::steady_clock::now();
    for (;;) {
        auto const met = condition();
        auto const passed = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        if (met) return passed;
        if (passed >= limit) return std::nullopt;
        std::this_thread::sleep_for(500ms);
    }
}

}  // namespace lotbridge::acceptance
