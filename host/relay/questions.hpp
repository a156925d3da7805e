// Questions of adapters to the cloud (abi/ask.h): checked, and carried each in its own way. None is ever queued.
#pragma once

#include "relay/asking.hpp"
#include "relay/deductions.hpp"
#include "relay/members.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <chrono>
#include <memory>

namespace lotbridge::relay {

class Questions : public std::enable_shared_from_this<Questions> {
public:
    explicit Questions(AskingParts parts);

    // ---- an adapter's thread: asks, and returns at its limit at the latest (0: the profile's, which no limit exceeds)
    Result<plugin::Answer> ask(plugin::Message question, std::chrono::milliseconds limit);
    void dealt_with(std::vector<std::int64_t> receipts, bool well);

    // ---- network thread
    void start();
    // Takes no question any more; done is called when no deduction is on its way.
    void stop(std::function<void()> done);
    void pose(plugin::Message question, HostTime deadline, AnswerSink sink);
    void learn_member(std::string const& body) { members_->learn(body); }

    QuestionFigures const& figures() const { return figures_; }
    std::size_t in_doubt() const { return deductions_->in_doubt(); }

private:
    class Waiter;
    std::chrono::milliseconds limit_of(std::string_view topic, std::chrono::milliseconds wanted) const;
    Result<schema::Interface const*> question_named(std::string_view topic) const;
    AnswerSink counted(AnswerSink sink);
    void ask_once(std::string topic, std::string body, HostTime deadline, AnswerSink sink);

    AskingParts parts_;
    QuestionFigures figures_;
    std::shared_ptr<Deductions> deductions_;
    std::shared_ptr<Members> members_;
    bool stopping_ = false;
};

}  // namespace lotbridge::relay
