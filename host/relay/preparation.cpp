#include "relay/preparation.hpp"

#include "relay/fold.hpp"
#include "relay/hop.hpp"

namespace lotbridge::relay {
namespace {

using Letters = std::vector<store::Letter>;

// Pictures that wait behind a bill need no look at it.
bool may_fold(store::Letter const& letter) {
    return letter.followed &&
           (letter.topic == "vehicle_entry" || letter.topic == "vehicle_correction" || letter.topic == "vehicle_exit");
}

Prepared failed(store::Letter letter, std::string words, bool for_good) {
    return {.letter = std::move(letter), .failure = std::move(words), .for_good = for_good};
}

}  // namespace

bool needs_preparation(store::Letter const& letter) {
    return may_fold(letter) || letter.watched || !letter.image.empty();
}

Preparation::Preparation(store::Store& store, base::Scheduler& scheduler, config::LotSettings const& settings,
                         ImageReader read_image)
    : store_(store), scheduler_(scheduler), settings_(settings), read_image_(std::move(read_image)) {}

// Each step clears the mark that asked for it and comes back here for the next.
void Preparation::prepare(store::Letter letter, Done done) {
    if (may_fold(letter)) return fold_record(std::move(letter), std::move(done));
    if (letter.watched) return correct_exit(std::move(letter), std::move(done));
    if (!letter.image.empty()) return attach_image(std::move(letter), std::move(done));
    done({.letter = std::move(letter)});
}

void Preparation::fold_record(store::Letter letter, Done done) {
    letter.followed = false;
    auto const lot = letter.lot;
    auto record = letter.record;
    store_.history(
        lot, std::move(record),
        hop<Letters>(scheduler_, weak_from_this(), [letter, done](Preparation& self, Result<Letters> history) {
            if (!history) return done(failed(letter, history.error().message, false));
            auto folded = fold(*history, self.settings_.park_id, self.settings_.park_code);
            if (!folded) return done(failed(letter, "folding the record: " + folded.error().message, true));
            if (!*folded) return self.prepare(letter, done);
            self.rewrite(letter, std::move(**folded), done);
        }));
}

void Preparation::rewrite(store::Letter letter, Fold fold, Done done) {
    auto const head = letter.seq;
    store_.rewrite(head, std::move(fold.topic), std::move(fold.body), std::move(fold.absorbed),
                   hop<store::Letter>(scheduler_, weak_from_this(),
                                      [letter, done](Preparation& self, Result<store::Letter> rewritten) {
                                          if (!rewritten) return done(failed(letter, rewritten.error().message, false));
                                          rewritten->followed = false;
                                          self.prepare(std::move(*rewritten), done);
                                      }));
}

void Preparation::correct_exit(store::Letter letter, Done done) {
    letter.watched = false;
    auto const lot = letter.lot;
    auto record = letter.record;
    store_.history(
        lot, std::move(record),
        hop<Letters>(scheduler_, weak_from_this(), [letter, done](Preparation& self, Result<Letters> history) {
            if (!history) return done(failed(letter, history.error().message, false));
            auto body = corrected_exit(letter, std::move(*history));
            if (!body) return done(failed(letter, "correcting the exit: " + body.error().message, true));
            auto corrected = letter;
            corrected.body = std::move(*body);
            self.prepare(std::move(corrected), done);
        }));
}

void Preparation::attach_image(store::Letter letter, Done done) {
    auto key = letter.image;
    read_image_(std::move(key), [letter = std::move(letter), done = std::move(done)](Result<std::string> bytes) {
        if (!bytes) return done(failed(letter, "reading its picture: " + bytes.error().message, true));
        done({.letter = letter, .image = std::move(*bytes)});
    });
}

}  // namespace lotbridge::relay
