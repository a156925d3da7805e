#include "kit/trial.hpp"

#include <fmt/format.h>

#include <thread>

namespace lotbridge::kit {

using std::chrono::steady_clock;

Trial::Trial(Subject const& subject, Evidence& evidence, Limits const& limits)
    : subject_(subject), evidence_(evidence), limits_(limits), side_(upward()) {}

Trial::~Trial() {
    stop();
    adapter_.reset();
}

plugin::Upward Trial::upward() {
    return {
        .submit = [this](std::vector<plugin::Message> messages, std::string cursor) -> Result<> {
            return take(std::move(messages), std::move(cursor));
        },
        .put_image = [this](std::string_view, std::string_view) -> Result<std::string> {
            if (host_ == Host::full) return fail(Errc::retry, "the disk is full");
            return "image-" + std::to_string(images_++);
        },
        .log =
            [this](int level, std::string_view line) {
                evidence_.said(line);
                if (level == LB_LOG_ERROR && line.starts_with("stop: ")) evidence_.stop_failed(line);
            },
        .cursor = []() -> Result<std::string> { return std::string(); },
        .ask = [](plugin::Message, std::chrono::milliseconds) -> Result<plugin::Answer> {
            return fail(Errc::retry, "there is no cloud here that could answer");
        },
        .dealt_with = [](std::vector<std::int64_t>, bool) {},
    };
}

Result<> Trial::take(std::vector<plugin::Message> messages, std::string cursor) {
    if (host_ == Host::slow) std::this_thread::sleep_for(limits_.slow);
    if (host_ == Host::full || host_ == Host::refuses) {
        ++not_stored_;
        return host_ == Host::full ? fail(Errc::retry, "the disk is full")
                                   : fail(Errc::rejected, "the host does not take this");
    }
    Handover handover{.facts = {}, .cursor = std::move(cursor)};
    for (auto const& message : messages) {
        evidence_.handed_over(message);
        if (auto fact = fact_of(message)) handover.facts.push_back(std::move(*fact));
    }
    course_.add(std::move(handover));
    return {};
}

Result<> Trial::judged(plugin::Outcome const& outcome) {
    evidence_.said(outcome.words);
    if (outcome.ok()) return {};
    return fail(static_cast<Errc>(outcome.status), outcome.words);
}

Result<> Trial::start() { return start(subject_.loaded.settings); }

Result<> Trial::start(std::string const& settings) {
    if (!adapter_) {
        auto made = plugin::Adapter::create(subject_.loaded.library, side_);
        if (!made) return fail(made.error());
        adapter_ = std::move(*made);
    }
    return judged(adapter_->start(settings));
}

Result<bool> Trial::poll() {
    auto const polled = adapter_->poll();
    LOTBRIDGE_CHECK(judged(polled));
    return polled.more;
}

Result<> Trial::read(std::chrono::seconds longest) {
    auto const end = steady_clock::now() + longest;
    auto const enough = course_.facts() + limits_.facts;
    for (std::size_t polls = 0; polls < limits_.polls; ++polls) {
        LOTBRIDGE_TRY(auto const more, poll());
        if (!more || course_.facts() >= enough || steady_clock::now() > end) return {};
    }
    return fail(Errc::broken, fmt::format("poll: asks for another one at once after {} of them", limits_.polls));
}

void Trial::stop() {
    if (!adapter_) return;
    auto const begun = steady_clock::now();
    adapter_->stop();
    evidence_.stopped(std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun));
}

plugin::CommandResult Trial::command(std::string const& name, std::string const& body, std::string const& opr_num) {
    evidence_.asked(name, body);
    auto result = adapter_->command({name, body, opr_num}, subject_.call_limit);
    evidence_.said(result.words);
    return result;
}

Result<std::map<std::string, std::string>> Trial::capabilities() { return adapter_->capabilities(); }

Result<std::vector<plugin::Message>> Trial::list_day(std::string const& day) {
    std::vector<plugin::Message> listed;
    LOTBRIDGE_CHECK(judged(adapter_->list_day(day, [&](plugin::Message message) {
        evidence_.handed_over(message);
        listed.push_back(std::move(message));
    })));
    return listed;
}

Result<> Trial::submit_day(std::string const& day, std::vector<std::string> const& records) {
    return judged(adapter_->submit_day(day, records));
}

}  // namespace lotbridge::kit
