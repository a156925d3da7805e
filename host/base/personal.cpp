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

// What people write behind the letter, which is no part of the plate.
constexpr std::array<std::string_view, 5> separators{"·", "•", "-", ".", " "};

std::size_t digits_at(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

// Of those the one that the text begins with, in bytes; 0: none.
template <class Range>
std::size_t one_of(Range const& range, std::string_view text) {
    for (std::string_view const part : range)
        if (text.starts_with(part)) return part.size();
    return 0;
}

// Bytes of the plate that the text begins with; 0: none.
std::size_t plate_at(std::string_view text) {
    std::size_t const armed = text.starts_with("WJ") ? 2 : 0;  // of the armed police, with or without a province
    auto end = armed;
    if (auto const rest = text.substr(end); is_han(rest) && first_characters.find(rest.substr(0, 3)) != rest.npos)
        end += 3;
    if (end == 0) return 0;
    auto signs = std::size_t(0);
    if (armed == 0) {
        if (end >= text.size() || !is_letter(text[end])) return 0;
        ++end, ++signs;
    }
    end += one_of(separators, text.substr(end));
    for (; end < text.size() && signs < 8 && (is_letter(text[end]) || is_digit(text[end])); ++end) ++signs;
    if (auto const last = one_of(last_characters, text.substr(end)); last > 0) end += last, ++signs;
    return signs >= 5 ? end : 0;
}

// Bytes of the mobile number that the text begins with; 0: none. Starred digits are left as they are, they tell nobody.
std::size_t phone_at(std::string_view text) {
    if (text.size() < 11 || text[0] != '1' || text[1] < '3' || text[1] > '9') return 0;
    auto const digits = digits_at(text);
    if (digits == 11) return digits;
    // As people read it out: 138-1234-5678.
    constexpr std::size_t whole = 13;
    auto const spoken = digits == 3 && (text[3] == '-' || text[3] == ' ') && digits_at(text.substr(4)) == 4 &&
                        text.size() >= whole && text[8] == text[3] && digits_at(text.substr(9)) == 4;
    return spoken ? whole : 0;
}

// Bytes of the number of a person's identity card that the text begins with; 0: none. Its last sign is a checksum.
std::size_t identity_at(std::string_view text) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::string_view last = "10X98765432";
    auto const digits = digits_at(text);
    if ((digits != 17 && digits != 18) || text.size() < 18) return 0;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (text[i] - '0') * weights[i];
    auto const born = text.substr(6, 2);
    return (born == "19" || born == "20") && text[17] == last[static_cast<std::size_t>(sum % 11)] ? 18 : 0;
}

}  // namespace

std::string without_personal(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const inside_number = !out.empty() && is_digit(out.back());
        auto const number = inside_number ? 0 : std::max(phone_at(text), identity_at(text));
        auto const personal = std::max(plate_at(text), number);
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
