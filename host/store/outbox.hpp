// Letters that the cloud has not accepted: handed out, settled, held back, promoted in the order of their record.
//
// Of the unfinished letters of a record exactly one is its head, ready or held; the others are behind. A head that has
// others behind it is `followed`, so that the settlement of a letter on its own looks nowhere else.
#pragma once

#include "store/claims.hpp"
#include "store/fresh.hpp"
#include "store/letters.hpp"
#include "store/tally.hpp"

namespace lotbridge::store {

class Outbox {
public:
    Outbox(SQLite::Database& database, Topics& topics, Letters& letters, Gaps& gaps, Claims& claims, Tally& tally);

    // ---- intake: a new letter takes its place; false: its row was there before
    bool put(Seq seq, LotId lot, WallTime captured, NewLetter const& letter);

    // ---- uplink
    std::vector<Letter> claim(LotId lot, std::size_t limit, Seq live_from, HostTime now);
    void settle(std::vector<Settlement> const& settlements);
    Result<Letter> rewrite(Seq head, std::string const& topic, std::string const& body,
                           std::vector<Seq> const& absorbed);
    std::optional<HostTime> release_due(LotId lot, HostTime now);

    void forget();  // what is remembered of letters, after a rollback

    // ---- people's hands
    std::size_t retry(std::vector<Seq> const& letters, WallTime now);
    std::size_t drop(std::vector<Seq> const& letters, std::string const& why);
    std::size_t put_back(LotId lot, std::string const& record, WallTime now);
    std::size_t amend(Seq seq, std::string const& body);

private:
    struct Head {
        Seq seq;
        State state;
        bool followed;
        bool unsent = false;  // held, and not because of a request
    };
    std::optional<Head> head_of(LotId lot, std::string const& record);
    void put_behind(LotId lot, Head head);
    void set_followed(LotId lot, Head const& head, bool followed);
    void became_ready(LotId lot, Seq seq);
    void read_ready(std::vector<Letter>& letters, LotId lot, std::size_t limit, Seq after, HostTime now);
    void replace_older(Seq seq, LotId lot, NewLetter const& letter);
    void settle_one(Seq seq, Claim const& claim, Settlement const& settlement);
    void promote_next(LotId lot, Seq finished);
    bool give_way(LotId lot, Seq seq);
    bool any_behind(Seq seq);
    std::size_t release_one(LotId lot, Seq seq);
    void revive(Letter const& dead, WallTime now);
    bool is_stray(Letter const& letter);
    bool promote_first(LotId lot, std::string const& record);
    void finish(LotId lot, Seq seq, State before, State after, WallTime at, std::string const& words);

    Topics& topics_;
    Letters& letters_;
    Gaps& gaps_;
    Claims& claims_;
    Fresh fresh_;
    Tally& tally_;
    SQLite::Statement head_of_record_, insert_, ready_, remove_, receipt_, hold_, bury_, behind_, other_behind_,
        promote_, set_followed_, held_until_, release_, in_slot_, demote_, revive_, take_in_stray_, remove_receipt_;
};

}  // namespace lotbridge::store
