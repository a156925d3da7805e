#include <lotbridge/crypto/sorted.hpp>

#include <algorithm>

namespace lotbridge::crypto {
namespace {

void lower(std::string& text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
}

}  // namespace

std::string sorted_text(std::vector<Param> params, SortedForm const& form) {
    if (form.lower_case) {
        for (auto& param : params) {
            lower(param.name);
            lower(param.value);
        }
    }
    if (form.drop_empty) std::erase_if(params, [](Param const& param) { return param.value.empty(); });
    std::ranges::stable_sort(params, {}, &Param::name);
    std::string text;
    for (auto const& param : params) {
        if (&param != params.data()) text += form.join;
        if (form.names) text.append(param.name).append(form.assign);
        text += param.value;
    }
    if (form.trailing_join && !params.empty()) text += form.join;
    return text;
}

}  // namespace lotbridge::crypto
