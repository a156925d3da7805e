// Text and messages as the border takes them: borrowed, never copied; and the end of every exception.
#pragma once

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/entry.hpp>
#include <lotbridge/remote/message.hpp>
#include <lotbridge/result.hpp>

#include <exception>
#include <string_view>

namespace lotbridge::detail {

inline lb_text borrow(std::string_view text) { return {text.data(), text.size()}; }
inline lb_message borrow(Batch::Message const& message) {
    return {sizeof(lb_message),   static_cast<std::int32_t>(message.origin),
            borrow(message.name), borrow(message.body),
            borrow(message.key),  borrow(message.image)};
}
inline lb_message borrow(remote::Fact const& fact) {
    return {sizeof(lb_message), static_cast<std::int32_t>(fact.origin),
            borrow(fact.name),  borrow(fact.body.text),
            borrow(fact.key),   borrow(fact.image)};
}
inline std::string_view view(lb_text text) { return {text.data, text.size}; }

// The one place where exceptions end: a result becomes a status and words. error may be null.
template <class Body>
lb_status guarded(lb_error* error, Body&& body) noexcept {
    try {
        Result<> const result = body();
        if (result) return LB_OK;
        put_words(result.error().message, error);
        return static_cast<lb_status>(result.error().code);
    } catch (std::exception const& e) {
        put_words(e.what(), error);
    } catch (...) {
        put_words("the adapter threw something unknown", error);
    }
    return LB_BROKEN;
}

}  // namespace lotbridge::detail
