#include "relay/preparation.hpp"

#include "relay/fold.hpp"
#include "relay/hop.hpp"

namespace lotbridge::relay {
namespace {

// Pictures that wait behind a bill need no look at it.
bool may_fold(store::Letter const& letter) {
    return (letter.followed || letter.gap) &&
           (letter.topic == "vehicle_entry" || letter.topic == "vehicle_correction" || letter.topic == "vehicle_exit");
}

bool is_picture(store::Letter const& letter) { return letter.topic == "image_upload"; }
bool is_correction(store::Letter const& letter) { return letter.topic == "vehicle_correction"; }

using Verdict = Prepared::Verdict;
Prepared not_sent(store::Letter letter, Verdict verdict, std::string words) {
    return {.letter = std::move(letter), .verdict = verdict, .words = std::move(words)};
}

}  // namespace

bool needs_preparation(store::Letter const& letter) {
    return may_fold(letter) || letter.watched || is_correction(letter) || is_picture(letter);
}

Preparation::Preparation(store::Store& store, base::Scheduler& scheduler, config::LotSettings const& settings,
                         ImageReader read_image)
    : store_(store), scheduler_(scheduler), settings_(settings), read_image_(std::move(read_image)) {}

// Each step clears the mark that asked for it and comes back here for the next.
void Preparation::prepare(store::Letter letter, Done done) {
    if (may_fold(letter)) return read_history(std::move(letter), &Preparation::fold_record, std::move(done));
    if (letter.watched) return read_history(std::move(letter), &Preparation::correct_exit, std::move(done));
    if (is_correction(letter)) return read_history(std::move(letter), &Preparation::look_for_exit, std::move(done));
    if (is_picture(letter)) return read_history(std::move(letter), &Preparation::await_record, std::move(done));
    done({.letter = std::move(letter)});
}

void Preparation::read_history(store::Letter letter, Step step, Done done) {
    auto const lot = letter.lot;
    auto record = letter.record;
    store_.history(lot, std::move(record),
                   hop<Letters>(scheduler_, weak_from_this(),
                                [letter = std::move(letter), step, done = std::move(done)](Preparation& self,
                                                                                           Result<Letters> history) {
                                    if (history) return (self.*step)(letter, *history, done);
                                    done(not_sent(letter, Verdict::failed, history.error().message));
                                }));
}

void Preparation::fold_record(store::Letter letter, Letters const& history, Done done) {
    auto folded = fold(letter, history, settings_.park_id, settings_.park_code);
    if (!folded) return done(not_sent(letter, Verdict::hopeless, "folding the record: " + folded.error().message));
    letter.followed = letter.gap = false;
    if (!*folded) return prepare(std::move(letter), std::move(done));
    rewrite(std::move(letter), std::move(**folded), std::move(done));
}

void Preparation::rewrite(store::Letter letter, Fold fold, Done done) {
    auto const head = letter.seq;
    store_.rewrite(head, std::move(fold.topic), std::move(fold.body), std::move(fold.absorbed),
                   hop<store::Letter>(scheduler_, weak_from_this(),
                                      [letter, done](Preparation& self, Result<store::Letter> rewritten) {
                                          if (!rewritten)
                                              return done(not_sent(letter, Verdict::failed, rewritten.error().message));
                                          rewritten->followed = rewritten->gap = false;
                                          self.prepare(std::move(*rewritten), done);
                                      }));
}

void Preparation::correct_exit(store::Letter letter, Letters const& history, Done done) {
    letter.watched = false;
    auto body = corrected_exit(letter, history);
    if (!body) return done(not_sent(letter, Verdict::hopeless, "correcting the exit: " + body.error().message));
    letter.body = std::move(*body);
    prepare(std::move(letter), std::move(done));
}

// Corrections are for cars that are inside (5.1.3): the cloud would refuse it for ever, and nobody can mend that.
void Preparation::look_for_exit(store::Letter letter, Letters const& history, Done done) {
    if (!has_left(history)) return done({.letter = std::move(letter)});
    done(not_sent(std::move(letter), Verdict::too_late,
                  "came after the cloud had accepted the exit of its car, which no correction changes (5.1.3)"));
}

// The cloud must have the record first (5.1.5). A person who sends a picture again that waited in vain has decided.
void Preparation::await_record(store::Letter letter, Letters const& history, Done done) {
    bool const insisted = letter.revived != WallTime{} && !stay_waits(history);
    if (!insisted && !is_accepted(history))
        return done(not_sent(letter, Verdict::waits, "waits until the cloud has accepted its parking record (5.1.5)"));
    if (letter.image.empty()) return done({.letter = std::move(letter)});
    attach_image(std::move(letter), std::move(done));
}

void Preparation::attach_image(store::Letter letter, Done done) {
    auto key = letter.image;
    read_image_(std::move(key), [letter = std::move(letter), done = std::move(done)](Result<std::string> bytes) {
        if (!bytes) return done(not_sent(letter, Verdict::hopeless, "reading its picture: " + bytes.error().message));
        done({.letter = letter, .image = std::move(*bytes)});
    });
}

}  // namespace lotbridge::relay
