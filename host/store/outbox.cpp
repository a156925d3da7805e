#include "store/outbox.hpp"

#include "store/opr_num.hpp"
#include "store/packed.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace lotbridge::store {

Outbox::Outbox(SQLite::Database& database, Topics& topics, Letters& letters, Gaps& gaps, Claims& claims, Tally& tally)
    : topics_(topics),
      letters_(letters),
      gaps_(gaps),
      claims_(claims),
      tally_(tally),
      head_of_record_(database, sql::head_of_record),
      insert_(database, sql::insert_outbox),
      ready_(database, sql::ready_letters),
      remove_(database, sql::remove_from_outbox),
      receipt_(database, sql::insert_receipt),
      hold_(database, sql::hold),
      bury_(database, sql::bury),
      behind_(database, sql::waiting_behind),
      other_behind_(database, sql::another_topic_behind),
      promote_(database, sql::promote),
      set_followed_(database, sql::set_followed),
      held_until_(database, sql::held_until),
      release_(database, sql::release_held),
      in_slot_(database, sql::waiting_in_slot),
      demote_(database, sql::demote),
      revive_(database, sql::revive),
      take_in_stray_(database, sql::take_in_stray),
      remove_receipt_(database, "DELETE FROM receipt WHERE seq = ?1") {}

bool Outbox::put(Seq seq, LotId lot, WallTime captured, NewLetter const& letter) {
    auto head = head_of(lot, letter.record);
    auto const inserted = letters_.insert(seq, lot, captured, letter);
    if (!inserted) return false;
    if (letter.newest) {
        replace_older(seq, lot, letter);
        head = head_of(lot, letter.record);
    }
    if (head) put_behind(lot, *head);
    std::optional<std::int64_t> slot;
    if (letter.newest) slot = topics_.id(letter.topic);
    run(insert_, lot, static_cast<int>(head ? State::behind : State::ready), seq, slot);
    if (head) return true;
    claims_.became_ready(lot, seq);
    if (fresh_.complete(lot))
        fresh_.put({.seq = seq,
                    .lot = lot,
                    .topic = letter.topic,
                    .record = letter.record,
                    .key = letter.key,
                    .opr_num = opr_num_text(inserted->opr_num),
                    .body = letter.body,
                    .image = letter.image,
                    .origin = letter.origin,
                    .occurred = letter.occurred,
                    .captured = captured,
                    .watched = inserted->watched,
                    .gap = inserted->gap});
    return true;
}

// In another way than by being stored.
void Outbox::became_ready(LotId lot, Seq seq) {
    fresh_.lose(lot);
    claims_.became_ready(lot, seq);
}

std::optional<Outbox::Head> Outbox::head_of(LotId lot, std::string const& record) {
    if (record.empty()) return std::nullopt;  // in no order with any other
    Rows rows(head_of_record_, lot, record);
    if (!rows.next()) return std::nullopt;
    return Head{rows.integer(0), static_cast<State>(rows.integer(1)), rows.flag(2), rows.flag(3)};
}

// A letter takes its place behind the head. A head that waits for its record may now have what it waits for.
void Outbox::put_behind(LotId lot, Head head) {
    if (head.unsent && release_one(lot, head.seq) > 0) head.state = State::ready;
    if (!head.followed) set_followed(lot, head, true);
}

void Outbox::set_followed(LotId lot, Head const& head, bool followed) {
    run(set_followed_, lot, static_cast<int>(head.state), head.seq, followed);
    if (auto* const claim = claims_.find(head.seq)) claim->followed = followed;
    if (auto* const letter = fresh_.find(lot, head.seq)) letter->followed = followed;
}

void Outbox::replace_older(Seq seq, LotId lot, NewLetter const& letter) {
    std::vector<std::pair<Head, WallTime>> older;
    for (Rows rows(in_slot_, lot, topics_.id(letter.topic), letter.record); rows.next();)
        older.push_back({{rows.integer(0), static_cast<State>(rows.integer(1)), rows.flag(2)}, rows.wall(3)});
    // The head last: when it goes, the first one behind it becomes the head.
    std::ranges::stable_partition(older, [](auto const& one) { return one.first.state == State::behind; });
    for (auto const& [old, captured] : older) {
        if (old.seq == seq || claims_.find(old.seq)) continue;
        fresh_.lose(lot);
        run(remove_, lot, static_cast<int>(old.state), old.seq);
        if (old.followed) promote_next(lot, old.seq);
        letters_.remove(old.seq);
        tally_.absorbed(lot, captured);
    }
}

std::vector<Letter> Outbox::claim(LotId lot, std::size_t limit, Seq live_from, HostTime now) {
    std::vector<Letter> letters;
    if (fresh_.complete(lot)) {
        letters = fresh_.take(lot, limit);
        for (auto const& letter : letters) claims_.add(letter.seq, {lot, now, letter.followed});
        return letters;
    }
    if (live_from > claims_.passed(lot)) read_ready(letters, lot, limit, live_from, now);
    read_ready(letters, lot, limit, 0, now);
    return letters;
}

void Outbox::read_ready(std::vector<Letter>& letters, LotId lot, std::size_t limit, Seq after, HostTime now) {
    auto passed = claims_.passed(lot);
    bool const from_the_start = after <= passed;
    Rows rows(ready_, lot, std::max(after, passed));
    while (letters.size() < limit && rows.next()) {
        passed = rows.integer(0);
        if (claims_.find(passed)) continue;
        letters.push_back(read_letter(rows, topics_));
        claims_.add(passed, {lot, now, letters.back().followed});
    }
    if (!from_the_start) return;
    claims_.pass(lot, passed);
    if (letters.size() < limit) fresh_.drained(lot);
}

void Outbox::forget() { fresh_.clear(); }

void Outbox::settle(std::vector<Settlement> const& settlements) {
    for (auto const& settlement : settlements) {
        auto const* const found = claims_.find(settlement.seq);
        if (!found) continue;
        auto const claim = *found;
        claims_.remove(settlement.seq);
        tally_.settled(claim.lot, settlement);
        settle_one(settlement.seq, claim, settlement);
    }
}

void Outbox::settle_one(Seq seq, Claim const& claim, Settlement const& s) {
    using enum Settlement::Verdict;
    switch (s.verdict) {
        case delivered:
            finish(claim.lot, seq, State::ready, State::delivered, s.at, s.words);
            claims_.count_delivered(claim.lot);
            break;
        case folded:
            finish(claim.lot, seq, State::ready, State::folded, s.at, s.words);
            break;
        case dead: {
            auto const requests = pack(s.requests);
            run(bury_, claim.lot, seq, s.at, Blob{requests}, s.uncertain, s.refused, OrNull{s.words});
            gaps_.failed(claim.lot, seq);
            break;
        }
        case held: {
            if (s.gives_way && claim.followed && give_way(claim.lot, seq)) return;
            auto const requests = pack(s.requests);
            run(hold_, claim.lot, seq, s.due, Blob{requests}, s.uncertain, s.refused, OrNull{s.words});
            return;
        }
        case released:
            became_ready(claim.lot, seq);
            return;
    }
    if (claim.followed) promote_next(claim.lot, seq);
}

void Outbox::finish(LotId lot, Seq seq, State before, State after, WallTime at, std::string const& words) {
    if (run(remove_, lot, static_cast<int>(before), seq) > 0)
        run(receipt_, seq, lot, static_cast<int>(after), at, OrNull{words});
}

void Outbox::promote_next(LotId lot, Seq finished) {
    std::vector<Seq> behind;
    for (Rows rows(behind_, finished); rows.next();) behind.push_back(rows.integer(0));
    if (behind.empty()) return;
    run(promote_, lot, behind.front(), behind.size() > 1);
    became_ready(lot, behind.front());
}

std::optional<HostTime> Outbox::release_due(LotId lot, HostTime now) {
    std::vector<Seq> due;
    std::optional<HostTime> next;
    for (Rows rows(held_until_, lot, HostTime::min()); rows.next();) {
        if (rows.host(1) > now) {
            next = rows.host(1);
            break;
        }
        due.push_back(rows.integer(0));
    }
    for (auto const seq : due) release_one(lot, seq);
    return next;
}

// It comes again when the one that takes its place is done with.
bool Outbox::give_way(LotId lot, Seq seq) {
    Seq other = 0;
    {
        Rows rows(other_behind_, seq);
        if (!rows.next()) return false;
        other = rows.integer(0);
    }
    run(demote_, lot, static_cast<int>(State::ready), seq);
    run(promote_, lot, other, true);
    became_ready(lot, other);
    return true;
}

std::size_t Outbox::release_one(LotId lot, Seq seq) {
    auto const changed = run(release_, lot, seq);
    if (changed > 0) became_ready(lot, seq);
    return static_cast<std::size_t>(changed);
}

bool Outbox::any_behind(Seq seq) { return Rows(behind_, seq).next(); }

}  // namespace lotbridge::store
