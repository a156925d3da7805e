#include "relay/intake.hpp"

#include <future>
#include <utility>

namespace lotbridge::relay {

namespace {

constexpr auto free_spaces = "free_spaces";  // the topic, and the record: only the newest counts

}  // namespace

Intake::Intake(store::Store& store, store::LotId lot, config::LotSettings const& settings,
               std::function<WallTime()> wall)
    : store_(store), lot_(lot), settings_(settings), wall_(std::move(wall)) {}

Result<> Intake::start() {
    LOTBRIDGE_TRY(free_spaces_, store_.last_body(lot_, free_spaces, free_spaces));
    return {};
}

Result<store::IntakeReceipt> Intake::submit(std::string const& instance, std::vector<plugin::Message> const& messages,
                                            std::optional<std::string> cursor, Notes notes) {
    store::Intake intake{.lot = lot_,
                         .instance = instance,
                         .cursor = std::move(cursor),
                         .notes = std::move(notes.keeps),
                         .forgets = std::move(notes.forgets),
                         .captured = wall_()};
    auto count = last_count();
    for (auto const& message : messages) {
        auto made = make_letter(message, settings_, intake.captured);
        if (auto* letter = std::get_if<store::NewLetter>(&made)) {
            if (letter->topic == free_spaces && std::exchange(count, letter->body) == letter->body) continue;
            intake.letters.push_back(std::move(*letter));
        } else {
            intake.quarantine.push_back(std::get<store::NewQuarantine>(std::move(made)));
        }
    }
    std::promise<Result<store::IntakeReceipt>> stored;
    store_.take_in(std::move(intake),
                   [&](Result<store::IntakeReceipt> receipt) { stored.set_value(std::move(receipt)); });
    auto receipt = stored.get_future().get();
    if (receipt) {
        taken_in_ += receipt->stored;
        std::lock_guard const lock(mutex_);
        free_spaces_ = std::move(count);
    }
    return receipt;
}

std::optional<std::string> Intake::last_count() const {
    std::lock_guard const lock(mutex_);
    return free_spaces_;
}

void Intake::repeat_free_spaces() {
    auto const count = last_count();
    if (!count) return;
    auto const now = wall_();
    auto made = make_letter({.name = free_spaces, .body = *count, .key = {}, .image = {}}, settings_, now);
    store::Intake intake{.lot = lot_, .captured = now};
    intake.letters.push_back(std::get<store::NewLetter>(std::move(made)));
    store_.take_in(std::move(intake), [](Result<store::IntakeReceipt>) {});  // the next one is due in a minute
}

}  // namespace lotbridge::relay
