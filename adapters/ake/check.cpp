// Proves the settings on site.
#include "adapter.hpp"

#include <cstdlib>

namespace lotbridge::ake {
namespace {

using namespace std::chrono_literals;

constexpr auto stamp_is_good_for = 10min;
constexpr auto skew_to_note = 30s;

void check_clock(std::optional<std::chrono::seconds> skew, Findings& findings) {
    if (!skew) return findings.note("clock", "the platform's answer has no date, its clock cannot be compared");
    auto const off = std::chrono::seconds(std::abs(skew->count()));
    auto const words = "this machine's clock is off the platform's by " + std::to_string(off.count()) + " s";
    if (off < skew_to_note)
        findings.ok("clock", words);
    else if (off < stamp_is_good_for)
        findings.note("clock", words + "; from 600 s on every call is refused");
    else
        findings.failed("clock", words + ": signatures are older than the 600 s for which they are good");
}

}  // namespace

// Dials the platform, reads its list of channels, which changes nothing, and listens as it would.
Result<> Adapter::check(Settings const& settings, Findings& findings) {
    LOTBRIDGE_CHECK(start(settings));
    auto const reply = gateway_->ask("getChannelInfo", request().end().text(), read_limit);
    if (reply)
        findings.ok("platform", "it answers, and takes key, signature and park_code");
    else
        findings.failed("platform", reply.error().message);
    check_clock(gateway_->skew(), findings);
    if (reply) {
        auto const channels = read_channels(reply->data);
        std::size_t without = 0;
        for (auto const& channel : channels) without += channel.code == channel.id ? 1 : 0;
        auto const words = std::to_string(channels.size()) + " channels";
        if (without == 0)
            findings.ok("channels", words);
        else
            findings.note("channels", words + ", " + std::to_string(without) +
                                          " without a custom code (通道自定义编码): their gates cannot be moved");
    }
    findings.ok("pushes", "listening on port " + std::to_string(listener_->port()) + ", path " + path_ +
                              "; have that address entered at the platform for pushes of this lot");
    if (blacklist_type_.empty()) findings.note("blacklist", "blacklist_type is not set: the blacklist is not kept");
    stop();
    return {};
}

}  // namespace lotbridge::ake
