// Automatic deduction (5.6.3): answered within a second or not at all, and nobody pays twice, in whatever order
// answers, time-outs and crashes come (docs/adr/0008). The question is on disk, with its oprNum, before it is sent; the
// cloud's answer is on disk before the adapter has it; and a deduction that the lot may not know of becomes a payment
// that it is owed. Network thread only.
#pragma once

#include "relay/asking.hpp"
#include "relay/doubts.hpp"
#include "relay/inquiry.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lotbridge::relay {

class Deductions : public std::enable_shared_from_this<Deductions> {
public:
    Deductions(AskingParts parts, QuestionFigures& figures);

    void start();  // takes up what an earlier run left
    // Tells those who wait to go on without, and calls done when nothing is on its way any more.
    void stop(std::function<void()> done);

    // body: the message's normalised form. Nothing is sent after the deadline.
    void ask(std::string record, std::string body, HostTime deadline, AnswerSink sink);
    // The adapter's call has ended in which it was given these; not well: it may not have kept them.
    void dealt_with(std::vector<std::int64_t> const& receipts, bool well);

    std::size_t in_doubt() const { return doubts_ ? doubts_->size() : 0; }

private:
    struct Flight;
    using FlightPtr = std::shared_ptr<Flight>;

    void taken_up(Result<std::vector<store::Question>> open);
    void begun(FlightPtr flight, Result<store::QuestionStart> start);
    void send(FlightPtr flight);
    void came_back(FlightPtr flight, Inquired inquired);
    void end(FlightPtr flight, store::QuestionState state, std::string words);
    void ended(FlightPtr flight, store::QuestionState state);
    void land(FlightPtr const& flight);
    void doubt_answered(store::Question question, cloud::Outcome const& outcome);
    void close(store::Question const& question, store::QuestionState state);
    void pay(store::Question question);
    template <class Retry>
    void later(Retry retry);

    AskingParts parts_;
    QuestionFigures& figures_;
    std::shared_ptr<Doubts> doubts_;
    std::set<FlightPtr> flights_;
    std::map<std::int64_t, store::Question> handed_out_;  // granted, the adapter still at it
    std::function<void()> stopped_;
    bool stopping_ = false;
};

}  // namespace lotbridge::relay
