#include "register.hpp"

#include "sense.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

// How the messages of an interface change a list.
struct Kind {
    std::string_view interface, kind, list;
    std::array<std::string_view, 3> keys;  // wire names that make an item's name
    std::string_view when;                 // wire name of the time of the change; empty: there is none
    std::string_view verb;                 // wire name of what is done to the item; empty: it is only told
    std::int64_t adds = -1, changes = -1, removes = -1;
    // An item is one event: it is told once, and the same once more is a repetition (E12).
    bool once = false;
};
constexpr std::array kinds{
    Kind{"cashier_settlement",
         "settlement",
         "settlements",
         {"userId", "startDate", "endDate"},
         "",
         "",
         -1,
         -1,
         -1,
         true},
    Kind{"daily_reconciliation", "reconciliation", "", {"dateTime"}, "checkTime", ""},
    Kind{"free_minutes", "free_minutes", "free-minutes", {}, "", ""},
    Kind{"monthly_card", "card", "cards", {"msRecordId"}, "operatorTime", "status", -1, -1, 2},
    Kind{"manual_gate_opening",
         "opening",
         "openings",
         {"operateTime", "outCross", "operatorName"},
         "",
         "",
         -1,
         -1,
         -1,
         true},
    Kind{"equipment_status",
         "equipment",
         "equipment",
         {"equipmentCode"},
         "createTime",
         "opertionType",
         1,
         -1,
         2},                                                                                            // sic
    Kind{"station_status", "station", "stations", {"pcName"}, "createTime", "opertionType", 1, -1, 2},  // sic
    Kind{"channel_info", "channel", "channels", {"channelId"}, "", "actionType", 1, 2, 3},
    Kind{"blacklist", "blacklist", "blacklist", {"carNum"}, "", "Type", -1, -1, 2},
    Kind{"member_query", "member", "members", {"carNum"}, "", ""},
    Kind{"monthly_card_product", "product", "products", {"productId"}, "operatorTime", ""},
};

Kind const* kind_of(std::string_view interface) {
    auto const found = std::ranges::find(kinds, interface, &Kind::interface);
    return found == kinds.end() ? nullptr : &*found;
}

std::string name_of(Kind const& kind, json::Value const& vo) {
    std::string name;
    for (auto const key : kind.keys) {
        if (key.empty()) break;
        if (!name.empty()) name += '/';
        name += json::text(vo, key);
    }
    return name;
}

// What a message says of an item, against what is kept of it.
class Comparison {
public:
    Comparison(schema::Interface const& interface, Kind const& kind, json::Value const& vo,
               std::optional<Item> const& kept)
        : interface_(interface), kind_(kind), vo_(vo), present_(kept && !kept->gone) {
        if (kept)
            if (auto before = json::parse(kept->body, "what is kept")) before_ = std::move(*before);
    }

    Judgement judge() {
        if (kind_.once && present_) {
            if (before_ == vo_)
                repeated();
            else
                find(Level::should, "another content for what was told before under the same names");
            return std::move(out_);
        }
        verb();
        if (outdated()) find(Level::notice, "older than what is kept of this item; the newer stays");
        return std::move(out_);
    }

    bool outdated() const {
        if (kind_.when.empty() || !present_ || !before_.IsObject()) return false;
        auto const told = local_time(vo_, kind_.when), kept = local_time(before_, kind_.when);
        return !told.empty() && !kept.empty() && told < kept;
    }

    bool removes() const { return !kind_.verb.empty() && done() == kind_.removes; }

private:
    std::int64_t done() const { return json::integer(vo_, kind_.verb); }

    void find(Level level, std::string words) {
        out_.findings.push_back({level, std::string(interface_.function_clause), std::move(words)});
    }

    void repeated() {
        out_.told_before = true;
        out_.findings.push_back({Level::shall, "B.1.2.1", "the same again under another oprNum (E12)"});
    }

    void verb() {
        if (kind_.verb.empty()) return;
        auto const what = std::string(kind_.verb);
        if (done() == kind_.removes && !present_) find(Level::should, what + " removes what was never told");
        if (done() == kind_.changes && !present_) find(Level::should, what + " changes what was never told");
        if (done() == kind_.adds && present_ && before_ != vo_)
            find(Level::should, what + " adds what is there already with other content");
    }

    schema::Interface const& interface_;
    Kind const& kind_;
    json::Value const& vo_;
    bool present_;
    json::Document before_;
    Judgement out_;
};

// C.7.2: what a member query tells of a plate is in the reply, so this list has a form of its own.
std::string body_of(Member const& member) {
    return json::Object()
        .text("carNum", member.plate)
        .text("carColor", member.colour)
        .number("isAutoPay", member.auto_pay)
        .raw("balance", member.balance ? member.balance->text() : "null")
        .take();
}

}  // namespace

std::optional<Item> Register::find(std::string const& park_id, std::string_view kind, std::string const& name) {
    Storage::Query query(storage_,
                         "SELECT body, origin, change, gone FROM register WHERE park_id=? AND kind=? AND name=?",
                         park_id, std::string(kind), name);
    if (!query.next()) return std::nullopt;
    return Item{park_id, std::string(kind), name, query.text(0), query.text(1), query.number(2), query.number(3) != 0};
}

void Register::put(Item const& item) {
    Storage::Query(storage_, "INSERT OR REPLACE INTO register VALUES(?,?,?,?,?,?,?,?)", item.park_id, item.kind,
                   item.name, clock_.now(), item.origin, item.body, item.change, static_cast<int>(item.gone))
        .next();
}

Judgement Register::take(schema::Interface const& interface, std::string const& park_id, json::Value const& vo,
                         std::string const& body, std::string_view origin, std::int64_t change) {
    auto const* kind = kind_of(interface.id);
    if (!kind || kind->kind == "member") return {};
    auto const name = name_of(*kind, vo);
    auto const kept = find(park_id, kind->kind, name);
    Comparison comparison(interface, *kind, vo, kept);
    auto judgement = comparison.judge();
    if (!judgement.told_before && !comparison.outdated())
        put({park_id, std::string(kind->kind), name, body, std::string(origin), change, comparison.removes()});
    return judgement;
}

std::optional<Member> Register::member(std::string const& park_id, std::string const& plate) {
    auto const item = find(park_id, "member", plate);
    if (!item || item->gone) return std::nullopt;
    auto const body = json::parse(item->body, "a member");
    if (!body) return std::nullopt;
    return read_member(*body);
}

Member read_member(json::Value const& object) {
    Member member{json::text(object, "carNum"), json::text(object, "carColor"), json::integer(object, "isAutoPay") != 0,
                  std::nullopt};
    if (auto const balance = json::text(object, "balance"); !balance.empty()) member.balance = Money::parse(balance);
    return member;
}

void Register::put(std::string const& park_id, Member const& member, std::string_view origin, std::int64_t change,
                   bool gone) {
    put({park_id, "member", member.plate, body_of(member), std::string(origin), change, gone});
}

std::optional<std::string> Register::list(std::string_view name, std::string const& park_id, std::int64_t limit) {
    auto const kind = std::ranges::find(kinds, name, &Kind::list);
    if (name.empty() || kind == kinds.end()) return std::nullopt;
    return storage_.rows(
        "SELECT r.park_id AS parkId, r.name, r.at, r.origin, r.body AS json_body, coalesce(c.state, '') AS state,"
        " coalesce(c.words, '') AS words FROM register r LEFT JOIN change c ON c.seq=r.change"
        " WHERE r.kind=?1 AND r.gone=0 AND (?2='' OR r.park_id=?2) ORDER BY r.at DESC, r.name LIMIT ?3",
        std::string(kind->kind), park_id, limit);
}

}  // namespace lotbridge::refcloud
