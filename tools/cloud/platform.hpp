// The judge: takes an envelope, compares it with the standard and with what was told before, keeps it, and answers.
#pragma once

#include "accounts.hpp"
#include "clock.hpp"
#include "envelope.hpp"
#include "register.hpp"
#include "rules.hpp"
#include "settings.hpp"
#include "storage.hpp"
#include "visits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

// A file that came beside the envelope (E10, multipart).
struct Picture {
    std::string name, bytes;
};

// An envelope as far as it could be read, with everything that was found on the way.
struct Incoming {
    Request request;
    schema::Interface const* interface = nullptr;  // null: the code is unknown
    Lot const* lot = nullptr;                      // null: nobody's token (or a login)
    std::string unreadable;                        // words, if the text is no envelope
    Findings findings;
    std::vector<Picture> pictures;
};

struct Outcome {
    std::string result_code, words, data = "{}";
    bool repeat = false;
};

class Platform {
public:
    Platform(boost::asio::io_context& io, Settings const& settings, Storage& storage, Clock& clock);

    // found: what the door itself found wrong (form, content type).
    Incoming open(std::string_view envelope, Findings found, std::vector<Picture> pictures) const;
    // Judges, keeps and answers. Storage errors come back as an Error; nothing of the message was kept then.
    Result<Outcome> handle(Incoming& incoming);
    // The message was read but is answered with this code, or (empty) not at all, by order of a fault.
    Result<> note_fault(Incoming& incoming, std::string_view result_code);
    // The answer of an accepted message never went out: a login's token is unknown to the lot.
    Result<> note_unanswered(Incoming const& incoming);

    std::string seal(Incoming const& incoming, Outcome const& outcome) const;
    // A violation that no single message shows.
    Result<> report(std::string const& park_id, std::string_view topic, std::string const& opr_num,
                    Findings const& findings);
    // Whose living token k is. The downlink's hello needs it too (D2). Inside attempt only.
    Lot const* lot_of_token(std::string const& k);
    // The living token of the lot, for requests that go down; empty if it has none. Inside attempt only.
    std::string token_of(Lot const& lot);

    // The lot has taken a request that the platform sent down: a correction (5.1.3), a payment (5.2.2), a vehicle
    // without a plate (5.3.1). Inside attempt only.
    void note_taken(Lot const& lot, schema::Interface const& interface, std::string const& body,
                    std::string const& reply);

    // The members of the settings get their accounts, unless an operator has changed them since.
    Result<> start();
    void stop() { silence_timer_.cancel(); }
    // No lot could report anything during an outage that this platform played.
    void excuse_silence() { excused_at_ = clock_.now(); }

private:
    Outcome judge(Incoming& incoming);
    std::optional<Outcome> judge_signature(Incoming& incoming) const;
    Outcome judge_letter(Incoming& incoming);
    Outcome login(Incoming& incoming);
    std::optional<Outcome> judge_credentials(Incoming& incoming, json::Value const& data) const;
    std::string issue_token(Incoming& incoming);
    Outcome take(Incoming& incoming, Letter& letter);
    Outcome refuse(Incoming& incoming, std::string clause, std::string words) const;
    // Whether the VO was kept (false: it had been told before); its refusal is the error.
    Result<bool> take_vo(Incoming& incoming, std::string const& body, Letter& letter);
    Result<bool> take_of_record(Incoming& incoming, json::Value const& vo, std::string const& body);
    Judgement judge_state(Incoming const& incoming, json::Value const& vo, std::string const& body);
    std::string answer_data(Incoming const& incoming, json::Value const& vo);
    Findings note_spaces(Incoming const& incoming, json::Value const& vo);
    void note_delay(Incoming const& incoming, json::Value const& vo);
    void tally(Incoming const& incoming);
    void note_sign_of_life(Incoming const& incoming);
    void note_pace(Incoming& incoming, Letter& letter, std::string_view result_code);
    void write_findings(Incoming const& incoming);
    void watch_silence();
    void look_for_silence();
    void look_for_unreported();
    void report_silence(Token const& token, std::string_view topic, std::int64_t last, Milliseconds limit,
                        Finding finding);

    Settings const& settings_;
    Storage& storage_;
    Clock& clock_;
    Topics topics_;
    Register register_;
    Accounts accounts_;
    Visits visits_;
    boost::asio::steady_timer silence_timer_;
    std::int64_t excused_at_;
    std::map<std::string, std::int64_t> silent_since_;  // lots whose silence has been reported already
};

}  // namespace lotbridge::refcloud
