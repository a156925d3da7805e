// Text and messages as the border takes them: borrowed, never copied.
#pragma once

#include <lotbridge/adapter/batch.hpp>

#include <string_view>

namespace lotbridge::detail {

inline lb_text borrow(std::string_view text) { return {text.data(), text.size()}; }
inline lb_message borrow(Batch::Message const& message) {
    return {sizeof(lb_message),   static_cast<std::int32_t>(message.origin),
            borrow(message.name), borrow(message.body),
            borrow(message.key),  borrow(message.image)};
}
inline std::string_view view(lb_text text) { return {text.data, text.size}; }

}  // namespace lotbridge::detail
