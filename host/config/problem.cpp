#include "config/problem.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace lotbridge::config {

std::string describe(Problem const& problem) {
    auto text = base::to_text(problem.file);
    if (problem.position.line > 0) text += fmt::format(":{}:{}", problem.position.line, problem.position.column);
    if (!problem.pointer.empty()) text += ": " + problem.pointer;
    return text + ": " + problem.words;
}

std::string describe(Problems const& problems) {
    std::string lines;
    for (auto const& problem : problems) {
        if (!lines.empty()) lines += '\n';
        lines += describe(problem);
    }
    return lines;
}

Problem Origin::problem(std::string_view pointer, std::string words, At at) const {
    auto const full = below + std::string(pointer);
    auto place = places->by_pointer.find(full);
    for (auto parent = full; place == places->by_pointer.end() && !parent.empty();) {
        parent.resize(parent.rfind('/'));
        place = places->by_pointer.find(parent);
        at = At::value;
    }
    auto const known = place != places->by_pointer.end();
    auto const position = !known ? Position{} : at == At::name ? place->second.name : place->second.value;
    return {file, position, full, std::move(words)};
}

std::filesystem::path Origin::resolve(std::string_view path) const {
    return base::whole_path(file.parent_path(), base::to_path(path));
}

std::string member(std::string_view pointer, std::string_view name) {
    std::string result(pointer);
    result += '/';
    for (char const c : name) {
        if (c == '~') {
            result += "~0";
        } else if (c == '/') {
            result += "~1";
        } else {
            result += c;
        }
    }
    return result;
}

std::string element(std::string_view pointer, std::size_t index) { return fmt::format("{}/{}", pointer, index); }

}  // namespace lotbridge::config
