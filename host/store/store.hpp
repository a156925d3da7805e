// The durable heart: letters waiting for the cloud, adapters' cursors, commands from the cloud with their answers.
// SQLite, WAL, synchronous=FULL, read back at start. One writer thread owns the only writing and checkpointing
// connection and commits in groups: whatever is waiting goes into one transaction, each piece in its savepoint.
//
// The store knows no message types: a topic, a record and a body are opaque text.
//
// Threads: every member function may be called from any thread. A Done runs on the writer thread after COMMIT (or after
// the piece was rolled back) and must only hand the result on. An Error with Errc::retry: nothing was stored.
#pragma once

#include "base/time.hpp"
#include "store/figures.hpp"

#include <lotbridge/result.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lotbridge::store {

using LotId = std::int64_t;
using Seq = std::int64_t;  // order of storing; never reused

template <class T = void>
using Done = std::function<void(Result<T>)>;

// ready and held letters are heads of their record; behind waits for an earlier one of the same record.
// A stray letter is in no state: its row was taken out of the outbox, or its receipt away, by somebody's hand.
enum class State { ready = 0, behind = 1, held = 2, delivered = 3, dead = 4, folded = 5, dropped = 6, stray = 7 };

struct NewLetter {
    std::string topic;
    std::string record;  // letters of one (lot, record) go out in the order of storing; empty: unordered
    std::string key;     // the same (record, topic, key) is stored once; empty: always stored
    std::string body;
    std::string image;  // key of a picture that is sent with the letter, or empty
    int origin = 0;
    WallTime occurred{};
    bool opens = false;  // what follows in its record rests on it
    // A topic: Letter::watched tells whether the record holds an earlier letter of it, and Letter::gap whether the
    // letter that opened the record has failed.
    std::string watch;
    bool newest =
        false;  // replaces an unfinished, unclaimed letter of the same (record, topic): only the newest counts
};

// A row that broke the schema: kept with its reason, shown, can be sent again; blocks nothing.
struct NewQuarantine {
    std::string topic, key, body, problems;
    std::string image;
    int origin = 0;
    std::string record;  // that the message would have opened
};
struct Quarantined {
    std::int64_t id = 0;
    std::string lot, topic, key, body, problems, image;
    int origin = 0;
    WallTime at{};
};
// A quarantined message, looked at again: as a letter, with what is wrong with it now, or why it cannot be looked at.
// Pure; any thread.
using Remake = std::function<Result<std::variant<NewLetter, NewQuarantine>>(Quarantined const&)>;
struct Requeued {
    std::size_t letters = 0;
    std::vector<std::pair<std::int64_t, std::string>> refused;  // id and why; they stay where they are
};

// What the relay keeps for later, opaque here: one for each (lot, name). image: key of a picture that it needs, or
// empty.
struct Note {
    std::string name, text, image;
};

struct Intake {
    LotId lot = 0;
    std::string instance;               // adapter instance that the cursor belongs to; empty: the host itself
    std::optional<std::string> cursor;  // committed with the letters
    std::vector<NewLetter> letters;
    std::vector<NewQuarantine> quarantine;
    std::vector<Note> notes;           // each takes the place of the one of its name
    std::vector<std::string> forgets;  // names of notes; after `notes`
    WallTime captured{};
};

struct IntakeReceipt {
    std::size_t stored = 0, duplicates = 0, quarantined = 0;
};

struct Letter {
    Seq seq = 0;
    LotId lot = 0;
    State state = State::ready;
    std::string topic, record, key, opr_num, body, image;
    int origin = 0;
    WallTime occurred{}, captured{};
    std::vector<HostTime> requests;  // of the last hour, oldest first: what B.1.2.5 counts
    bool uncertain = false;          // a request went out and no answer came: the cloud may have it
    bool refused = false;            // the last request was answered with a failure: the cloud does not have it
    bool watched = false;            // an earlier letter of the record has the topic that NewLetter::watch named
    bool gap = false;                // the letter that opened the record was given up, dropped or quarantined
    bool followed = false;           // later letters of the same record wait behind this one
    WallTime revived{};              // when a person sent it again after it had been given up
    std::string words;               // last answer or failure, for people
};

// What became of one claimed letter.
struct Settlement {
    // folded: nothing of it is left to be sent, and nobody need look at it.
    enum class Verdict { delivered, held, released, dead, folded };
    Seq seq = 0;
    Verdict verdict = Verdict::released;
    std::string words;               // the cloud's answer, or why not
    HostTime due{};                  // held: not before
    bool gives_way = false;          // held: goes behind the first letter of another topic that waits behind it, if any
    std::vector<HostTime> requests;  // held, dead: the new list
    bool uncertain = false, refused = false;
    WallTime at{};  // of this verdict; needed with delivered, dead, folded and packets

    // ---- for the figures (store/figures.hpp)
    WallTime captured{};               // delivered, dead, folded: the letter's
    std::optional<WallTime> happened;  // delivered: the letter's `occurred`, when that is known to be the true time
    int packets = 0, malformed = 0;    // requests that this verdict stands on; letters of one batch share one
};

using Claimed = std::function<void(std::vector<Letter>)>;  // as Done, but never an error

// What another layer found about one day of a lot: opaque here, one for each (lot, name, day).
struct DayReport {
    LotId lot = 0;
    std::string name;
    Day day{};
    WallTime at{};
    std::string body;
};

struct Counts {
    std::int64_t waiting = 0, held = 0, delivered = 0, dead = 0, quarantined = 0;
    std::int64_t owed_payments = 0, refused_payments = 0;
    std::optional<WallTime> oldest_waiting;
};

struct Audit {
    LotId lot = 0;
    WallTime at{};
    std::string what, who, outcome, detail;
};

// One downlink request. (lot, topic, key) identifies it: the cloud's oprNum, or orderCode for a prepayment (D5).
struct NewCommand {
    LotId lot = 0;
    std::string topic, key, opr_num, body;
    std::string record;  // the stay that it is about, or empty
    WallTime arrived{};
    bool owed = false;           // a payment: applied to the legacy system until that succeeds, across restarts (D7)
    std::string answer;          // owed: the answer that is given as soon as this is on disk
    std::optional<Audit> audit;  // written with it, when it is the first
};
// refused: still owed, but the legacy system will not take it; a person has to see to it.
enum class CommandState { begun = 0, answered = 1, owed = 2, unknown = 3, refused = 4 };
struct Command {
    std::int64_t id = 0;
    LotId lot = 0;
    CommandState state = CommandState::begun;
    std::string topic, key, opr_num, body, record;
    std::string answer;  // what was (or will be) replied; empty while begun
    std::string words;   // last failure of an owed or refused one
    int attempts = 0;
    WallTime arrived{};
};
struct CommandStart {
    bool first = false;  // true: recorded now, carry it out; false: seen before, command holds the stored answer
    Command command;
};

// What a stay was said to cost.
struct Quote {
    LotId lot = 0;
    std::string record;
    WallTime at{};
    std::string body;
};
inline constexpr int latest_quotes = 20;  // of a record are read, older ones are only kept

// What became of a command, in one transaction.
struct CommandEnd {
    std::int64_t id = 0;
    CommandState state = CommandState::answered;
    std::string answer, words;
    std::optional<Quote> quote;  // that the answer tells
    std::optional<Audit> audit;
};

// A question to the cloud that moves money. (lot, topic, key) is what it is about, and there is one at a time: it is
// written down, with its oprNum, before it is sent. First: ask. Otherwise the question holds what is known.
struct NewQuestion {
    LotId lot = 0;
    std::string topic, key, body;
    WallTime asked{};
    HostTime now{};  // when its first request goes out
};
enum class QuestionState {
    asked = 0,      // perhaps on its way
    doubted = 1,    // was on its way and got no answer: the cloud may have done it
    granted = 2,    // the cloud did it; whether the adapter knows is not known
    known = 3,      // the cloud did it, and the adapter knows or is owed a command that tells it
    denied = 4,     // the cloud did not do it; with another body it may be asked anew
    abandoned = 5,  // in doubt for too long: a person has to find out
};
struct Question {
    std::int64_t id = 0;
    LotId lot = 0;
    QuestionState state = QuestionState::asked;
    std::string topic, key, opr_num, body;
    std::string answer, words;       // the cloud's answer; or, for people, why there is none
    std::vector<HostTime> requests;  // as with letters
    WallTime asked{};
};
struct QuestionStart {
    bool first = false;
    Question question;
};
struct QuestionSettlement {
    std::int64_t id = 0;
    QuestionState state = QuestionState::asked;
    std::string answer, words;
    std::vector<HostTime> requests;
};

struct KeptAnswer {
    std::string text;
    WallTime at{};
};

inline constexpr int log_info = 1, log_warning = 2, log_error = 3;  // as base::LogLevel counts

struct Options {
    std::uint64_t min_free_bytes = 256u << 20;
    std::function<void(int level, std::string)> log;  // rare, operator's words; writer thread
    // After an unclean stop a file up to this size is checked before it is used, a larger one beside the work.
    std::uint64_t check_below_bytes = 256u << 20;
    // How often the writer looks after free space, a failing disk and the write-ahead log when nothing waits.
    std::chrono::milliseconds tick{1000};
    std::function<Result<std::uint64_t>()> free_space;  // for tests; empty: the system's answer
    std::string vfs;                                    // for tests: SQLite's name of a file system with faults
};

class Store {
public:
    // Opens or creates directory/lotbridge.db and takes the directory's lock (one host per directory).
    // A newer schema, a network share, a read-only or full disk, settings that do not read back: an Error in words.
    // A damaged file is set aside, what can be saved is saved (salvage() tells), and the host starts.
    static Result<std::unique_ptr<Store>> open(std::filesystem::path directory, Options options);
    static bool exists(std::filesystem::path const& directory);
    // Whether a host, this or another one, holds the directory's lock. It is let go when the store is closed, or its
    // process has ended.
    static bool is_held(std::filesystem::path const& directory);
    ~Store();

    std::string salvage() const;  // empty, or what was found damaged and what was saved

    // ---- small synchronous calls for start-up and rare events; they wait for the commit
    // Existing or new. utc_offset: of the lot's clocks, kept until another one is given; its days are counted by it.
    Result<LotId> lot(std::string_view name, std::optional<std::chrono::minutes> utc_offset = {});
    Result<std::string> cursor(LotId lot, std::string_view instance);
    Result<std::optional<std::string>> value(LotId lot, std::string_view name);
    Result<> put_value(LotId lot, std::string_view name, std::string_view value);
    // Of the newest letter, whatever became of it, that a record has of a topic without keys.
    Result<std::optional<std::string>> last_body(LotId lot, std::string_view record, std::string_view topic);
    Result<std::vector<Note>> notes(LotId lot);
    // Host time at start: what was kept, advanced by the time the host was away as far as the wall clock can tell.
    HostTime host_time_at_start() const;
    void keep_host_time(HostTime now, WallTime wall);

    // ---- intake
    void take_in(Intake intake, Done<IntakeReceipt> done);

    // ---- uplink. Answers once there are heads of records that are ready and not claimed: those after live_from first,
    // then older ones, each in order of seq, at most limit. They are claimed in the same commit that made them ready
    // wherever that is possible. A claim is written down before its letters are handed out, so that after a crash they
    // are known to be perhaps sent: they come back as uncertain, with that request counted. One claim per lot: a new
    // one, or revoke_claim(), has the one before answered with what it got, and that may be nothing. A failing disk is
    // not an error here but a reason to wait. Without hurry it waits a moment for others to share the commit with.
    void claim(LotId lot, std::size_t limit, Seq live_from, HostTime now, Claimed done, bool hurry = true);
    void revoke_claim(LotId lot);
    // Delivered and dead heads let the next letter of their record become ready. One that is held without ever having
    // been sent waits for its record: it becomes ready as soon as that gets another letter. Unclaimed or unknown seqs
    // are ignored.
    // Written down with whatever else is written, at the latest after a few milliseconds.
    void settle(std::vector<Settlement> settlements, Done<> done);
    // Letters of a record in order, whatever their state (exit takes its plate from an earlier correction).
    void history(LotId lot, std::string record, Done<std::vector<Letter>> done);
    // Gives the claimed head a new topic and body (and a new oprNum) in place, marks the absorbed ones folded into it.
    void rewrite(Seq head, std::string topic, std::string body, std::vector<Seq> absorbed, Done<Letter> done);
    // Held letters whose time has come become ready; answers when the next one is due.
    void release_due(LotId lot, HostTime now, Done<std::optional<HostTime>> done);
    // The cloud cannot be reached any more, or can be again. What waited meanwhile has its delay counted apart.
    void outage(LotId lot, bool begins, WallTime at, Done<> done);
    Result<Seq> last_seq();

    // ---- downlink
    void begin_command(NewCommand command, Done<CommandStart> done);
    void finish_command(CommandEnd end, Done<> done);
    // What an earlier run began and never finished.
    void begun_commands(LotId lot, Done<std::vector<Command>> done);
    void owed_commands(LotId lot, Done<std::vector<Command>> done);  // also the refused ones
    // What became of a topic's commands about a record, in order of arrival.
    void commands(LotId lot, std::string record, std::string topic, Done<std::vector<Command>> done);
    void quotes(LotId lot, std::string record, Done<std::vector<Quote>> done);  // newest first
    void audit(Audit entry, Done<> done);

    // ---- questions
    void begin_question(NewQuestion question, Done<QuestionStart> done);
    void settle_question(QuestionSettlement settlement, Done<> done);
    // Together with a command that is owed because of it.
    void settle_question(QuestionSettlement settlement, NewCommand owed, Done<CommandStart> done);
    void open_questions(LotId lot, Done<std::vector<Question>> done);  // asked, doubted, granted
    void keep_answer(LotId lot, std::string topic, std::string key, KeptAnswer answer, Done<> done);
    void kept_answer(LotId lot, std::string topic, std::string key, Done<std::optional<KeptAnswer>> done);

    // ---- images: files, written, synced, renamed; the letter's row names the key
    Result<std::string> put_image(std::string_view media_type, std::string_view bytes);  // caller's thread
    Result<std::string> read_image(std::string_view key) const;

    // ---- people's hands (also through the running host: app/control)
    void retry(std::vector<Seq> letters, WallTime now, Done<std::size_t> done);  // dead, held → ready (or behind)
    void drop(std::vector<Seq> letters, std::string why, Done<std::size_t> done);
    void retry_quarantine(std::vector<std::int64_t> ids, Remake remake, Done<Requeued> done);
    void drop_quarantine(std::vector<std::int64_t> ids, std::string why, Done<std::size_t> done);
    // Refused payments only: owed again, or done with, which leaves an audit line.
    void retry_payments(std::vector<std::int64_t> ids, Done<std::size_t> done);
    void drop_payments(std::vector<std::int64_t> ids, std::string why, WallTime now, Done<std::size_t> done);
    // Stray letters of a record, and those folded into one that is gone, wait again in their places (the cloud may have
    // them: they are uncertain), and the first of the record goes. How many were not where they belong.
    void put_back(LotId lot, std::string record, WallTime now, Done<std::size_t> done);
    // Another body for a letter that waits and that the cloud certainly does not have; it is then another message and
    // gets a new oprNum. 0: it is not such a letter.
    void amend(Seq letter, std::string body, Done<std::size_t> done);

    // ---- reports
    void put_report(DayReport report, Done<> done);  // replaces the one before
    // So many accepted messages of the day have a content that is not the lot's (Figures::wrong).
    void count_wrong(LotId lot, Day day, std::int64_t messages, Done<> done);

    // ---- upkeep, called on a timer: removes delivered letters older than keep in small batches, sweeps orphan images
    void tidy(WallTime now, std::chrono::hours keep, Done<std::size_t> done);
    // Answers when all that was asked before is committed: proof that the writer makes progress.
    void when_written(Done<> done);
    // With less free disk nothing more is taken in; in place of Options::min_free_bytes, until the next call.
    void keep_free(std::uint64_t bytes);
    bool accepting() const;  // false while the disk is too full or failing; intake answers retry meanwhile

private:
    struct Body;
    explicit Store(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace lotbridge::store
