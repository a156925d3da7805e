#include "relay/deductions.hpp"

#include "relay/deduction.hpp"
#include "relay/hop.hpp"
#include "relay/letters.hpp"

namespace lotbridge::relay {

using namespace std::chrono_literals;
using store::QuestionState;

namespace {

constexpr auto topic = "auto_deduct";

std::string words_of(cloud::Outcome const& outcome) {
    return outcome.code.empty() ? outcome.words : outcome.code + " " + outcome.words;
}

// Asked before: whatever is known of it, and nothing is sent.
Result<plugin::Answer> known_answer(store::Question const& question) {
    switch (question.state) {
        case QuestionState::granted:
            return plugin::Answer{question.answer, question.id};
        case QuestionState::known:
            return plugin::Answer{question.answer};
        case QuestionState::denied:
            if (!question.answer.empty()) return plugin::Answer{question.answer};
            return fail(Errc::retry, "asked before: " + question.words);
        default:
            return fail(Errc::retry, "asked before, and the cloud has not answered yet");
    }
}

}  // namespace

// One question while its answer is waited for, perhaps longer than the adapter does.
struct Deductions::Flight {
    AnswerSink give;
    HostTime deadline{};
    base::Scheduler::TimerId timer = 0;
    store::Question question;
    bool refused = false;  // by the cloud: the adapter is told so
};

Deductions::Deductions(AskingParts parts, QuestionFigures& figures) : parts_(std::move(parts)), figures_(figures) {}

// ---- the host starts and stops

void Deductions::start() {
    doubts_ = std::make_shared<Doubts>(
        parts_, [weak = weak_from_this()](store::Question question, cloud::Outcome const& outcome) {
            if (auto const self = weak.lock()) self->doubt_answered(std::move(question), outcome);
        });
    parts_.store.open_questions(
        parts_.lot, hop<std::vector<store::Question>>(parts_.scheduler, weak_from_this(),
                                                      [](Deductions& self, Result<std::vector<store::Question>> open) {
                                                          self.taken_up(std::move(open));
                                                      }));
}

void Deductions::taken_up(Result<std::vector<store::Question>> open) {
    if (!open) {
        parts_.log.error("reading the deductions still in doubt: " + open.error().message);
        return later([](Deductions& self) { self.start(); });
    }
    for (auto& question : *open) {
        // The host ended while the adapter was being told: it is told again, and knows the order by its number.
        if (question.state == QuestionState::granted)
            pay(std::move(question));
        else if (question.state == QuestionState::doubted)
            doubts_->watch(std::move(question));
    }
}

void Deductions::stop(std::function<void()> done) {
    stopping_ = true;
    stopped_ = std::move(done);
    if (doubts_) doubts_->stop();
    for (auto const& flight : flights_) flight->give(fail(Errc::retry, "the host is being stopped"));
    if (flights_.empty()) std::exchange(stopped_, nullptr)();
}

// ---- asking

void Deductions::ask(std::string record, std::string body, HostTime deadline, AnswerSink sink) {
    auto const flight = std::make_shared<Flight>(Flight{.give = std::move(sink), .deadline = deadline});
    flight->timer = parts_.scheduler.at(deadline, [give = flight->give] { give(no_answer_in_time()); });
    flights_.insert(flight);
    parts_.store.begin_question(
        {.lot = parts_.lot,
         .topic = topic,
         .key = std::move(record),
         .body = std::move(body),
         .asked = parts_.scheduler.wall(),
         .now = parts_.scheduler.now()},
        hop<store::QuestionStart>(
            parts_.scheduler, weak_from_this(),
            [flight](Deductions& self, Result<store::QuestionStart> start) { self.begun(flight, std::move(start)); }));
}

void Deductions::begun(FlightPtr flight, Result<store::QuestionStart> start) {
    if (!start) {
        flight->give(
            fail(Errc::retry, "the question could not be written down and was not asked: " + start.error().message));
        return land(flight);
    }
    flight->question = std::move(start->question);
    if (start->first) return send(std::move(flight));
    auto const& question = flight->question;
    auto const taken = flight->give(known_answer(question));
    if (taken && question.state == QuestionState::granted) handed_out_.insert_or_assign(question.id, question);
    land(flight);
}

void Deductions::send(FlightPtr flight) {
    auto const deadline = stopping_ ? parts_.scheduler.now() : flight->deadline;
    Inquiry inquiry{parts_.gateway,        parts_.scheduler, topic, flight->question.opr_num,
                    flight->question.body, deadline,         {}};
    // Written down first, so that five in an hour stay five across crashes.
    inquiry.before_repeat = [weak = weak_from_this(), flight](std::vector<HostTime> requests,
                                                              std::function<void(bool)> go) {
        auto const self = weak.lock();
        if (!self) return;
        self->parts_.store.settle_question(
            {flight->question.id, QuestionState::asked, "", "", std::move(requests)},
            hop<void>(self->parts_.scheduler, weak,
                      [go = std::move(go)](Deductions&, Result<> kept) { go(kept.has_value()); }));
    };
    inquire(std::move(inquiry), [weak = weak_from_this(), flight](Inquired inquired) {
        if (auto const self = weak.lock()) self->came_back(flight, std::move(inquired));
    });
}

void Deductions::came_back(FlightPtr flight, Inquired inquired) {
    using Fate = Inquired::Fate;
    auto& question = flight->question;
    question.requests = std::move(inquired.requests);
    auto words = words_of(inquired.outcome);
    switch (inquired.fate) {
        case Fate::answered: {
            auto answer = read_deduct_answer(inquired.outcome.data);
            if (!answer)
                return end(std::move(flight), QuestionState::doubted,
                           "the cloud's answer breaks the standard: " + answer.error().message);
            question.answer = std::move(answer->body);
            return end(std::move(flight), answer->deducted ? QuestionState::granted : QuestionState::denied, "");
        }
        case Fate::refused:
            flight->refused = true;
            return end(std::move(flight), QuestionState::denied, "the cloud refused: " + words);
        case Fate::unsent:
            return end(std::move(flight), QuestionState::denied, "it was never sent: " + words);
        case Fate::doubtful:
            return end(std::move(flight), QuestionState::doubted, "it was sent and not answered: " + words);
    }
}

// Nobody is told anything that a crash could make untrue: the end is written down first.
void Deductions::end(FlightPtr flight, QuestionState state, std::string words) {
    auto& question = flight->question;
    question.words = std::move(words);
    parts_.store.settle_question(
        {question.id, state, question.answer, question.words, question.requests},
        hop<void>(parts_.scheduler, weak_from_this(), [flight, state](Deductions& self, Result<> kept) {
            if (kept) return self.ended(flight, state);
            self.parts_.log.error("writing down what became of a deduction: " + kept.error().message,
                                  {{"id", flight->question.opr_num}});
            self.later([flight, state](Deductions& again) { again.end(flight, state, flight->question.words); });
        }));
}

void Deductions::ended(FlightPtr flight, QuestionState state) {
    auto const& question = flight->question;
    if (state == QuestionState::granted) {
        if (flight->give(plugin::Answer{question.answer, question.id})) {
            handed_out_.insert_or_assign(question.id, question);
        } else {
            parts_.log.warning("the cloud deducted, and its answer came too late: the lot gets it as a payment",
                               {{"id", question.opr_num}});
            pay(question);
        }
    } else if (!question.answer.empty()) {
        flight->give(plugin::Answer{question.answer});
    } else {
        flight->give(fail(flight->refused ? Errc::rejected : Errc::retry, question.words));
        parts_.log.warning("not deducted, charged as usual: " + loggable(question.topic, question.body, question.words),
                           {{"id", question.opr_num}});
        if (state == QuestionState::doubted) doubts_->watch(question);
    }
    land(flight);
}

void Deductions::land(FlightPtr const& flight) {
    parts_.scheduler.cancel(flight->timer);
    flights_.erase(flight);
    if (stopped_ && flights_.empty()) std::exchange(stopped_, nullptr)();
}

// ---- telling the lot

void Deductions::dealt_with(std::vector<std::int64_t> const& receipts, bool well) {
    for (auto const receipt : receipts) {
        auto question = handed_out_.extract(receipt);
        if (question.empty()) continue;  // given twice in one call, or owed already
        if (well)
            close(question.mapped(), QuestionState::known);
        else
            pay(std::move(question.mapped()));
    }
}

void Deductions::doubt_answered(store::Question question, cloud::Outcome const& outcome) {
    auto answer = read_deduct_answer(outcome.data);
    if (!answer) {
        question.words = "the cloud's answer breaks the standard: " + answer.error().message;
        parts_.log.error("auto_deduct remains in doubt, and the platform's operator has to be asked: " + question.words,
                         {{"id", question.opr_num}});
        return close(question, QuestionState::abandoned);
    }
    question.answer = std::move(answer->body);
    parts_.log.warning(answer->deducted ? "a deduction in doubt was made: the lot gets it as a payment"
                                        : "a deduction in doubt was not made",
                       {{"id", question.opr_num}});
    if (answer->deducted) return pay(std::move(question));
    close(question, QuestionState::denied);
}

void Deductions::close(store::Question const& question, QuestionState state) {
    // Should this fail, the question is as it was before: taken up again at the next start.
    parts_.store.settle_question({question.id, state, question.answer, question.words, question.requests},
                                 [log = parts_.log, id = question.opr_num](Result<> kept) {
                                     if (!kept) log.error("closing a deduction: " + kept.error().message, {{"id", id}});
                                 });
}

// In one transaction: the lot knows, because it is owed the payment that tells it.
void Deductions::pay(store::Question question) {
    auto payment = payment_for(question, parts_.settings, parts_.scheduler.wall());
    if (!payment)
        return parts_.log.error("a deduction cannot be made known to the lot: " + payment.error().message,
                                {{"id", question.opr_num}});
    ++figures_.late_deductions;
    parts_.store.settle_question(
        {question.id, QuestionState::known, question.answer, question.words, question.requests}, std::move(*payment),
        hop<store::CommandStart>(
            parts_.scheduler, weak_from_this(), [question](Deductions& self, Result<store::CommandStart> start) {
                if (start && start->first) return self.parts_.obligations.owe(std::move(start->command));
                if (start) return;  // the platform pushed the same order as a payment itself
                self.parts_.log.error("writing down a deduction as a payment: " + start.error().message,
                                      {{"id", question.opr_num}});
                self.later([question](Deductions& again) { again.pay(question); });
            }));
}

template <class Retry>
void Deductions::later(Retry retry) {
    parts_.scheduler.after(1s, [weak = weak_from_this(), retry = std::move(retry)] {
        if (auto const self = weak.lock()) retry(*self);
    });
}

}  // namespace lotbridge::relay
