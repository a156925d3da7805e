#include "store/store.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/background_check.hpp"
#include "store/damage.hpp"
#include "store/images.hpp"
#include "store/opening.hpp"
#include "store/writer.hpp"

#include <sqlite3.h>
#include <future>

namespace lotbridge::store {
namespace fs = std::filesystem;

namespace {

Result<base::FileLock> lock_of(fs::path const& directory) {
    return base::FileLock::acquire(directory / "lotbridge.lock", "process " + std::to_string(base::process_id()));
}

}  // namespace

struct Store::Body {
    Body(base::FileLock held, fs::path folder, Options wanted, Opened opened)
        : lock(std::move(held)),
          directory(std::move(folder)),
          options(std::move(wanted)),
          salvage(std::move(opened.salvage)),
          host_time_at_start(opened.host_time),
          writer(
              std::move(opened.session), health, [this](Error const& damage) { return heal(damage); }, options.tick) {}

    fs::path file() const { return directory / "lotbridge.db"; }
    Result<std::unique_ptr<Session>> heal(Error const& damage);
    void check_beside_the_work();

    // Runs on the writer thread while the caller waits.
    template <class T, class Run>
    Result<T> ask(Run run) {
        std::promise<Result<T>> promise;
        writer.post<T>(std::move(run), [&promise](Result<T> result) { promise.set_value(std::move(result)); });
        return promise.get_future().get();
    }
    void tidy_letters(WallTime now, WallTime limit, std::size_t removed, Done<std::size_t> done);
    void tidy_commands(WallTime now, WallTime limit, std::size_t removed, Done<std::size_t> done);

    base::FileLock lock;
    fs::path directory;
    Options options;
    mutable std::mutex salvage_mutex;
    std::string salvage;
    HostTime host_time_at_start;
    Images images{directory / "images"};
    Health health{directory, options};
    Writer writer;  // its thread uses all the others
    std::unique_ptr<BackgroundCheck> check;
};

// On the writer thread, in the middle of the work: as at start.
Result<std::unique_ptr<Session>> Store::Body::heal(Error const& damage) {
    health.say(log_error, "the database is damaged: " + damage.message + "; saving what can be read");
    LOTBRIDGE_CHECK(rescue(file(), damage.message, options));
    LOTBRIDGE_TRY(auto opened, open_database(file(), options));
    std::lock_guard const guard(salvage_mutex);
    salvage = opened.salvage;
    return std::move(opened.session);
}

// A large file is not looked at before the work begins. Should it be damaged, the writer learns it as if it had met it.
void Store::Body::check_beside_the_work() {
    check = std::make_unique<BackgroundCheck>(file(), [this](std::string fault) {
        writer.post<void>([fault](Session&) -> Result<> { throw SQLite::Exception(fault, SQLITE_CORRUPT); }, Done<>());
    });
}

Store::Store(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(fs::path directory, Options options) {
    if (base::on_network_share(directory))
        return fail(Errc::rejected, base::to_text(directory) +
                                        " lies on a network share; the data folder must be on a "
                                        "disk of this machine, or the database would be damaged");
    directory = fs::absolute(directory);
    LOTBRIDGE_CHECK(base::make_own_directory(directory));
    LOTBRIDGE_CHECK(base::make_own_directory(directory / "images"));
    base::keep_to_owner(directory / "images");
    LOTBRIDGE_TRY(auto lock, lock_of(directory));
    LOTBRIDGE_TRY(auto opened, open_database(directory / "lotbridge.db", options));
    auto const check = !opened.clean && !opened.checked;
    auto body = std::make_unique<Body>(std::move(lock), std::move(directory), std::move(options), std::move(opened));
    if (check) body->check_beside_the_work();
    return std::unique_ptr<Store>(new Store(std::move(body)));
}

bool Store::exists(fs::path const& directory) { return fs::exists(directory / "lotbridge.db"); }

bool Store::is_held(fs::path const& directory) {
    auto const lock = lock_of(directory);
    return !lock && lock.error().code == Errc::retry;
}

std::string Store::salvage() const {
    std::lock_guard const guard(body_->salvage_mutex);
    return body_->salvage;
}

// ---- small synchronous calls

Result<LotId> Store::lot(std::string_view name, std::optional<std::chrono::minutes> utc_offset) {
    return body_->ask<LotId>(
        [name = std::string(name), utc_offset](Session& s) -> Result<LotId> { return s.values.lot(name, utc_offset); });
}

Result<std::string> Store::cursor(LotId lot, std::string_view instance) {
    return body_->ask<std::string>([lot, instance = std::string(instance)](Session& s) -> Result<std::string> {
        return s.values.cursor(lot, instance);
    });
}

Result<std::optional<std::string>> Store::value(LotId lot, std::string_view name) {
    using Answer = std::optional<std::string>;
    return body_->ask<Answer>(
        [lot, name = std::string(name)](Session& s) -> Result<Answer> { return s.values.value(lot, name); });
}

Result<std::optional<std::string>> Store::last_body(LotId lot, std::string_view record, std::string_view topic) {
    using Answer = std::optional<std::string>;
    return body_->ask<Answer>([lot, record = std::string(record), topic = std::string(topic)](
                                  Session& s) -> Result<Answer> { return s.letters.last_body(lot, record, topic); });
}

Result<> Store::put_value(LotId lot, std::string_view name, std::string_view value) {
    return body_->ask<void>([lot, name = std::string(name), value = std::string(value)](Session& s) -> Result<> {
        s.values.put_value(lot, name, value);
        return {};
    });
}

Result<std::vector<Note>> Store::notes(LotId lot) {
    return body_->ask<std::vector<Note>>(
        [lot](Session& s) -> Result<std::vector<Note>> { return s.notes.of_lot(lot); });
}

HostTime Store::host_time_at_start() const { return body_->host_time_at_start; }
void Store::keep_host_time(HostTime now, WallTime wall) { body_->writer.keep_host_time(now, wall); }

// ---- intake

void Store::take_in(Intake intake, Done<IntakeReceipt> done) {
    auto const weight = intake.letters.size() + intake.quarantine.size();
    if (body_->writer.crowded()) {
        auto refuse = [](Session&) -> Result<IntakeReceipt> {
            return fail(Errc::retry, "the store takes nothing in: too much waits for the disk already");
        };
        return body_->writer.post<IntakeReceipt>(refuse, std::move(done));
    }
    auto run = [intake = std::move(intake)](Session& s) -> Result<IntakeReceipt> { return s.intake.take_in(intake); };
    body_->writer.post<IntakeReceipt>(std::move(run), std::move(done), {.weight = weight, .grows = true});
}

// ---- uplink

void Store::claim(LotId lot, std::size_t limit, Seq live_from, HostTime now, Claimed done, bool hurry) {
    body_->writer.wish(
        {.lot = lot, .limit = limit, .live_from = live_from, .at = now, .hurry = hurry, .done = std::move(done)});
}

void Store::revoke_claim(LotId lot) { body_->writer.wish({.lot = lot}); }

void Store::settle(std::vector<Settlement> settlements, Done<> done) {
    auto const weight = settlements.size();
    auto run = [settlements = std::move(settlements)](Session& s) -> Result<> {
        s.outbox.settle(settlements);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done), {.weight = weight, .patient = true});
}

void Store::history(LotId lot, std::string record, Done<std::vector<Letter>> done) {
    body_->writer.post<std::vector<Letter>>(
        [lot, record = std::move(record)](Session& s) -> Result<std::vector<Letter>> {
            return s.letters.history(lot, record);
        },
        std::move(done));
}

void Store::rewrite(Seq head, std::string topic, std::string body, std::vector<Seq> absorbed, Done<Letter> done) {
    body_->writer.post<Letter>([=, topic = std::move(topic), body = std::move(body), absorbed = std::move(absorbed)](
                                   Session& s) { return s.outbox.rewrite(head, topic, body, absorbed); },
                               std::move(done));
}

void Store::release_due(LotId lot, HostTime now, Done<std::optional<HostTime>> done) {
    body_->writer.post<std::optional<HostTime>>(
        [=](Session& s) -> Result<std::optional<HostTime>> { return s.outbox.release_due(lot, now); }, std::move(done));
}

void Store::outage(LotId lot, bool begins, WallTime at, Done<> done) {
    auto run = [=](Session& s) -> Result<> {
        s.tally.outage(lot, begins, at);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

Result<Seq> Store::last_seq() { return body_->writer.last_seq(); }

// ---- downlink

void Store::begin_command(NewCommand command, Done<CommandStart> done) {
    auto run = [command = std::move(command)](Session& s) -> Result<CommandStart> { return s.commands.begin(command); };
    body_->writer.post<CommandStart>(std::move(run), std::move(done));
}

void Store::finish_command(CommandEnd end, Done<> done) {
    auto run = [end = std::move(end)](Session& s) -> Result<> {
        s.commands.finish(end);
        if (end.quote) s.quotes.keep(*end.quote);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

void Store::begun_commands(LotId lot, Done<std::vector<Command>> done) {
    body_->writer.post<std::vector<Command>>(
        [lot](Session& s) -> Result<std::vector<Command>> { return s.commands.begun(lot); }, std::move(done));
}

void Store::owed_commands(LotId lot, Done<std::vector<Command>> done) {
    body_->writer.post<std::vector<Command>>(
        [lot](Session& s) -> Result<std::vector<Command>> { return s.commands.owed(lot); }, std::move(done));
}

void Store::commands(LotId lot, std::string record, std::string topic, Done<std::vector<Command>> done) {
    auto run = [lot, record = std::move(record), topic = std::move(topic)](Session& s) -> Result<std::vector<Command>> {
        return s.commands.of_record(lot, record, topic);
    };
    body_->writer.post<std::vector<Command>>(std::move(run), std::move(done));
}

void Store::quotes(LotId lot, std::string record, Done<std::vector<Quote>> done) {
    auto run = [lot, record = std::move(record)](Session& s) -> Result<std::vector<Quote>> {
        return s.quotes.of_record(lot, record);
    };
    body_->writer.post<std::vector<Quote>>(std::move(run), std::move(done));
}

void Store::audit(Audit entry, Done<> done) {
    auto run = [entry = std::move(entry)](Session& s) -> Result<> {
        s.commands.audit(entry);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

// ---- questions

void Store::begin_question(NewQuestion question, Done<QuestionStart> done) {
    auto run = [question = std::move(question)](Session& s) -> Result<QuestionStart> {
        return s.questions.begin(question);
    };
    body_->writer.post<QuestionStart>(std::move(run), std::move(done));
}

void Store::settle_question(QuestionSettlement settlement, Done<> done) {
    auto run = [settlement = std::move(settlement)](Session& s) -> Result<> {
        s.questions.settle(settlement);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

void Store::settle_question(QuestionSettlement settlement, NewCommand owed, Done<CommandStart> done) {
    auto run = [settlement = std::move(settlement), owed = std::move(owed)](Session& s) -> Result<CommandStart> {
        s.questions.settle(settlement);
        return s.commands.begin(owed);
    };
    body_->writer.post<CommandStart>(std::move(run), std::move(done));
}

void Store::open_questions(LotId lot, Done<std::vector<Question>> done) {
    body_->writer.post<std::vector<Question>>(
        [lot](Session& s) -> Result<std::vector<Question>> { return s.questions.open(lot); }, std::move(done));
}

void Store::keep_answer(LotId lot, std::string topic, std::string key, KeptAnswer answer, Done<> done) {
    auto run = [=, topic = std::move(topic), key = std::move(key), answer = std::move(answer)](Session& s) -> Result<> {
        s.questions.keep(lot, topic, key, answer);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

void Store::kept_answer(LotId lot, std::string topic, std::string key, Done<std::optional<KeptAnswer>> done) {
    using Answer = std::optional<KeptAnswer>;
    auto run = [=, topic = std::move(topic), key = std::move(key)](Session& s) -> Result<Answer> {
        return s.questions.kept(lot, topic, key);
    };
    body_->writer.post<Answer>(std::move(run), std::move(done));
}

// ---- images

Result<std::string> Store::put_image(std::string_view media_type, std::string_view bytes) {
    if (!accepting()) return fail(Errc::retry, "the store takes no picture: the disk is too full or failing");
    return body_->images.put(media_type, bytes);
}

Result<std::string> Store::read_image(std::string_view key) const { return body_->images.read(key); }

// ---- people's hands

void Store::retry(std::vector<Seq> letters, WallTime now, Done<std::size_t> done) {
    body_->writer.post<std::size_t>(
        [now, letters = std::move(letters)](Session& s) -> Result<std::size_t> { return s.outbox.retry(letters, now); },
        std::move(done));
}

void Store::drop(std::vector<Seq> letters, std::string why, Done<std::size_t> done) {
    body_->writer.post<std::size_t>([letters = std::move(letters), why = std::move(why)](
                                        Session& s) -> Result<std::size_t> { return s.outbox.drop(letters, why); },
                                    std::move(done));
}

void Store::retry_quarantine(std::vector<std::int64_t> ids, Remake remake, Done<Requeued> done) {
    auto run = [ids = std::move(ids), remake = std::move(remake)](Session& s) -> Result<Requeued> {
        return s.intake.retry_quarantine(ids, remake);
    };
    body_->writer.post<Requeued>(std::move(run), std::move(done));
}

void Store::drop_quarantine(std::vector<std::int64_t> ids, std::string why, Done<std::size_t> done) {
    auto run = [ids = std::move(ids), why = std::move(why)](Session& s) -> Result<std::size_t> {
        return s.intake.drop_quarantine(ids, why);
    };
    body_->writer.post<std::size_t>(std::move(run), std::move(done));
}

void Store::retry_payments(std::vector<std::int64_t> ids, Done<std::size_t> done) {
    body_->writer.post<std::size_t>(
        [ids = std::move(ids)](Session& s) -> Result<std::size_t> { return s.commands.retry_payments(ids); },
        std::move(done));
}

void Store::drop_payments(std::vector<std::int64_t> ids, std::string why, WallTime now, Done<std::size_t> done) {
    body_->writer.post<std::size_t>(
        [ids = std::move(ids), why = std::move(why), now](Session& s) -> Result<std::size_t> {
            return s.commands.drop_payments(ids, why, now);
        },
        std::move(done));
}

void Store::put_back(LotId lot, std::string record, WallTime now, Done<std::size_t> done) {
    body_->writer.post<std::size_t>(
        [lot, record = std::move(record), now](Session& s) -> Result<std::size_t> {
            return s.outbox.put_back(lot, record, now);
        },
        std::move(done));
}

void Store::amend(Seq letter, std::string body, Done<std::size_t> done) {
    body_->writer.post<std::size_t>(
        [letter, body = std::move(body)](Session& s) -> Result<std::size_t> { return s.outbox.amend(letter, body); },
        std::move(done));
}

// ---- reports

void Store::put_report(DayReport report, Done<> done) {
    auto run = [report = std::move(report)](Session& s) -> Result<> {
        s.values.put_report(report);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

void Store::count_wrong(LotId lot, Day day, std::int64_t messages, Done<> done) {
    auto run = [=](Session& s) -> Result<> {
        s.tally.wrong(lot, day, messages);
        return {};
    };
    body_->writer.post<void>(std::move(run), std::move(done));
}

// ---- upkeep

void Store::tidy(WallTime now, std::chrono::hours keep, Done<std::size_t> done) {
    body_->tidy_letters(now, now - keep, 0, std::move(done));
}

// Each batch is a commit of its own, and the next one queues up behind whatever came meanwhile.
void Store::Body::tidy_letters(WallTime now, WallTime limit, std::size_t removed, Done<std::size_t> done) {
    auto run = [limit](Session& s) -> Result<Upkeep::Removed> { return s.upkeep.remove_letters(limit); };
    writer.post<Upkeep::Removed>(run, [=, this, done = std::move(done)](Result<Upkeep::Removed> batch) mutable {
        if (!batch) return done(fail(std::move(batch.error())));
        for (auto const& image : batch->images) images.remove(image);
        auto const total = removed + batch->letters;
        if (batch->more) return tidy_letters(now, limit, total, std::move(done));
        tidy_commands(now, limit, total, std::move(done));
    });
}

void Store::Body::tidy_commands(WallTime now, WallTime limit, std::size_t removed, Done<std::size_t> done) {
    auto run = [=, this](Session& s) -> Result<bool> {
        s.upkeep.remove_figures(now);
        s.upkeep.give_back_pages();
        images.sweep([&s](std::string const& key) { return s.upkeep.names_image(key); });
        return s.upkeep.remove_commands(now, limit);
    };
    writer.post<bool>(run, [=, this, done = std::move(done)](Result<bool> more) mutable {
        if (!more) return done(fail(std::move(more.error())));
        if (*more) return tidy_commands(now, limit, removed, std::move(done));
        done(removed);
    });
}

void Store::when_written(Done<> done) {
    body_->writer.post<void>([](Session&) -> Result<> { return {}; }, std::move(done));
}

void Store::keep_free(std::uint64_t bytes) { body_->health.keep_free(bytes); }
bool Store::accepting() const { return body_->health.accepting(); }

}  // namespace lotbridge::store
