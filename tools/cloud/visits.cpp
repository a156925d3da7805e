#include "visits.hpp"

#include <random>

namespace lotbridge::refcloud {
namespace {

Visit visit_from(Storage::Query& query) {
    return {query.text(0), query.text(1), query.text(2), query.number(3), query.text(4), query.number(5) != 0};
}

Judgement refused(std::string clause, std::string words) {
    Judgement out;
    out.findings.push_back({Level::shall, std::move(clause), words});
    out.refusal = std::move(words);
    return out;
}

}  // namespace

std::string Visits::new_plate(std::string const& park_id) {
    constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    std::random_device random;
    for (;;) {
        auto plate = std::string("临") + letters[random() % letters.size()];
        for (int i = 0; i < 5; ++i) plate += static_cast<char>('0' + random() % 10);
        if (!find(park_id, plate)) return plate;
    }
}

std::optional<Visit> Visits::find(std::string const& park_id, std::string const& plate) {
    Storage::Query query(storage_,
                         "SELECT park_id, plate, lane, let_in_at, record_code, overdue FROM visit"
                         " WHERE park_id=? AND plate=?",
                         park_id, plate);
    return query.next() ? std::optional(visit_from(query)) : std::nullopt;
}

void Visits::put(Visit const& visit) {
    Storage::Query(storage_, "INSERT OR REPLACE INTO visit VALUES(?,?,?,?,?,?)", visit.park_id, visit.plate, visit.lane,
                   visit.let_in_at, visit.record_code, static_cast<int>(visit.overdue))
        .next();
}

void Visits::note_entry(std::string const& park_id, std::string const& plate, std::string const& record_code) {
    auto visit = find(park_id, plate);
    if (!visit) return;
    visit->record_code = record_code;
    put(*visit);
}

std::vector<Visit> Visits::unreported(std::int64_t before) {
    std::vector<Visit> out;
    Storage::Query query(storage_,
                         "SELECT park_id, plate, lane, let_in_at, record_code, overdue FROM visit"
                         " WHERE record_code='' AND overdue=0 AND let_in_at<>0 AND let_in_at<?",
                         before);
    while (query.next()) out.push_back(visit_from(query));
    return out;
}

Judgement Visits::judge_entry(std::string const& park_id, json::Value const& vo) {
    auto const record_code = json::text(vo, "recordCode");
    if (record_code.empty() || !storage_.record(park_id, record_code).known()) return {};
    return refused("5.3.1", "an entry request for a parking record that is there already");
}

Judgement Visits::judge_exit(std::string const& park_id, json::Value const& vo) {
    auto const visit = find(park_id, json::text(vo, "plateno"));
    auto const record_code = json::text(vo, "recordCode", visit ? visit->record_code : "");
    auto const record = storage_.record(park_id, record_code);
    if (!record.known()) return refused("5.3.2", "an exit request for a parking record that has not been uploaded");
    if (!record.inside()) return refused("5.3.2", "an exit request of a vehicle that has left");
    Judgement out;
    auto const again = json::text(vo, "carNum");
    if (!again.empty() && again != json::text(vo, "plateno"))
        out.findings.push_back({Level::shall, "C.4.2", "plateno and carNum are two temporary plates"});
    return out;
}

}  // namespace lotbridge::refcloud
