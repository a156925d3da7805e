#include "relay/intake.hpp"

#include <future>

namespace lotbridge::relay {

Intake::Intake(store::Store& store, store::LotId lot, config::LotSettings const& settings,
               std::function<WallTime()> wall)
    : store_(store), lot_(lot), settings_(settings), wall_(std::move(wall)) {}

Result<store::IntakeReceipt> Intake::submit(std::string const& instance, std::vector<plugin::Message> const& messages,
                                            std::string cursor) {
    store::Intake intake{.lot = lot_, .instance = instance, .cursor = std::move(cursor), .captured = wall_()};
    std::optional<plugin::Message> free_spaces;
    for (auto const& message : messages) {
        auto made = make_letter(message, settings_, intake.captured);
        if (auto* letter = std::get_if<store::NewLetter>(&made)) {
            intake.letters.push_back(std::move(*letter));
            if (message.name == "free_spaces") free_spaces = message;
        } else {
            intake.quarantine.push_back(std::get<store::NewQuarantine>(std::move(made)));
        }
    }
    std::promise<Result<store::IntakeReceipt>> stored;
    store_.take_in(std::move(intake),
                   [&](Result<store::IntakeReceipt> receipt) { stored.set_value(std::move(receipt)); });
    auto receipt = stored.get_future().get();
    if (receipt && free_spaces) {
        std::lock_guard const lock(mutex_);
        free_spaces_ = std::move(free_spaces);
    }
    return receipt;
}

void Intake::repeat_free_spaces() {
    std::optional<plugin::Message> last;
    {
        std::lock_guard const lock(mutex_);
        last = free_spaces_;
    }
    if (!last) return;
    auto made = make_letter(*last, settings_, wall_());
    store::Intake intake{.lot = lot_, .captured = wall_()};
    intake.letters.push_back(std::get<store::NewLetter>(std::move(made)));
    store_.take_in(std::move(intake), [](Result<store::IntakeReceipt>) {});  // the next one is due in a minute
}

}  // namespace lotbridge::relay
