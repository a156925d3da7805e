#include "listings.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

// What a list is made of. Without a sequence of its own, "after" says how many rows to leave out.
struct Source {
    std::string_view name, filter;
    std::string select, filter_column, lot_column, sequence;
    std::string order, newest;
};

Listing listing(Source const& source) {
    bool const counted = source.sequence.empty();
    auto const where = " WHERE " + (counted ? "" : source.sequence + ">?1 AND ") + "(?2='' OR " + source.filter_column +
                       "=?2) AND (?3='' OR " + source.lot_column + "=?3) ORDER BY ";
    std::string const limit = counted ? " LIMIT ?4 OFFSET ?1" : " LIMIT ?4";
    auto const& order = counted ? source.order : source.sequence;
    auto const& newest = counted ? source.newest : source.sequence;
    return {source.name, source.filter, source.select + where + order + limit,
            source.select + where + newest + " DESC" + limit};
}

std::array<Listing, 7> const& listings() {
    static std::array const all{
        listing({"records", "recordCode",
                 "SELECT r.park_id AS parkId, r.record_code AS recordCode, r.plate AS carNum, r.entry, r.exit, r.bill,"
                 " r.corrections, r.images, m.at, m.interface AS latest FROM record r LEFT JOIN message m ON "
                 "m.seq=r.latest",
                 "r.record_code", "r.park_id", "", "r.park_id, r.record_code", "r.latest"}),
        listing({"messages", "interface",
                 "SELECT seq, at, park_id AS parkId, interface, record_code AS recordCode, opr_num AS oprNum,"
                 " body AS json_body FROM message",
                 "interface", "park_id", "seq"}),
        listing({"repeats", "interface",
                 "SELECT park_id AS parkId, opr_num AS oprNum, topic AS interface, repeats"
                 " FROM (SELECT * FROM letter WHERE repeats>0)",
                 "topic", "park_id", "", "park_id, opr_num", "repeats"}),
        listing({"pictures", "recordCode",
                 "SELECT p.message, p.name, length(p.bytes) AS size, m.record_code AS recordCode"
                 " FROM picture p JOIN message m ON m.seq=p.message",
                 "m.record_code", "m.park_id", "p.message"}),
        listing({"violations", "level",
                 "SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, level, clause, words FROM violation",
                 "level", "park_id", "seq"}),
        listing(
            {"downlinks", "interface",
             "SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, request AS json_request, reply, outcome,"
             " milliseconds FROM downlink",
             "interface", "park_id", "seq"}),
        listing({"orders", "state",
                 "SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, body AS json_body, state, words"
                 " FROM change",
                 "state", "park_id", "seq"})};
    return all;
}

}  // namespace

char const* const messages_of_record = R"(
    SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, body AS json_body
    FROM message WHERE record_code=?1 AND record_code<>'' AND (?2='' OR park_id=?2) ORDER BY seq)";

char const* const cars_with_plate = R"(
    SELECT r.park_id AS parkId, r.record_code AS recordCode, r.plate AS carNum, m.at, m.body AS json_entry
    FROM record r JOIN message m ON m.seq=r.entry
    WHERE r.plate=?1 AND r.exit=0 AND r.bill=0 AND (?2='' OR r.park_id=?2) ORDER BY r.entry DESC)";

char const* const lanes_of_lot = R"(
    SELECT lane, max(title) AS title, way FROM (
        SELECT name AS lane, json_extract(body, '$.channelName') AS title,
               CASE WHEN json_extract(body, '$.doorType') IN (0, 2, 4) THEN 'in' ELSE 'out' END AS way
        FROM register WHERE kind='channel' AND gone=0 AND (?1='' OR park_id=?1)
        UNION ALL SELECT json_extract(body, '$.inCross'), '', 'in' FROM (
            SELECT body FROM message WHERE interface='vehicle_entry' AND (?1='' OR park_id=?1) ORDER BY seq DESC LIMIT 300)
        UNION ALL SELECT json_extract(body, '$.outCross'), '', 'out' FROM (
            SELECT body FROM message WHERE interface='vehicle_exit' AND (?1='' OR park_id=?1) ORDER BY seq DESC LIMIT 300))
    WHERE lane<>'' GROUP BY lane, way ORDER BY way, lane)";

char const* const gates_of_lot = R"(
    SELECT gate, max(title) AS title FROM (
        SELECT name AS gate, json_extract(body, '$.equipmentName') AS title FROM register
        WHERE kind='equipment' AND gone=0 AND json_extract(body, '$.equipmentType') IN (2, 6) AND (?1='' OR park_id=?1)
        UNION ALL SELECT json_extract(request, '$.data.barCode'), '' FROM (
            SELECT request FROM downlink WHERE interface IN ('gate_control', 'gate_status') AND outcome IN ('0', '0000')
            AND (?1='' OR park_id=?1) ORDER BY seq DESC LIMIT 100))
    WHERE gate<>'' GROUP BY gate ORDER BY gate)";

Listing const* find_listing(std::string_view name) {
    auto const found = std::ranges::find(listings(), name, &Listing::name);
    return found == listings().end() ? nullptr : &*found;
}

}  // namespace lotbridge::refcloud
