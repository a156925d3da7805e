#include <lotbridge/adapter.hpp>

#include "border.hpp"

#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/images.h>
#include <lotbridge/abi/wake.h>

namespace lotbridge {
namespace {

using detail::borrow;

void LOTBRIDGE_CALL take_text(void* context, lb_text value) {
    static_cast<std::string*>(context)->assign(value.data, value.size);
}

}  // namespace

std::string Offers::text() const {
    std::string sheet = "{";
    for (auto const& interface : schema::interfaces()) {
        if (sheet.size() > 1) sheet += ',';
        sheet += '"' + std::string(interface.id) + "\":\"" + std::string(to_text((*this)[interface.number])) + '"';
    }
    return sheet + "}";
}

void Host::log(LogLevel level, std::string_view line) const {
    host_->log(host_, static_cast<std::int32_t>(level), {line.data(), line.size()});
}

Result<> Host::submit(Batch const& batch) const {
    if (batch.messages().empty() && !batch.cursor()) return {};
    std::vector<lb_message> messages;
    for (auto const& message : batch.messages()) messages.push_back(borrow(message));
    auto const cursor = batch.cursor() ? borrow(*batch.cursor()) : lb_text{};  // none: it stays where it is
    lb_error error{sizeof error, 0, {}};
    auto const status = host_->submit(host_, messages.data(), messages.size(), cursor, &error);
    if (status == LB_OK) return {};
    // No number: the same failure of the next poll, which has read more, shall have the same words.
    return fail(static_cast<Errc>(status), "handing messages to the host: " + std::string(error.text, error.text_size));
}

Result<std::string> Host::put_image(std::string_view media_type, std::string_view bytes) const {
    auto const* images = static_cast<lb_host_images const*>(extension(LB_EXT_IMAGES));
    if (!images) return fail(Errc::unsupported, "storing a picture: this host takes none");
    std::string key;
    lb_error error{sizeof error, 0, {}};
    auto const status = images->put(host_, borrow(media_type), bytes.data(), bytes.size(), &take_text, &key, &error);
    if (status == LB_OK) return key;
    return fail(static_cast<Errc>(status), "storing a picture of " + std::to_string(bytes.size()) +
                                               " bytes: " + std::string(error.text, error.text_size));
}

Result<std::string> Host::ask(std::string_view name, std::string_view body, std::chrono::milliseconds limit) const {
    auto const* asking = static_cast<lb_host_ask const*>(extension(LB_EXT_ASK));
    if (!asking) return fail(Errc::unsupported, "asking the cloud: this host takes no questions");
    lb_message const question{sizeof question, LB_ORIGIN_SEEN, borrow(name), borrow(body), {}, {}};
    std::string answer;
    lb_error error{sizeof error, 0, {}};
    auto const status =
        asking->ask(host_, &question, static_cast<std::uint32_t>(limit.count()), &take_text, &answer, &error);
    if (status == LB_OK) return answer;
    return fail(static_cast<Errc>(status), std::string(name) + ": " + std::string(error.text, error.text_size));
}

void Host::wake() const {
    if (auto const* waking = static_cast<lb_host_wake const*>(extension(LB_EXT_WAKE))) waking->wake(host_);
}

Offers Adapter::capabilities() const {
    auto offers = offers_;
    for (auto const& interface : schema::interfaces())
        if (interface.direction == schema::Direction::down && !handlers_.contains(interface.number))
            offers = offers.with(interface.number, Support::unsupported);
    return offers;
}

Result<> Adapter::check(Settings const& settings, Findings& findings) {
    if (auto const started = start(settings); !started) {
        findings.failed("start", started.error().message);
        return {};
    }
    findings.ok("start", "the adapter starts with these settings");
    stop();
    return {};
}

Result<> Adapter::check_at_lot(Settings const& settings, CheckTerms const& terms, Findings& findings) {
    if (terms.offline) return fail(Errc::unsupported, "this adapter has nothing to check without a connection");
    return check(settings, findings);
}

Result<Batch> Adapter::look() { return Batch(); }

Result<Batch> Adapter::questions() { return Batch(); }

Result<Batch> Adapter::list_day(LocalDate) {
    return fail(Errc::unsupported, "this adapter does not keep books of a day");
}

Result<Batch> Adapter::reread(LocalDate, std::vector<std::string> const&) {
    return fail(Errc::unsupported, "this adapter cannot read a day again");
}

Result<std::string> Adapter::command(Command const& command) {
    auto const* interface = schema::find_interface(command.name);
    auto const handler = interface ? handlers_.find(interface->number) : handlers_.end();
    if (handler == handlers_.end())
        return fail(Errc::unsupported, "this adapter does not carry out " + std::string(command.name));
    return handler->second(command);
}

}  // namespace lotbridge
