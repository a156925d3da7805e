// What is done to letters beside the ordinary journey: joined into one, sent again, dropped by a person.
#include "store/outbox.hpp"
#include "store/packed.hpp"

#include <cstdlib>

namespace lotbridge::store {

namespace {

WallTime wall_now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

Result<Letter> Outbox::rewrite(Seq head, std::string const& topic, std::string const& body,
                               std::vector<Seq> const& absorbed) {
    auto const* const claim = claims_.find(head);
    if (!claim)
        return fail(Errc::misuse, "letter " + std::to_string(head) + " is not in flight and cannot be rewritten");
    auto const lot = claim->lot;
    letters_.rewrite(head, topic, body);
    for (auto const seq : absorbed) {
        auto const letter = letters_.find(seq);
        if (!letter) continue;
        finish(lot, seq, letter->state, State::folded, wall_now(), "folded into " + std::to_string(head));
        if (letter->state == State::dead) tally_.found_again(lot, letter->captured);
        tally_.absorbed(lot, letter->captured);
    }
    set_followed(lot, {head, State::ready, true}, any_behind(head));
    auto letter = letters_.find(head);
    if (!letter) return fail(Errc::broken, "letter " + std::to_string(head) + " is in flight and has no row");
    return std::move(*letter);
}

std::size_t Outbox::retry(std::vector<Seq> const& seqs, WallTime now) {
    std::size_t count = 0;
    for (auto const seq : seqs) {
        auto const letter = letters_.find(seq);
        if (letter && letter->state == State::held) count += release_one(letter->lot, seq);
        if (letter && letter->state == State::dead) {
            tally_.found_again(letter->lot, letter->captured);
            revive(*letter, now);
            ++count;
        }
    }
    return count;
}

// The dead letter is older than its record's present head: it goes first again, unless that one is on its way. The time
// of its death becomes that of its return, from which its retention counts.
void Outbox::revive(Letter const& dead, WallTime now) {
    auto const head = head_of(dead.lot, dead.record);
    auto const waits = head && (claims_.find(head->seq) || head->seq < dead.seq);
    if (head && waits) put_behind(dead.lot, *head);
    fresh_.lose(dead.lot);
    if (head && !waits) run(demote_, dead.lot, static_cast<int>(head->state), head->seq);
    bool const followed = !waits && any_behind(dead.seq);
    run(revive_, dead.lot, dead.seq, static_cast<int>(waits ? State::behind : State::ready), followed, now);
    if (!waits) became_ready(dead.lot, dead.seq);
}

std::size_t Outbox::put_back(LotId lot, std::string const& record, WallTime now) {
    if (record.empty()) return 0;  // those are in no order, and many
    std::size_t count = 0;
    for (auto const& letter : letters_.history(lot, record)) {
        if (!is_stray(letter)) continue;
        run(remove_receipt_, letter.seq);
        run(take_in_stray_, lot, letter.seq);
        revive(letter, now);
        ++count;
    }
    return count + promote_first(lot, record);
}

bool Outbox::is_stray(Letter const& letter) {
    if (letter.state == State::stray) return true;
    if (letter.state != State::folded) return false;
    auto const carrier = letter.words.rfind(' ');
    if (carrier == std::string::npos) return true;
    auto const seq = std::atoll(letter.words.c_str() + carrier);
    return seq != 0 && !letters_.find(seq);  // 0: it came too late for any
}

// Where the head of a record is gone, row and all, those behind it would wait for ever.
bool Outbox::promote_first(LotId lot, std::string const& record) {
    if (head_of(lot, record)) return false;
    auto const waiting = letters_.unfinished(lot, record);
    if (waiting.empty()) return false;
    run(promote_, lot, waiting.front().seq, waiting.size() > 1);
    became_ready(lot, waiting.front().seq);
    return true;
}

std::size_t Outbox::amend(Seq seq, std::string const& body) {
    auto const letter = letters_.find(seq);
    auto const waits = letter && letter->state <= State::held && !letter->uncertain && !claims_.find(seq);
    if (!waits) return 0;
    fresh_.lose(letter->lot);
    letters_.rewrite(seq, letter->topic, body);
    return 1;
}

std::size_t Outbox::drop(std::vector<Seq> const& seqs, std::string const& why) {
    std::size_t count = 0;
    for (auto const seq : seqs) {
        auto const letter = letters_.find(seq);
        auto const waits = letter && (letter->state <= State::held || letter->state == State::dead);
        if (!waits || claims_.find(seq)) continue;
        fresh_.lose(letter->lot);
        finish(letter->lot, seq, letter->state, State::dropped, wall_now(), why);
        gaps_.failed(letter->lot, seq);
        if (letter->state != State::dead) tally_.lost(letter->lot, letter->captured);
        if (letter->followed) promote_next(letter->lot, seq);
        if (letter->state == State::behind)
            if (auto const head = head_of(letter->lot, letter->record))
                set_followed(letter->lot, *head, any_behind(head->seq));
        ++count;
    }
    return count;
}

}  // namespace lotbridge::store
