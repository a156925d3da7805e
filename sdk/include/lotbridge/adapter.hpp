// The class that an adapter author derives from. Threads, JSON, queues, signing and the C border are somebody else's:
// an adapter reads its legacy system in poll() and carries out the cloud's requests in handlers.
#pragma once

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/entry.hpp>
#include <lotbridge/adapter/host.hpp>
#include <lotbridge/adapter/offers.hpp>
#include <lotbridge/adapter/once.hpp>
#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/adapter/settings.hpp>
#include <lotbridge/result.hpp>
#include <lotbridge/schema/json.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>

namespace lotbridge {

// Findings of check(), handed on as they are made.
class Findings {
public:
    enum class Outcome { ok, note, failed };
    using Sink = std::function<void(Outcome, std::string_view subject, std::string_view words)>;

    explicit Findings(Sink sink) : sink_(std::move(sink)) {}

    void ok(std::string_view subject, std::string_view words) { sink_(Outcome::ok, subject, words); }
    void note(std::string_view subject, std::string_view words) { sink_(Outcome::note, subject, words); }
    void failed(std::string_view subject, std::string_view words) { sink_(Outcome::failed, subject, words); }

private:
    Sink sink_;
};

// What a check may do, and what is known of the lot.
struct CheckTerms {
    bool offline = false;  // connect to nothing: only the settings, and the files that they name
    std::optional<std::chrono::minutes> utc_offset;  // of the lot's clock
};

// All functions are called on the instance's own thread, never two at once, and may block within the host's time limit.
// A derived class declares, beside its functions:
//   static constexpr auto offers = lotbridge::native<vo::VehicleEntry, vo::GateControl>;  // at most, see
//   capabilities() static constexpr char settings_schema[] = R"({"type":"object", ...})";
// and ends its file with LOTBRIDGE_ADAPTER(...).
class Adapter {
public:
    struct Command {
        std::string_view name, body;  // interface id, JSON object under wire names
        std::chrono::milliseconds time_left;
        std::string_view opr_num;  // the cloud's number of the request, at most 36 characters; may be empty
    };

    Adapter() = default;
    Adapter(Adapter const&) = delete;
    Adapter& operator=(Adapter const&) = delete;
    virtual ~Adapter() = default;

    // A failed start leaves the adapter stopped; the host tries again with a growing pause.
    virtual Result<> start(Settings const& settings) = 0;
    // What happened after cursor; "" means from the beginning. Whatever is returned is stored together with the new
    // cursor, or not at all: then the next call gets the old cursor again.
    virtual Result<Batch> poll(std::string_view cursor) = 0;
    virtual void stop() = 0;

    // Questions to the cloud that the legacy system itself writes down, see abi/questions.h. How often look() is
    // called, beside polls and when Host::wake() asks for it; 0: never.
    virtual std::chrono::milliseconds look_every() const { return {}; }
    // Asks the first one that waits by host().ask() and hands its answer back. Batch::ask_again: another one waits.
    virtual Result<Batch> look();
    // Those that look() would ask now, made with Batch::add_body. Nothing is asked or changed.
    virtual Result<Batch> questions();

    // Of the instance as it is configured. By default what the class offers, less the downlinks that have no handler.
    virtual Offers capabilities() const;
    // Proves settings on site, without storing or sending anything. By default: does it start?
    virtual Result<> check(Settings const& settings, Findings& findings);
    // The same for adapters that can say something without a connection, or about the lot's clock. By default check(),
    // and Errc::unsupported offline.
    virtual Result<> check_at_lot(Settings const& settings, CheckTerms const& terms, Findings& findings);
    // For the daily reconciliation (abi/totals.h), by adapters that offer DailyReconciliation: what the legacy system
    // has of a day that is over, read anew: its own DailyReconciliation, and every exit of the day as poll() would give
    // it.
    virtual Result<Batch> list_day(LocalDate day);
    // The same of these parking records alone, with their pictures and with whatever must go before them; it is
    // submitted.
    virtual Result<Batch> reread(LocalDate day, std::vector<std::string> const& records);
    // Adapters that work with any message override this; the others use on().
    virtual Result<std::string> command(Command const& command);

protected:
    // Registers the handler of a downlink, in the constructor: Result<Reply>(M const&), also with a second parameter
    // std::chrono::milliseconds time_left or Command const& (its body may hold more than the standard's members, see
    // adapter/quote.hpp). A handler of fee_query may return Result<FeeAnswer>.
    template <schema::Message M, class Handler>
    void on(Handler handler) {
        static_assert(schema::about<M>.direction != schema::Direction::up, "the cloud never sends this message");
        handlers_[schema::about<M>.number] = [handler](Command const& command) -> Result<std::string> {
            LOTBRIDGE_TRY(M const message, schema::decode<M>(command.body));
            if constexpr (std::is_same_v<decltype(answer<M>(handler, message, command)), Result<FeeAnswer>>) {
                static_assert(std::is_same_v<M, vo::FeeQuery>, "only a fee has terms");
                LOTBRIDGE_TRY(FeeAnswer const fee, answer<M>(handler, message, command));
                return schema::joined(schema::encode(fee.reply), schema::encode(fee.terms));
            } else {
                LOTBRIDGE_TRY(schema::Reply<M> const reply,
                              Result<schema::Reply<M>>(answer<M>(handler, message, command)));
                return schema::encode(reply);
            }
        };
    }

    Host const& host() const { return host_; }
    // A warning that is logged once, however often it comes up; at most 100 of them. about: what it is the first time
    // of, where the words are not always the same.
    void warn_once(std::string_view words, std::string_view about = {}) {
        if (warned_.first(about.empty() ? words : about)) host_.log(LogLevel::warning, words);
    }

private:
    friend class Instance;

    template <class M, class Handler>
    static auto answer(Handler const& handler, M const& message, Command const& command) {
        if constexpr (std::is_invocable_v<Handler const&, M const&, Command const&>)
            return handler(message, command);
        else if constexpr (std::is_invocable_v<Handler const&, M const&, std::chrono::milliseconds>)
            return handler(message, command.time_left);
        else
            return handler(message);
    }

    std::map<int, std::function<Result<std::string>(Command const&)>> handlers_;
    Offers offers_;  // of the class, set by Instance
    Host host_;
    Once warned_;
};

}  // namespace lotbridge
