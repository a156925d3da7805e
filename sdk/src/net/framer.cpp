#include <lotbridge/net/framer.hpp>

namespace lotbridge::net {
namespace {

constexpr std::size_t kept = 64 * 1024;  // of used bytes, before what waits is moved to the front

bool means_nothing(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

tl::unexpected<Error> too_long(std::size_t longest) {
    return fail(Errc::rejected, "a message is longer than " + std::to_string(longest) + " bytes");
}

}  // namespace

Result<std::optional<std::string>> Framer::next() {
    std::size_t drop = 0;
    LOTBRIDGE_TRY(auto const found, find(std::string_view(waiting_).substr(begin_), drop));
    std::optional<std::string> message;
    if (found) message.emplace(waiting_, begin_ + found->begin, found->end - found->begin);
    begin_ += found ? found->used : drop;
    if (begin_ == waiting_.size() || begin_ >= kept) {
        waiting_.erase(0, begin_);
        begin_ = 0;
    }
    return message;
}

Result<std::optional<Framer::Found>> LineFramer::find(std::string_view waiting, std::size_t&) {
    auto const end = waiting.find('\n', looked_);
    if (end == waiting.npos) {
        if (waiting.size() > longest_ + 1) return too_long(longest_);  // a CR may be in it
        looked_ = waiting.size();
        return std::nullopt;
    }
    bool const carriage_return = end > 0 && waiting[end - 1] == '\r';
    auto const size = end - (carriage_return ? 1 : 0);
    if (size > longest_) return too_long(longest_);
    looked_ = 0;
    return Found{0, size, end + 1};
}

Result<std::optional<Framer::Found>> LengthFramer::find(std::string_view waiting, std::size_t&) {
    auto const magic = form_.magic.substr(0, waiting.size());
    if (!waiting.starts_with(magic))
        return fail(Errc::rejected, "a message does not begin with \"" + std::string(form_.magic) + "\"");
    if (waiting.size() < form_.header) return std::nullopt;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < form_.length_size; ++i) {
        auto const at = form_.length_at + (form_.big_endian ? i : form_.length_size - 1 - i);
        length = length << 8 | static_cast<unsigned char>(waiting[at]);
    }
    if (form_.counts_header && length < form_.header)
        return fail(Errc::rejected, "a message says that it is shorter than its header");
    auto const whole = length + (form_.counts_header ? 0 : form_.header);
    if (whole > form_.longest) return too_long(form_.longest);
    if (waiting.size() < whole) return std::nullopt;
    return Found{0, static_cast<std::size_t>(whole), static_cast<std::size_t>(whole)};
}

Result<std::optional<Framer::Found>> JsonFramer::find(std::string_view waiting, std::size_t& drop) {
    if (at_ == 0) {
        while (drop < waiting.size() && means_nothing(waiting[drop])) ++drop;
        waiting.remove_prefix(drop);
        if (waiting.empty()) return std::nullopt;
        if (waiting.front() != '{') return fail(Errc::rejected, "something between two messages is no JSON object");
    }
    for (; at_ < waiting.size(); ++at_) {
        if (at_ >= longest_) return too_long(longest_);
        char const c = waiting[at_];
        if (in_text_) {
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_text_ = false;
        } else if (c == '"') {
            in_text_ = true;
        } else if (c == '{' || c == '[') {
            ++depth_;
        } else if ((c == '}' || c == ']') && --depth_ == 0) {
            auto const size = at_ + 1;
            at_ = 0;
            return Found{drop, drop + size, drop + size};
        }
    }
    return std::nullopt;
}

}  // namespace lotbridge::net
