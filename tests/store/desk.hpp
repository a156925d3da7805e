// A store whose answers are waited for, so that a test reads from top to bottom.
#pragma once

#include "store/folder.hpp"
#include "store/store.hpp"

#include <gtest/gtest.h>
#include <future>

namespace lotbridge::test {

using namespace lotbridge::store;
using namespace std::chrono_literals;

// Calls with a Done as last argument, waits, and gives its result.
template <class T, class Call>
Result<T> answer_of(Call call) {
    std::promise<Result<T>> promise;
    call([&promise](Result<T> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

// The value, or the end of the test with the error's words.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline HostTime at(std::chrono::milliseconds time) { return HostTime(time); }
inline WallTime on_day(int day) { return WallTime(std::chrono::days(20'000 + day)); }

inline NewLetter letter(std::string topic, std::string record, std::string key = {}, std::string body = "{}") {
    NewLetter made;
    made.topic = std::move(topic);
    made.record = std::move(record);
    made.key = std::move(key);
    made.body = std::move(body);
    return made;
}

inline Settlement verdict(Seq seq, Settlement::Verdict verdict) {
    Settlement made;
    made.seq = seq;
    made.verdict = verdict;
    made.at = on_day(0);
    return made;
}
inline Settlement delivered(Seq seq) { return verdict(seq, Settlement::Verdict::delivered); }
inline Settlement dead(Seq seq) { return verdict(seq, Settlement::Verdict::dead); }
inline Settlement released(Seq seq) { return verdict(seq, Settlement::Verdict::released); }
inline Settlement held(Seq seq, HostTime due) {
    auto made = verdict(seq, Settlement::Verdict::held);
    made.due = due;
    return made;
}

class Desk {
public:
    explicit Desk(std::filesystem::path folder, Options options = {}) : folder_(std::move(folder)), options_(options) {
        open();
    }

    void open() {
        store = must(Store::open(folder_, options_));
        lot = must(store->lot("lot 1"));
    }
    void close() { store.reset(); }
    void reopen() {
        close();
        open();
    }

    Result<IntakeReceipt> try_take_in(Intake intake) {
        if (intake.lot == 0) intake.lot = lot;
        return answer_of<IntakeReceipt>([&](auto done) { store->take_in(std::move(intake), done); });
    }
    IntakeReceipt take_in(std::vector<NewLetter> letters) {
        Intake intake;
        intake.letters = std::move(letters);
        return must(try_take_in(std::move(intake)));
    }
    // What is ready now: a claim that would have to wait is revoked.
    std::vector<Letter> claim(std::size_t limit = 100, HostTime now = at(1s), Seq live_from = 0) {
        std::promise<std::vector<Letter>> claimed;
        store->claim(lot, limit, live_from, now,
                     [&](std::vector<Letter> letters) { claimed.set_value(std::move(letters)); });
        must(answer_of<void>([&](auto done) { store->when_written(done); }));
        store->revoke_claim(lot);
        return claimed.get_future().get();
    }
    Result<> try_settle(std::vector<Settlement> settlements) {
        return answer_of<void>([&](auto done) { store->settle(std::move(settlements), done); });
    }
    void settle(std::vector<Settlement> settlements) { must(try_settle(std::move(settlements))); }
    // What is unfinished of it.
    std::vector<Letter> record(std::string name) {
        auto letters = history(std::move(name));
        std::erase_if(letters, [](Letter const& letter) { return letter.state > State::held; });
        return letters;
    }
    std::vector<Letter> history(std::string name) {
        return answer_of<std::vector<Letter>>([&](auto done) { store->history(lot, name, done); }).value();
    }
    Result<Letter> rewrite(Seq head, std::string topic, std::string body, std::vector<Seq> absorbed) {
        return answer_of<Letter>([&](auto done) { store->rewrite(head, topic, body, absorbed, done); });
    }
    std::optional<HostTime> release_due(HostTime now) {
        return answer_of<std::optional<HostTime>>([&](auto done) { store->release_due(lot, now, done); }).value();
    }
    std::size_t retry(std::vector<Seq> letters) {
        return answer_of<std::size_t>([&](auto done) { store->retry(letters, on_day(0), done); }).value();
    }
    std::size_t drop(std::vector<Seq> letters, std::string why = "not wanted") {
        return answer_of<std::size_t>([&](auto done) { store->drop(letters, why, done); }).value();
    }
    std::size_t tidy(WallTime now, std::chrono::hours keep) {
        return answer_of<std::size_t>([&](auto done) { store->tidy(now, keep, done); }).value();
    }
    CommandStart begin(NewCommand command) {
        command.lot = lot;
        return answer_of<CommandStart>([&](auto done) { store->begin_command(command, done); }).value();
    }
    void finish(std::int64_t id, CommandState state, std::string answer, std::string words = {}) {
        must(answer_of<void>([&](auto done) { store->finish_command({id, state, answer, words, {}, {}}, done); }));
    }
    std::vector<Command> commands(std::string record, std::string topic) {
        return answer_of<std::vector<Command>>([&](auto done) { store->commands(lot, record, topic, done); }).value();
    }
    void finish(std::int64_t id, std::string answer, Quote quote) {
        quote.lot = lot;
        must(answer_of<void>([&](auto done) {
            store->finish_command({id, CommandState::answered, answer, "", quote, {}}, done);
        }));
    }
    std::vector<Quote> quotes(std::string record) {
        return answer_of<std::vector<Quote>>([&](auto done) { store->quotes(lot, record, done); }).value();
    }
    std::vector<Command> begun() {
        return answer_of<std::vector<Command>>([&](auto done) { store->begun_commands(lot, done); }).value();
    }
    std::vector<Command> owed() {
        return answer_of<std::vector<Command>>([&](auto done) { store->owed_commands(lot, done); }).value();
    }

    Requeued requeue(std::vector<std::int64_t> ids, Remake remake) {
        return answer_of<Requeued>([&](auto done) { store->retry_quarantine(ids, remake, done); }).value();
    }
    std::size_t retry_payments(std::vector<std::int64_t> ids) {
        return answer_of<std::size_t>([&](auto done) { store->retry_payments(ids, done); }).value();
    }
    std::size_t drop_payments(std::vector<std::int64_t> ids, std::string why) {
        return answer_of<std::size_t>([&](auto done) { store->drop_payments(ids, why, on_day(0), done); }).value();
    }
    QuestionStart ask(std::string key, std::string body = "{}") {
        NewQuestion const question{lot, "deduct", key, body, on_day(1), at(5s)};
        return answer_of<QuestionStart>([&](auto done) { store->begin_question(question, done); }).value();
    }
    void settle(QuestionSettlement const& settlement) {
        must(answer_of<void>([&](auto done) { store->settle_question(settlement, done); }));
    }
    CommandStart settle(QuestionSettlement const& settlement, NewCommand owed) {
        owed.lot = lot;
        return answer_of<CommandStart>([&](auto done) { store->settle_question(settlement, owed, done); }).value();
    }
    std::vector<Question> open_questions() {
        return answer_of<std::vector<Question>>([&](auto done) { store->open_questions(lot, done); }).value();
    }
    void keep(std::string key, KeptAnswer answer) {
        must(answer_of<void>([&](auto done) { store->keep_answer(lot, "member", key, answer, done); }));
    }
    std::optional<KeptAnswer> kept(std::string key) {
        return answer_of<std::optional<KeptAnswer>>([&](auto done) { store->kept_answer(lot, "member", key, done); })
            .value();
    }

    std::unique_ptr<Store> store;
    LotId lot = 0;

private:
    std::filesystem::path folder_;
    Options options_;
};

inline std::vector<std::string> bodies(std::vector<Letter> const& letters) {
    std::vector<std::string> bodies;
    for (auto const& letter : letters) bodies.push_back(letter.body);
    return bodies;
}

}  // namespace lotbridge::test
