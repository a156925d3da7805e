#include "plugin/host_side.hpp"

#include "plugin/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>
#include <utility>

namespace lotbridge::plugin {
namespace {

// The oldest message of this major: every member up to image.
constexpr std::size_t first_message_size = offsetof(lb_message, image) + sizeof(lb_message::image);

void write_words(lb_error* error, std::string_view words) {
    if (!error || error->struct_size < offsetof(lb_error, text)) return;
    auto const room = std::min(sizeof error->text, error->struct_size - offsetof(lb_error, text));
    auto const cut = printable(words, room);
    std::memcpy(error->text, cut.data(), cut.size());
    error->text_size = static_cast<std::uint32_t>(cut.size());
}

// The one way from a call of the adapter into the host: values become a status and words, and nothing is thrown back.
template <class Call>
lb_status answer(lb_error* error, Call call) noexcept {
    try {
        Result<> const result = call();
        if (result) return LB_OK;
        write_words(error, result.error().message);
        return static_cast<lb_status>(result.error().code);
    } catch (std::exception const& exception) {
        write_words(error, exception.what());
    } catch (...) {
        write_words(error, "the host threw something that is no exception");
    }
    return LB_BROKEN;
}

Result<std::string> text(lb_text value, std::string const& what) {
    if (!value.data && value.size > 0) return fail(Errc::misuse, what + " has a size but no data");
    if (!is_utf8(view(value))) return fail(Errc::rejected, what + " is not UTF-8: " + printable(view(value), 80));
    return std::string(view(value));
}

}  // namespace

Result<Message> read_message(lb_message const& raw, std::size_t position) {
    auto const which = "message " + std::to_string(position);
    if (raw.body.size > max_body) {
        return fail(Errc::rejected, which + " has a body of " + std::to_string(raw.body.size) + " bytes; the most is " +
                                        std::to_string(max_body));
    }
    if (raw.origin < LB_ORIGIN_SEEN || raw.origin > LB_ORIGIN_REPLAY) {
        return fail(Errc::misuse, which + " has the unknown origin " + std::to_string(raw.origin));
    }
    Message out{.origin = raw.origin};
    LOTBRIDGE_TRY(out.name, text(raw.name, "the name of " + which));
    LOTBRIDGE_TRY(out.key, text(raw.key, "the key of " + which));
    LOTBRIDGE_TRY(out.image, text(raw.image, "the image key of " + which));
    if (out.name.empty()) return fail(Errc::misuse, which + " has no name");
    // A body's words are not repeated: it holds plates and phones.
    if (!raw.body.data) return fail(Errc::misuse, which + " has no body");
    if (!is_utf8(view(raw.body))) return fail(Errc::rejected, "the body of " + which + " is not UTF-8");
    out.body = view(raw.body);
    return out;
}

namespace {

Result<std::vector<Message>> read_messages(lb_message const* messages, std::size_t count) {
    if (!messages && count > 0) return fail(Errc::misuse, "messages without an array of them");
    std::vector<Message> out;
    if (count == 0) return out;
    auto const step = messages->struct_size;
    if (step < first_message_size || step % alignof(lb_message) != 0) {
        return fail(Errc::misuse, "struct_size " + std::to_string(step) + " of the first message; the least is " +
                                      std::to_string(first_message_size));
    }
    auto const* at = reinterpret_cast<char const*>(messages);
    for (std::size_t i = 0; i < count; ++i, at += step) {
        LOTBRIDGE_TRY(auto read, read_message(*reinterpret_cast<lb_message const*>(at), i + 1));
        out.push_back(std::move(read));
    }
    return out;
}

}  // namespace

HostSide::HostSide(Upward upward)
    : upward_(std::move(upward)),
      host_{.struct_size = sizeof(lb_host), .self = this, .submit = submit, .log = log, .extension = extension},
      images_{.struct_size = sizeof(lb_host_images), .put = put_image},
      asking_{.struct_size = sizeof(lb_host_ask), .ask = ask},
      waking_{.struct_size = sizeof(lb_host_wake), .wake = wake} {}

HostSide::Open::~Open() {
    side_.inside_ = std::thread::id();
    if (!side_.receipts_.empty()) side_.upward_.dealt_with(std::exchange(side_.receipts_, {}), well_);
}

Result<> HostSide::check_inside(char const* function) const {
    if (inside_.load() == std::this_thread::get_id()) return {};
    return fail(Errc::misuse,
                std::string(function) +
                    " was called outside of poll, look and command, or on a thread that is not the adapter's");
}

Result<> HostSide::checked_submit(lb_message const* messages, std::size_t count, lb_text next_cursor) {
    LOTBRIDGE_CHECK(check_inside("submit"));
    LOTBRIDGE_TRY(auto read, read_messages(messages, count));
    LOTBRIDGE_TRY(auto cursor, text(next_cursor, "the cursor"));
    // A command that reports a fact knows no cursor, and nobody means "from the beginning again" by saying nothing.
    if (cursor.empty()) cursor = cursor_;
    LOTBRIDGE_CHECK(upward_.submit(std::move(read), cursor));
    cursor_ = std::move(cursor);
    submitted_ += count;
    return {};
}

lb_status HostSide::submit(lb_host const* host, lb_message const* messages, std::size_t count, lb_text next_cursor,
                           lb_error* error) {
    return answer(error, [&]() -> Result<> {
        if (!self(host)) return fail(Errc::misuse, "submit: not the host that create was given");
        return self(host)->checked_submit(messages, count, next_cursor);
    });
}

void HostSide::log(lb_host const* host, std::int32_t level, lb_text line) {
    answer(nullptr, [&]() -> Result<> {
        if (self(host))
            self(host)->upward_.log(std::clamp<int>(level, LB_LOG_DEBUG, LB_LOG_ERROR), printable(view(line)));
        return {};
    });
}

void const* HostSide::extension(lb_host const* host, char const* id) {
    if (!self(host) || !id) return nullptr;
    auto const& side = *self(host);
    std::string_view const wanted(id);
    if (wanted == LB_EXT_IMAGES && side.upward_.put_image) return &side.images_;
    if (wanted == LB_EXT_ASK && side.upward_.ask) return &side.asking_;
    if (wanted == LB_EXT_WAKE && side.upward_.wake) return &side.waking_;
    return nullptr;
}

void HostSide::wake(lb_host const* host) {
    answer(nullptr, [&]() -> Result<> {
        if (self(host)) self(host)->upward_.wake();
        return {};
    });
}

Result<std::string> HostSide::checked_image(lb_text media_type, void const* data, std::size_t size) {
    LOTBRIDGE_CHECK(check_inside("put"));
    LOTBRIDGE_TRY(auto const type, text(media_type, "the media type of a picture"));
    if (!data || size == 0) return fail(Errc::misuse, "put: a picture without bytes");
    if (size > largest_picture) {
        return fail(Errc::rejected, "put: a picture of " + std::to_string(size) + " bytes; the most is " +
                                        std::to_string(largest_picture));
    }
    return upward_.put_image(type, {static_cast<char const*>(data), size});
}

lb_status HostSide::put_image(lb_host const* host, lb_text media_type, void const* data, std::size_t size,
                              lb_text_sink key, void* context, lb_error* error) {
    return answer(error, [&]() -> Result<> {
        if (!self(host) || !key)
            return fail(Errc::misuse, "put: without the host that create was given, or without a sink");
        LOTBRIDGE_TRY(auto const name, self(host)->checked_image(media_type, data, size));
        key(context, border_text(name));
        return {};
    });
}

Result<std::string> HostSide::checked_ask(lb_message const* question, std::chrono::milliseconds limit) {
    LOTBRIDGE_CHECK(check_inside("ask"));
    if (!question) return fail(Errc::misuse, "ask: without a question");
    LOTBRIDGE_TRY(auto read, read_messages(question, 1));
    LOTBRIDGE_TRY(auto answer, upward_.ask(std::move(read.front()), limit));
    if (answer.receipt != 0) receipts_.push_back(answer.receipt);
    return std::move(answer.body);
}

lb_status HostSide::ask(lb_host const* host, lb_message const* question, std::uint32_t limit_ms, lb_text_sink answer,
                        void* context, lb_error* error) {
    return plugin::answer(error, [&]() -> Result<> {
        if (!self(host) || !answer)
            return fail(Errc::misuse, "ask: without the host that create was given, or without a sink");
        LOTBRIDGE_TRY(auto const body, self(host)->checked_ask(question, std::chrono::milliseconds(limit_ms)));
        answer(context, border_text(body));
        return {};
    });
}

}  // namespace lotbridge::plugin
