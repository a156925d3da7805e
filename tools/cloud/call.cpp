#include "call.hpp"

#include "form.hpp"

#include <algorithm>
#include <charconv>

namespace lotbridge::refcloud {

std::string Call::text(std::string_view name, std::string_view otherwise) const {
    auto const found = query.find(name);
    return found == query.end() ? std::string(otherwise) : found->second;
}

std::int64_t Call::number(std::string_view name, std::int64_t otherwise) const {
    auto const digits = text(name);
    auto value = otherwise;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

Call Call::parse(HttpRequest const& request) {
    Call call;
    call.method = std::string(request.method_string());
    call.body = request.body();
    std::string_view target(request.target().data(), request.target().size());
    auto path = target.substr(0, target.find('?'));
    auto query = target.substr(std::min(path.size() + 1, target.size()));
    while (!path.empty()) {
        path.remove_prefix(1);
        auto const step = path.substr(0, path.find('/'));
        call.path.push_back(percent_decoded(step).value_or(std::string(step)));
        path.remove_prefix(step.size());
    }
    if (call.path.empty()) call.path.emplace_back();
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        auto const equals = std::min(pair.find('='), pair.size());
        auto const value = pair.substr(std::min(equals + 1, pair.size()));
        call.query[std::string(pair.substr(0, equals))] = percent_decoded(value).value_or(std::string(value));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
    }
    return call;
}

std::string Call::file() const {
    std::string out;
    for (auto const& step : path) out += '/' + step;
    return out;
}

Result<Lot const*> Call::lot(Settings const& settings) const {
    auto const wanted = text("lot");
    auto const* lot = wanted.empty() ? &settings.lots.front() : settings.lot(wanted);
    if (!lot) return fail(Errc::unsupported, "there is no lot " + wanted);
    return lot;
}

}  // namespace lotbridge::refcloud
