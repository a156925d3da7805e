#include "acceptance/gather.hpp"

#include "base/json.hpp"
#include "base/personal.hpp"

#include <algorithm>

namespace lotbridge::acceptance {

namespace json = base::json;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t page = 1000;

// ---- messages that went up

Message message_of(store::ListedLetter const& listed) {
    auto const& letter = listed.letter;
    auto const record = letter.record == letter.topic ? "" : letter.record;  // some are in an order of their own
    return {letter.seq, letter.opr_num, base::without_personal(record), listed.finished.value_or(letter.captured),
            base::without_personal(letter.words)};
}

Result<std::vector<Message>> messages(store::Reader const& reader, std::initializer_list<store::Seq> seqs) {
    std::vector<Message> found;
    for (auto const seq : seqs) {
        if (seq == 0 || (!found.empty() && found.back().seq == seq)) continue;
        LOTBRIDGE_TRY(auto const listed, reader.letter(seq));
        if (listed) found.push_back(message_of(*listed));
    }
    return found;
}

Result<> gather_sent(store::Reader const& reader, Facts& facts) {
    LOTBRIDGE_TRY(auto const traffic, reader.traffic(facts.lot, facts.span));
    for (auto const& topic : traffic) {
        Sent sent{topic};
        LOTBRIDGE_TRY(sent.messages, messages(reader, {topic.first_delivered, topic.last_delivered}));
        LOTBRIDGE_TRY(auto const troubles, messages(reader, {topic.last_troubled}));
        if (!troubles.empty()) sent.trouble = troubles.front();
        facts.sent.emplace(topic.topic, std::move(sent));
    }
    return {};
}

// Pages through a listing: by its ids, until a page is not full.
template <class List, class Take>
Result<> each(store::Filter filter, List list, Take take) {
    for (filter.limit = page;;) {
        LOTBRIDGE_TRY(auto const rows, list(filter));
        for (auto const& row : rows) filter.after = take(row);
        if (rows.size() < page) return {};
    }
}

Result<> gather_quarantine(store::Reader const& reader, Facts& facts) {
    return each(
        {.lot = facts.lot}, [&](store::Filter const& filter) { return reader.quarantine(filter); },
        [&](store::Quarantined const& row) {
            if (row.at >= facts.span.from && row.at < facts.span.to) {
                auto& sent = facts.sent[row.topic];
                ++sent.quarantined;
                sent.trouble =
                    Message{row.id, {}, base::without_personal(row.key), row.at, base::without_personal(row.problems)};
            }
            return row.id;
        });
}

// ---- requests that came down

void count(Requests& requests, store::Command const& command) {
    auto const done = command.state == store::CommandState::answered && command.answer.starts_with('+');
    auto const owed = command.state == store::CommandState::owed,
               refused = command.state == store::CommandState::refused;
    ++requests.arrived;
    requests.done += done;
    requests.owed += owed;
    requests.refused += refused;
    requests.unknown += command.state == store::CommandState::unknown;
    requests.failed += command.state == store::CommandState::answered && !done;
    auto const words = command.words.empty() && !done
                           ? command.answer.substr(std::min<std::size_t>(1, command.answer.size()))
                           : command.words;
    Message message{command.id, command.opr_num, base::without_personal(command.record), command.arrived,
                    base::without_personal(words)};
    if (!done) {
        requests.trouble = std::move(message);
    } else if (requests.messages.size() < 2) {
        requests.messages.push_back(std::move(message));
    } else {
        requests.messages.back() = std::move(message);
    }
}

Result<> gather_requests(store::Reader const& reader, Facts& facts) {
    return each(
        {.lot = facts.lot}, [&](store::Filter const& filter) { return reader.commands(filter); },
        [&](store::Command const& command) {
            if (command.arrived >= facts.span.from && command.arrived < facts.span.to)
                count(facts.requests[command.topic], command);
            return command.id;
        });
}

Result<> gather_questions(store::Reader const& reader, Facts& facts) {
    return each(
        {.lot = facts.lot}, [&](store::Filter const& filter) { return reader.questions(filter); },
        [&](store::ListedQuestion const& listed) {
            auto const& question = listed.question;
            if (question.asked < facts.span.from || question.asked >= facts.span.to) return question.id;
            using enum store::QuestionState;
            auto& questions = facts.questions[question.topic];
            questions.in_doubt += question.state == asked || question.state == doubted;
            questions.abandoned += question.state == abandoned;
            if (question.state == granted || question.state == known || question.state == denied) {
                ++questions.answered;
                questions.messages = {{question.id, question.opr_num, base::without_personal(question.key),
                                       question.asked, base::without_personal(question.words)}};
            }
            return question.id;
        });
}

Result<> gather_gates(store::Reader const& reader, Facts& facts) {
    LOTBRIDGE_TRY(auto const lines, reader.audit(facts.lot, facts.span));
    std::map<std::string, WallTime> begun;
    for (auto const& line : lines) {
        if (!line.what.starts_with("gate_control ")) continue;
        auto found = std::ranges::find(facts.gates, line.who, &GateMove::request);
        if (found == facts.gates.end()) found = facts.gates.insert(found, GateMove{.request = line.who});
        if (line.outcome == "requested") {
            ++found->requested;
            begun[line.who] = line.at;
            continue;
        }
        ++(line.outcome == "acknowledged" ? found->acknowledged : found->refused);
        if (auto const began = begun.find(line.who); began != begun.end()) found->took = line.at - began->second;
    }
    return {};
}

// ---- the running host

using json::flag;
using json::items;
using json::member;
using json::number;
using json::text;
using json::time;

int rank(std::string_view ability) { return ability == "native" ? 2 : ability == "derived" ? 1 : 0; }

void read_adapters(json::Value const& lot, Running& running) {
    for (auto const& adapter : items(lot, "adapters")) {
        running.plugins.push_back(text(adapter, "plugin"));
        if (text(adapter, "health") != "running") running.all_adapters_run = false;
        auto const& sheet = member(adapter, "capabilities");
        if (!sheet.IsObject()) continue;
        for (auto const& [name, ability] : sheet.GetObject()) {
            auto& best = running.abilities.try_emplace(name.GetString(), "unsupported").first->second;
            if (ability.IsString() && rank(ability.GetString()) > rank(best)) best = ability.GetString();
        }
    }
}

}  // namespace

std::string Facts::ability(std::string_view interface) const {
    if (!running) return {};
    if (interface == "fee_query" && running->fees != "starting") return running->fees;
    auto const found = running->abilities.find(std::string(interface));
    return found == running->abilities.end() ? std::string() : found->second;
}

std::optional<Running> read_status(std::string_view json, std::string_view lot) {
    rapidjson::Document host;
    host.Parse(json.data(), json.size());
    if (host.HasParseError()) return std::nullopt;
    for (auto const& one : items(host, "lots")) {
        if (text(one, "name") != lot) continue;
        Running running{.version = text(host, "version"),
                        .process = number(host, "process"),
                        .started = time(host, "started").value_or(WallTime()),
                        .now = time(host, "now").value_or(WallTime()),
                        .accepting = flag(host, "accepting"),
                        .reachable = flag(one, "reachable"),
                        .downlink = flag(one, "downlink"),
                        .link = base::without_personal(text(one, "link")),
                        .last_heartbeat = time(one, "last_heartbeat"),
                        .fees = text(one, "fees"),
                        .asked = number(member(one, "questions"), "asked"),
                        .answered = number(member(one, "questions"), "answered")};
        if (member(one, "clock_offset_ms").IsInt64())
            running.clock_offset = std::chrono::milliseconds(number(one, "clock_offset_ms"));
        read_adapters(one, running);
        return running;
    }
    return std::nullopt;
}

int days_of(store::Span span, std::chrono::minutes utc_offset) {
    auto const last = store::day_of(span.to - 1ms, utc_offset);
    return static_cast<int>((last - store::day_of(span.from, utc_offset)).count()) + 1;
}

Result<Facts> gather(store::Reader const& reader, LotName lot, store::Span span, WallTime now) {
    Facts facts{.lot = std::move(lot.name),
                .park_id = std::move(lot.park_id),
                .park_code = std::move(lot.park_code),
                .cloud = std::move(lot.cloud),
                .utc_offset = lot.utc_offset,
                .span = span,
                .now = now};
    LOTBRIDGE_CHECK(gather_sent(reader, facts));
    LOTBRIDGE_CHECK(gather_quarantine(reader, facts));
    LOTBRIDGE_CHECK(gather_requests(reader, facts));
    LOTBRIDGE_CHECK(gather_questions(reader, facts));
    LOTBRIDGE_CHECK(gather_gates(reader, facts));
    LOTBRIDGE_TRY(auto const figures, reader.figures(span.to - 1ms, days_of(span, facts.utc_offset)));
    auto const own = std::ranges::find(figures, facts.lot, &store::LotFigures::lot);
    if (own != figures.end()) facts.figures = *own;
    return facts;
}

}  // namespace lotbridge::acceptance
