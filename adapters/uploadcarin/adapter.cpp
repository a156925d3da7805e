#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>

#include <algorithm>

namespace lotbridge::uploadcarin {
namespace {

using namespace std::chrono_literals;

constexpr auto check_limit = 6s;  // longer than the pause between two signs of life

// What is taken and not told: dictionaries, and what comes in another message, too.
bool is_without_news(std::string_view service) {
    static constexpr std::string_view known[] = {"uploadcartype", "uploadcardtype", "uploadmobilecharge",
                                                 "month_pay_record", "uploadblacklist"};
    return std::ranges::find(known, service) != std::end(known);
}

}  // namespace

Result<> Adapter::open(Settings const& settings, net::Network& network) {
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
    auto const hear = [this](net::Connection const& connection, JsonValue const& json) {
        auto said = read_said(json);
        auto const later = answer_to(said, false);
        if (!heard({connection, std::move(said)})) (void)connection.send(later);
    };
    auto const warn = [this](std::string const& words) { host().log(LogLevel::warning, words); };
    LOTBRIDGE_TRY(line_, Line::open(network, std::move(options), hear, warn));
    return {};
}

// What was heard is made durable, then answered.
Result<> Adapter::take(std::vector<Heard> messages) {
    auto const told = tell(messages);
    for (auto const& [connection, said] : messages) (void)connection.send(answer_to(said, told.has_value()));
    return told;
}

Result<> Adapter::tell(std::vector<Heard> const& messages) {
    auto next = draft();
    for (auto const& [connection, said] : messages) {
        LOTBRIDGE_CHECK(add(said, next));
        auto trouble = said.trouble;
        if (trouble.empty() && said.facts.empty() && !said.picture && !is_without_news(said.service))
            trouble = said.service == "uploadfile" ? "" : "it is not known, and was taken without being told";
        if (!trouble.empty()) warn_once("the lot's message " + said.service + ": " + trouble);
    }
    return keep(std::move(next));
}

Result<> Adapter::add(Said const& said, Draft& next) const {
    auto& memory = next.known;
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
        next.batch.add_body(message.name, message.body, message.key);
    }
    if (said.gate) memory.set_value("gate " + said.gate->id, said.gate->name);
    if (said.picture) {
        LOTBRIDGE_TRY(auto key, host().put_image(said.picture->media_type, said.picture->bytes));
        next.batch.add_image(said.picture->upload, std::move(key), said.picture->upload.image_code);
    }
    return {};
}

// Listens as it would, and reports nothing.
Result<> Adapter::check(Settings const& settings, Findings& findings) {
    LOTBRIDGE_CHECK(start(settings));
    auto const port = std::to_string(line_->port());
    for (auto const until = std::chrono::steady_clock::now() + check_limit;
         !line_->connected() && std::chrono::steady_clock::now() < until;)
        inbox().wait(50ms);
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
