#include "relay/questions.hpp"

#include <lotbridge/schema/body.hpp>

#include <condition_variable>
#include <mutex>

namespace lotbridge::relay {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Between the two threads. Whoever comes first decides: an answer that was given was waited for, and one that was not
// is told to the lot in another way.
class Questions::Waiter {
public:
    bool give(Result<plugin::Answer> answer) {
        std::lock_guard const lock(mutex_);
        if (gone_) return false;
        answer_ = std::move(answer);
        given_.notify_one();
        return true;
    }

    Result<plugin::Answer> wait_until(steady_clock::time_point time) {
        std::unique_lock lock(mutex_);
        given_.wait_until(lock, time, [this] { return answer_.has_value(); });
        gone_ = true;
        return answer_ ? std::move(*answer_) : no_answer_in_time();
    }

private:
    std::mutex mutex_;
    std::condition_variable given_;
    std::optional<Result<plugin::Answer>> answer_;
    bool gone_ = false;
};

Questions::Questions(AskingParts parts)
    : parts_(std::move(parts)),
      deductions_(std::make_shared<Deductions>(parts_, figures_)),
      members_(std::make_shared<Members>(parts_, figures_)) {}

// ---- an adapter's thread

Result<plugin::Answer> Questions::ask(plugin::Message question, milliseconds limit) {
    auto const until = steady_clock::now() + limit_of(question.name, limit);
    auto const waiter = std::make_shared<Waiter>();
    parts_.scheduler.post([weak = weak_from_this(), question = std::move(question), waiter, until]() mutable {
        auto const self = weak.lock();
        if (!self) return;
        auto const left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
        self->pose(std::move(question), self->parts_.scheduler.now() + left,
                   [waiter](Result<plugin::Answer> answer) { return waiter->give(std::move(answer)); });
    });
    return waiter->wait_until(until);
}

void Questions::dealt_with(std::vector<std::int64_t> receipts, bool well) {
    parts_.scheduler.post([weak = weak_from_this(), receipts = std::move(receipts), well] {
        if (auto const self = weak.lock()) self->deductions_->dealt_with(receipts, well);
    });
}

milliseconds Questions::limit_of(std::string_view topic, milliseconds wanted) const {
    auto const& times = parts_.settings.cloud.profile.times;
    auto const most = topic == "auto_deduct" ? times.deduct : times.question;
    return wanted > milliseconds(0) ? std::min(wanted, most) : most;
}

// ---- network thread

void Questions::start() { deductions_->start(); }

void Questions::stop(std::function<void()> done) {
    stopping_ = true;
    deductions_->stop(std::move(done));
}

void Questions::pose(plugin::Message question, HostTime deadline, AnswerSink sink) {
    ++figures_.asked;
    sink = once(counted(std::move(sink)));
    auto const refuse = [&](Error error) { sink(fail(std::move(error))); };
    auto const interface = question_named(question.name);
    if (!interface) return refuse(interface.error());
    auto const body = schema::Body::read(*(*interface)->request, question.body);
    if (!body) return refuse(body.error());
    if (stopping_) return refuse({Errc::retry, "the host is being stopped"});
    if (parts_.scheduler.now() >= deadline) return refuse(no_answer_in_time().value());

    schema::Default const defaults[] = {{"parkId", parts_.settings.park_id}};
    auto normalised = body->normalised(defaults);
    if (question.name == "auto_deduct")
        return deductions_->ask(std::string(body->text("recordCode")), std::move(normalised), deadline,
                                std::move(sink));
    if (question.name == "member_query") return members_->ask(std::move(normalised), deadline, std::move(sink));
    ask_once(std::move(question.name), std::move(normalised), deadline, std::move(sink));
}

Result<schema::Interface const*> Questions::question_named(std::string_view topic) const {
    auto const* interface = schema::find_interface(topic);
    if (interface && interface->queueing == schema::Queueing::never) return interface;
    return fail(Errc::unsupported, "\"" + std::string(topic) + "\" is no question to the cloud");
}

AnswerSink Questions::counted(AnswerSink sink) {
    return [weak = weak_from_this(), sink = std::move(sink)](Result<plugin::Answer> answer) {
        bool const answered = answer.has_value();
        bool const taken = sink(std::move(answer));
        if (auto const self = weak.lock()) ++(answered && taken ? self->figures_.answered : self->figures_.unanswered);
        return taken;
    };
}

// A car without a plate at the gate (C.4): nothing is kept, the cloud's answer is what counts now.
void Questions::ask_once(std::string topic, std::string body, HostTime deadline, AnswerSink sink) {
    auto const timer = parts_.scheduler.at(deadline, [sink] { sink(no_answer_in_time()); });
    inquire({parts_.gateway, parts_.scheduler, std::move(topic), parts_.new_opr_num(), std::move(body), deadline, {}},
            [&scheduler = parts_.scheduler, sink, timer](Inquired inquired) {
                scheduler.cancel(timer);
                auto const& outcome = inquired.outcome;
                if (inquired.fate == Inquired::Fate::answered)
                    sink(plugin::Answer{"{}"});
                else if (inquired.fate == Inquired::Fate::refused)
                    sink(fail(Errc::rejected, "the cloud refused: " + outcome.code + " " + outcome.words));
                else
                    sink(fail(Errc::retry, outcome.words));
            });
}

}  // namespace lotbridge::relay
