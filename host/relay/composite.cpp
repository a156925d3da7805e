#include "relay/composite.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lotbridge::relay {
namespace {

constexpr std::string_view entry_topic = "vehicle_entry", exit_topic = "vehicle_exit", picture_topic = "image_upload";

bool is_of_a_stay(std::string_view topic) { return topic == entry_topic || topic == exit_topic; }

}  // namespace

bool Composite::is_composite(config::LotSettings const& settings) {
    return settings.adapters.size() > 1 || !settings.lanes.empty() || !settings.adapters.front().reports.empty();
}

Composite::Composite(Parts parts)
    : parts_(std::move(parts)),
      givers_(parts_.settings.adapters),
      lanes_(parts_.settings.lanes),
      passages_(parts_.settings.pictures) {}

// All or nothing: a cursor stands for the whole of what came with it.
Result<store::IntakeReceipt> Composite::submit(std::string const& adapter, std::vector<plugin::Message> messages,
                                               std::string cursor) {
    std::lock_guard const order(order_);
    if (closed_) return fail(Errc::retry, "the lot is being closed");
    LOTBRIDGE_CHECK(recall());
    std::vector<plugin::Message> sent;
    for (auto& message : messages) {
        auto const goes = take(adapter, message);
        if (!goes) {
            recalled_ = false;
            return fail(goes.error());
        }
        if (*goes) sent.push_back(std::move(message));
    }
    return hand_on(adapter, std::move(sent), std::move(cursor));
}

// Whether it goes to the cloud as it is now.
Result<bool> Composite::take(std::string const& adapter, plugin::Message& message) {
    auto const verdict = givers_.verdict(adapter, message.name);
    if (verdict == Givers::Verdict::open)
        return fail(Errc::retry, "who gives " + message.name +
                                     " to the cloud is not known before each adapter of this lot has started once; "
                                     "\"reports\" in the lot's file would say it");
    translate(adapter, message);
    bool const given = verdict == Givers::Verdict::gives;
    if (pictures_come_apart()) {
        if (message.name == picture_topic && gives(adapter, entry_topic)) return passages_.take_own_picture(message);
        if (message.name == picture_topic && given) return !passages_.take_picture(adapter, message, parts_.wall());
        if (is_of_a_stay(message.name)) take_stay(adapter, message, given);
    }
    if (given) return true;
    std::lock_guard const lock(mutex_);
    left_.add(adapter + ": " + message.name, parts_.wall());
    return false;
}

void Composite::take_stay(std::string const& adapter, plugin::Message const& message, bool given) {
    if (given)
        passages_.take_record(message, parts_.wall());
    else if (gives(adapter, picture_topic))
        passages_.take_passage(adapter, message, parts_.wall());
}

bool Composite::gives(std::string const& adapter, std::string_view topic) const {
    return givers_.verdict(adapter, topic) == Givers::Verdict::gives;
}

// Whether some adapter gives pictures of cars whose records another one tells.
bool Composite::pictures_come_apart() const {
    return std::ranges::any_of(parts_.settings.adapters, [this](config::AdapterSettings const& adapter) {
        return gives(adapter.name, picture_topic) && !gives(adapter.name, entry_topic);
    });
}

// After a failure too: then what was planned is not on disk.
Result<> Composite::recall() {
    if (recalled_) return {};
    LOTBRIDGE_TRY(auto const notes, parts_.notes());
    passages_.recall(notes, pictures_);
    recalled_ = true;
    return {};
}

Result<store::IntakeReceipt> Composite::hand_on(std::string const& adapter, std::vector<plugin::Message> messages,
                                                std::optional<std::string> cursor) {
    auto [pictures, notes] = passages_.outcome();
    std::ranges::move(pictures, std::back_inserter(messages));  // behind their records
    auto receipt = parts_.intake.submit(adapter, messages, std::move(cursor), std::move(notes));
    recalled_ = receipt.has_value();
    if (!receipt) return receipt;
    std::lock_guard const lock(mutex_);
    pictures_ = passages_.figures();
    return receipt;
}

void Composite::settle() {
    std::lock_guard const order(order_);
    if (closed_) return;
    if (auto const known = recall(); !known)
        return parts_.log.warning("pictures that wait cannot be read: " + known.error().message);
    if (!passages_.settle(parts_.wall())) return;
    if (auto const done = hand_on({}, {}, {}); !done && done.error().code != Errc::retry)
        parts_.log.warning("pictures that wait cannot be placed: " + done.error().message);
}

void Composite::close() {
    std::lock_guard const order(order_);
    closed_ = true;
}

std::optional<plugin::Message> Composite::of_the_books(std::string const& adapter, plugin::Message message) {
    if (!gives(adapter, message.name)) return std::nullopt;
    translate(adapter, message);
    return message;
}

void Composite::translate(std::string const& adapter, plugin::Message& message) {
    if (lanes_.empty()) return;
    auto [body, unknown] = lanes_.to_cloud(adapter, message.body);
    message.body = std::move(body);
    for (auto const& lane : unknown) {
        auto const words = adapter + ": " + lane;
        std::lock_guard const lock(mutex_);
        bool const first = !unknown_lanes_.counts().contains(words);
        unknown_lanes_.add(words, parts_.wall());
        if (first)
            parts_.log.warning("a lane is not in the lot's map and is reported under the name it came with: " + lane,
                               {{"adapter", adapter}});
    }
}

CompositeFigures Composite::figures() const {
    std::lock_guard const lock(mutex_);
    return {.givers = givers_.words(), .left = left_, .unknown_lanes = unknown_lanes_, .pictures = pictures_};
}

}  // namespace lotbridge::relay
