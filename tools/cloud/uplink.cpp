#include "uplink.hpp"

#include "form.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

// The sender may think that nothing was kept, and nothing was.
HttpReply out_of_order(Error const& error) {
    spdlog::error("{}", error.message);
    return {500, "the platform cannot keep the message now", "text/plain"};
}

bool handled_first(FaultKind kind) {
    return kind == FaultKind::drop_after || kind == FaultKind::half || kind == FaultKind::garbage;
}

Incoming read(Platform const& platform, HttpRequest const& request) {
    Findings findings;
    auto const type = request[boost::beast::http::field::content_type];
    if (request.method() != boost::beast::http::verb::post)
        findings.push_back({Level::shall, "B.1", "the request is no POST"});
    auto form = read_form({type.data(), type.size()}, request.body(), findings);
    if (!form) {
        Incoming out;
        out.findings = std::move(findings);
        out.unreadable = form.error().message;
        return out;
    }
    std::vector<Picture> pictures;
    for (auto& file : form->files) pictures.push_back({std::move(file.name), std::move(file.bytes)});
    return platform.open(form->envelope, std::move(findings), std::move(pictures));
}

}  // namespace

asio::awaitable<HttpReply> Uplink::answer(HttpRequest request) {
    auto incoming = read(platform_, request);
    auto mishap = faults_.strike(incoming.interface ? incoming.interface->id : std::string_view());
    if (mishap.delay.count() > 0) {
        asio::steady_timer timer(io_, mishap.delay);
        co_await timer.async_wait(asio::use_awaitable);
    }
    if (mishap.fault && !handled_first(mishap.fault->kind))
        co_return co_await fall_short(std::move(incoming), std::move(*mishap.fault));
    co_return co_await handle(std::move(incoming), std::move(mishap.fault));
}

// Answers without handling, or not at all.
asio::awaitable<HttpReply> Uplink::fall_short(Incoming incoming, Fault fault) {
    bool const answers = fault.kind == FaultKind::answer;
    if (auto noted = platform_.note_fault(incoming, answers ? fault.code : ""); !noted)
        co_return out_of_order(noted.error());
    if (auto kept = co_await storage_.committed(); !kept) co_return out_of_order(kept.error());
    if (answers) co_return HttpReply{200, platform_.seal(incoming, {fault.code, fault.message})};
    if (fault.kind == FaultKind::http_status) co_return HttpReply{fault.status, "by order", "text/plain"};
    HttpReply nothing;
    nothing.delivery = HttpReply::Delivery::none;
    co_return nothing;
}

asio::awaitable<HttpReply> Uplink::handle(Incoming incoming, std::optional<Fault> fault) {
    auto const outcome = platform_.handle(incoming);
    if (!outcome) co_return out_of_order(outcome.error());
    if (fault)
        if (auto noted = platform_.note_unanswered(incoming); !noted) co_return out_of_order(noted.error());
    if (auto kept = co_await storage_.committed(); !kept) co_return out_of_order(kept.error());
    HttpReply reply{200, platform_.seal(incoming, *outcome)};
    if (!fault) co_return reply;
    switch (fault->kind) {
        case FaultKind::half:
            reply.delivery = HttpReply::Delivery::half;
            break;
        case FaultKind::garbage:
            reply.body = "<html>504 Gateway Time-out</html>";
            break;
        default:
            reply.delivery = HttpReply::Delivery::none;
            break;
    }
    co_return reply;
}

}  // namespace lotbridge::refcloud
