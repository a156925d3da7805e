// A read-only look into a store, beside a running host or on a stopped one. No transaction outlives a call.
#pragma once

#include "store/figures.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

struct Filter {
    std::optional<std::string> lot, topic, record;
    std::optional<State> state;
    std::optional<WallTime> occurred_from, occurred_before;
    Seq after = 0;
    std::size_t limit = 100;
};
struct Payment : Command {
    std::string lot_name;
};
struct ListedLetter {
    Letter letter;
    std::string lot_name;
    std::optional<WallTime> finished;
    std::optional<HostTime> due;
};

struct ListedQuestion {
    Question question;
    std::string lot_name;
};

struct KeptReport {
    std::string lot;
    Day day{};
    WallTime at{};
    std::string body;
};

// What a lot's messages of a time came to.
struct Traffic {
    std::string topic;  // as it went to the cloud
    std::int64_t taken = 0, delivered = 0, waiting = 0, held = 0, dead = 0, folded = 0, dropped = 0;
    std::int64_t refused = 0;  // of the held and dead: the cloud's last word was no
    Seq first_delivered = 0, last_delivered = 0, last_troubled = 0;  // troubled: held or dead; 0: none
    std::optional<WallTime> oldest_open;                             // when the oldest undelivered one was taken in
};

struct Span {
    WallTime from{}, to{};  // without its end
};

// Numbers of the schema: the newest that this program knows, and that of the store in a folder, which may be one of a
// newer program; none: nothing is stored there yet.
int known_schema();
Result<std::optional<int>> stored_schema(std::filesystem::path const& directory);

class Reader {
public:
    static Result<Reader> open(std::filesystem::path const& directory);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    Result<std::vector<ListedLetter>> letters(Filter const& filter) const;
    Result<std::optional<ListedLetter>> letter(Seq seq) const;
    Result<std::vector<Quarantined>> quarantine(Filter const& filter) const;  // without what was dropped
    Result<std::vector<std::pair<std::string, Counts>>> counts() const;       // by lot name
    // What 6.1 asks for, of every lot: so many of its calendar days, the last one as far as `until`. For a day that is
    // over give its last moment.
    Result<std::vector<LotFigures>> figures(WallTime until, int days) const;
    // By lot and day; an absent lot: all of them.
    Result<std::vector<KeptReport>> reports(std::string const& name, std::optional<std::string> const& lot, Day first,
                                            Day last) const;
    // No letter with this number or a lower one was captured at or after the time, as far as the clock never went back:
    // where to begin with looking for those of a day.
    Result<Seq> captured_before(WallTime time) const;
    // Of one lot, messages by topic and audit lines of a span; a scan of what is kept of its time.
    Result<std::vector<Traffic>> traffic(std::string const& lot, Span span) const;
    Result<std::vector<Audit>> audit(std::string const& lot, Span span) const;
    Result<Seq> last_seq() const;
    Result<std::vector<Command>> commands(Filter const& filter) const;
    Result<std::vector<Payment>> payments(
        Filter const& filter) const;  // owed and refused, whatever the state asked for
    Result<std::vector<ListedQuestion>> questions(Filter const& filter) const;  // by lot, topic and record
    Result<std::vector<std::pair<std::string, std::string>>> cursors() const;   // lot/instance → cursor
    // Structure, foreign references, images present and whole; one line per finding, empty when all is well.
    Result<std::vector<std::string>> verify() const;

private:
    struct Body;
    explicit Reader(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace lotbridge::store
