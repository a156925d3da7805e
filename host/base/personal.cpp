#include "base/personal.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::base {

namespace {

// The first characters of plates: provinces, and the kinds that have a character of their own instead.
constexpr std::string_view first_characters =
    "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新军空海北沈兰济南广成使领测";
// And what may stand last: trailers, police, driving schools, Hong Kong, Macao, consulates.
constexpr std::array<std::string_view, 7> last_characters{"挂", "警", "学", "港", "澳", "领", "使"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_han(std::string_view text) { return text.size() >= 3 && static_cast<unsigned char>(text[0]) >= 0xE4; }

// Bytes of the plate that the text begins with; 0: none.
std::size_t plate_at(std::string_view text) {
    if (!is_han(text) || first_characters.find(text.substr(0, 3)) == std::string_view::npos) return 0;
    auto end = std::size_t(3);
    if (end >= text.size() || !is_letter(text[end])) return 0;
    while (end < text.size() && end < 11 && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    auto const rest = text.substr(end);
    if (is_han(rest) && std::ranges::find(last_characters, rest.substr(0, 3)) != last_characters.end()) end += 3;
    return end - 3 >= 5 ? end : 0;
}

// Bytes of the mobile number that the text begins with; 0: none. Starred digits are left as they are, they tell nobody.
std::size_t phone_at(std::string_view text) {
    auto const digits = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    return digits == 11 && text[0] == '1' && text[1] >= '3' ? digits : 0;
}

}  // namespace

std::string without_personal(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const inside_number = !out.empty() && is_digit(out.back());
        auto const personal = std::max(plate_at(text), inside_number ? 0 : phone_at(text));
        if (personal > 0) {
            out += masked(text.substr(0, personal));
            text.remove_prefix(personal);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return valid_utf8(out);
}

}  // namespace lotbridge::base
