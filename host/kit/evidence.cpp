#include "kit/evidence.hpp"

#include "base/log.hpp"
#include "base/personal.hpp"
#include "plugin/text.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/json.hpp>

#include <algorithm>

namespace lotbridge::kit {
namespace {

constexpr std::size_t most_misfits = 5, most_lines = 100'000;
// What the border puts in the place of bytes that are no character, and of an error's words that are missing.
constexpr std::string_view no_character = "\xEF\xBF\xBD", no_words = "failed without a word";
// Shorter ones stand in any line by chance.
constexpr std::size_t least_personal = 5;

void add_personal(schema::Shape const& shape, JsonValue const& body, std::set<std::string>& into) {
    for (auto const& field : shape.fields) {
        auto const value = body[field.wire];
        if (field.secret && value.text().size() >= least_personal) into.insert(value.text());
        if (!field.item) continue;
        for (auto const& item : value.items()) add_personal(*field.item, item, into);
    }
}

void replace(std::string& line, std::string_view value, std::string const& by) {
    for (auto at = line.find(value); at != line.npos; at = line.find(value, at + by.size()))
        line.replace(at, value.size(), by);
}

}  // namespace

void Evidence::said(std::string_view words) {
    std::lock_guard const lock(mutex_);
    if (said_.size() < most_lines) said_.emplace(words);
    auto const garbled = !asked_garbled_ && words.find(no_character) != words.npos;
    if (garbled_.empty() && (garbled || words.find(no_words) != words.npos)) garbled_ = words;
}

void Evidence::stopped(std::chrono::milliseconds after) { longest_stop_ = std::max(longest_stop_, after); }

void Evidence::stop_failed(std::string_view words) {
    std::lock_guard const lock(mutex_);
    if (stop_fault_.empty()) stop_fault_ = words;
}

void Evidence::handed_over(plugin::Message const& message) {
    kinds_.insert(message.name);
    auto const* interface = schema::find_interface(message.name);
    auto const misfit = [&](std::string const& words) {
        if (misfits_.size() < most_misfits) misfits_.insert(message.name + ": " + base::without_personal(words));
    };
    if (!interface || interface->direction == schema::Direction::down)
        return misfit("is no message that goes to the cloud");
    if (interface->queueing == schema::Queueing::never) return misfit("is a question, to be asked and not handed over");
    auto const problems = schema::check(*interface->request, message.body);
    if (!problems.empty()) misfit(schema::describe(problems));
    if (auto const body = JsonValue::parse(message.body)) add_personal(*interface->request, *body, personal_);
}

void Evidence::asked(std::string_view name, std::string_view body) {
    {
        std::lock_guard const lock(mutex_);
        asked_garbled_ |= body.find(no_character) != body.npos || !plugin::is_utf8(body);
    }
    auto const* interface = schema::find_interface(name);
    auto const json = JsonValue::parse(body);
    if (interface && json) add_personal(interface->pushed ? *interface->pushed : *interface->request, *json, personal_);
}

// The mutex is held.
std::string Evidence::masked(std::string line) const {
    for (auto const& each : personal_) replace(line, each, base::masked(each));
    return line;
}

std::string Evidence::indiscretion() const {
    std::lock_guard const lock(mutex_);
    for (auto const& line : said_) {
        for (auto const& value : personal_) {
            // What a process prints comes masked already.
            auto const printed = line.starts_with("printed: ") && line.find(base::masked(value)) != line.npos;
            if (printed || line.find(value) != line.npos) return masked(line);
        }
    }
    return {};
}

std::string Evidence::garbled() const {
    std::lock_guard const lock(mutex_);
    return masked(garbled_);
}

}  // namespace lotbridge::kit
