#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>

#include <algorithm>
#include <iterator>

namespace lotbridge::uploadcarin {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 50ms;
constexpr std::size_t heard_at_once = 20;  // a picture may have 8 MiB
constexpr auto check_limit = 6s;           // longer than the pause between two signs of life

// What is taken and not told: dictionaries, and what comes in another message, too.
bool is_without_news(std::string_view service) {
    static constexpr std::string_view known[] = {"uploadcartype", "uploadcardtype", "uploadmobilecharge",
                                                 "month_pay_record", "uploadblacklist"};
    return std::ranges::find(known, service) != std::end(known);
}

}  // namespace

LocalTime Adapter::now() const {
    return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), utc_offset_);
}

Result<> Adapter::start(Settings const& settings) {
    LineOptions options;
    LOTBRIDGE_TRY(auto const listen, settings.object("listen"));
    LOTBRIDGE_TRY(options.listen, net::read_listen(listen));
    LOTBRIDGE_TRY(options.parkid, settings.text("parkid"));
    LOTBRIDGE_TRY(options.parkkey, settings.text("parkkey"));
    LOTBRIDGE_TRY(auto const silence, settings.integer_or("silence_seconds", 20));
    LOTBRIDGE_TRY(auto const offset, settings.integer_or("utc_offset_minutes", 480));
    LOTBRIDGE_TRY(auto const price, settings.has("price") ? settings.object("price") : Settings::parse("{}"));
    LOTBRIDGE_TRY(names_.due, price.text_or("due", "paycharge"));
    LOTBRIDGE_TRY(names_.discount, price.text_or("discount", "discount_amount"));
    LOTBRIDGE_TRY(names_.to_pay, price.text_or("to_pay", "realcharge"));
    options.listen.idle = std::chrono::seconds(silence);
    options.utc_offset = utc_offset_ = std::chrono::minutes(offset);
    cursor_.reset();
    LOTBRIDGE_TRY(network_, net::Network::start());
    auto const hear = [this](net::Connection const& connection, JsonValue const& json) {
        auto said = read_said(json);
        auto const later = answer_to(said, false);
        if (!inbox_.put({connection, std::move(said)})) (void)connection.send(later);
    };
    auto const warn = [this](std::string const& words) { host().log(LogLevel::warning, words); };
    auto line = Line::open(*network_, std::move(options), hear, warn);
    if (!line) {
        stop();
        return fail(line.error());
    }
    line_ = std::move(*line);
    return {};
}

void Adapter::stop() {
    line_.reset();
    inbox_.clear();  // unanswered: it is sent again
    network_.reset();
}

std::chrono::milliseconds Adapter::look_every() const { return look_interval; }

Result<Batch> Adapter::poll(std::string_view cursor) {
    if (cursor_ != cursor) {
        LOTBRIDGE_TRY(memory_, Memory::read(cursor, kept_states, kept_answers));
        cursor_ = cursor;
    }
    LOTBRIDGE_CHECK(attend());
    return Batch();
}

Result<Batch> Adapter::look() {
    // Until the first poll nothing is known of what was before.
    if (cursor_) LOTBRIDGE_CHECK(attend());
    return Batch();
}

// What was heard is made durable, then answered.
Result<> Adapter::attend() {
    auto const heard = inbox_.take(heard_at_once);
    if (heard.empty()) return {};
    auto const kept = keep(heard);
    for (auto const& [connection, said] : heard) (void)connection.send(answer_to(said, kept.has_value()));
    return kept;
}

Result<> Adapter::keep(std::vector<Heard> const& heard) {
    Batch batch;
    auto memory = memory_;
    for (auto const& one : heard) {
        LOTBRIDGE_CHECK(add(one.said, batch, memory));
        auto const& service = one.said.service;
        auto trouble = one.said.trouble;
        if (trouble.empty() && one.said.facts.empty() && !one.said.picture && !is_without_news(service))
            trouble = service == "uploadfile" ? "" : "it is not known, and was taken without being told";
        if (!trouble.empty() && warned_.insert(service + trouble).second)
            host().log(LogLevel::warning, "the lot's message " + service + ": " + trouble);
    }
    return remember(std::move(memory), std::move(batch));
}

Result<> Adapter::remember(Memory memory, Batch batch) {
    if (memory == memory_ && batch.messages().empty()) return {};
    auto cursor = memory.text();
    batch.resume_at(cursor);
    LOTBRIDGE_CHECK(host().submit(batch));
    memory_ = std::move(memory);
    cursor_ = std::move(cursor);
    return {};
}

Result<> Adapter::add(Said const& said, Batch& batch, Memory& memory) const {
    // A car that was let in by its code keeps the cloud's name for it.
    auto const name = memory.value("code " + said.car);
    for (auto fact : said.facts) {
        auto& message = fact.message;
        if (!fact.state.empty() && memory.see("states", fact.state, content_hash(message.body)) == Memory::Seen::again)
            continue;
        if (!said.car.empty() && !name.empty()) {
            LOTBRIDGE_TRY(auto entry, schema::decode<vo::VehicleEntry>(message.body));
            entry.car_num = name;
            message.body = schema::encode(entry);
            memory.set_value("code " + said.car, "");
        }
        batch.add_body(message.name, message.body, message.key);
    }
    if (said.gate) memory.set_value("gate " + said.gate->id, said.gate->name);
    if (said.picture) {
        LOTBRIDGE_TRY(auto key, host().put_image(said.picture->media_type, said.picture->bytes));
        batch.add_image(said.picture->upload, std::move(key), said.picture->upload.image_code);
    }
    return {};
}

// Listens as it would, and reports nothing.
Result<> Adapter::check(Settings const& settings, Findings& findings) {
    LOTBRIDGE_CHECK(start(settings));
    auto const port = std::to_string(line_->port());
    for (auto const until = std::chrono::steady_clock::now() + check_limit;
         !line_->connected() && std::chrono::steady_clock::now() < until;)
        inbox_.wait(look_interval);
    if (line_->connected())
        findings.ok("line", "the lot's software is connected to port " + port + ", its key is right");
    else
        findings.note("line",
                      "nobody connected to port " + port +
                          " within 6 s; enter this machine's address, the port, parkid and parkkey in the lot's "
                          "software");
    stop();
    return {};
}

}  // namespace lotbridge::uploadcarin
