#include "listings.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

// records and repeats have no sequence of their own: there "after" says how many rows to leave out.
constexpr std::array listings{Listing{"records", "recordCode", R"(
        SELECT park_id AS parkId, record_code AS recordCode, plate AS carNum, entry, exit, bill, corrections, images
        FROM record WHERE (?2='' OR record_code=?2) AND (?3='' OR park_id=?3)
        ORDER BY park_id, record_code LIMIT ?4 OFFSET ?1)"},
                              Listing{"messages", "interface", R"(
        SELECT seq, at, park_id AS parkId, interface, record_code AS recordCode, opr_num AS oprNum, body AS json_body
        FROM message WHERE seq>?1 AND (?2='' OR interface=?2) AND (?3='' OR park_id=?3) ORDER BY seq LIMIT ?4)"},
                              Listing{"repeats", "interface", R"(
        SELECT park_id AS parkId, opr_num AS oprNum, topic AS interface, repeats
        FROM letter WHERE repeats>0 AND (?2='' OR topic=?2) AND (?3='' OR park_id=?3)
        ORDER BY park_id, opr_num LIMIT ?4 OFFSET ?1)"},
                              Listing{"pictures", "recordCode", R"(
        SELECT p.message, p.name, length(p.bytes) AS size, m.record_code AS recordCode
        FROM picture p JOIN message m ON m.seq=p.message
        WHERE p.message>?1 AND (?2='' OR m.record_code=?2) AND (?3='' OR m.park_id=?3) ORDER BY p.message LIMIT ?4)"},
                              Listing{"violations", "level", R"(
        SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, level, clause, words
        FROM violation WHERE seq>?1 AND (?2='' OR level=?2) AND (?3='' OR park_id=?3) ORDER BY seq LIMIT ?4)"},
                              Listing{"downlinks", "interface", R"(
        SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, request AS json_request, reply, outcome,
               milliseconds
        FROM downlink WHERE seq>?1 AND (?2='' OR interface=?2) AND (?3='' OR park_id=?3) ORDER BY seq LIMIT ?4)"}};

}  // namespace

char const* const messages_of_record = R"(
    SELECT seq, at, park_id AS parkId, interface, opr_num AS oprNum, body AS json_body
    FROM message WHERE record_code=?1 AND record_code<>'' AND (?2='' OR park_id=?2) ORDER BY seq)";

Listing const* find_listing(std::string_view name) {
    auto const found = std::ranges::find(listings, name, &Listing::name);
    return found == listings.end() ? nullptr : &*found;
}

}  // namespace lotbridge::refcloud
