#include "rules.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

void check_own_lot(json::Value const& vo, Lot const& lot, Judgement& judgement) {
    auto const compare = [&](char const* name, std::string const& own) {
        auto const given = json::text(vo, name);
        if (given.empty() || given == own) return;
        judgement.findings.push_back({Level::shall, "B.1.2.1", std::string(name) + " is not that of the token's lot"});
        judgement.refusal = std::string(name) + " is not yours";
    };
    compare("parkId", lot.park_id);
    compare("parkCode", lot.park_code);
}

// E7: what has no value is sent as its type's default, so every member of the table is there.
void check_all_present(schema::Interface const& interface, schema::Shape const& shape, json::Value const& vo,
                       std::string const& path, Findings& findings) {
    for (auto const& field : shape.fields) {
        auto const* value = json::find(vo, field.wire);
        auto const where = path + "/" + std::string(field.wire);
        if (!value)
            findings.push_back(
                {Level::shall, "B.1.2.4", where + " is absent; an empty member is sent as its type's default (E7)"});
        if (!value || !field.item || !value->IsArray()) continue;
        std::size_t number = 0;
        for (auto const& item : value->GetArray())
            check_all_present(interface, *field.item, item, where + "/" + std::to_string(number++), findings);
    }
}

class Order {
public:
    Order(schema::Interface const& interface, json::Value const& vo, Record const& record, BodyOf const& body_of)
        : id_(interface.id), vo_(vo), record_(record), body_of_(body_of) {}

    Judgement judge() {
        if (id_ == "vehicle_entry") entry();
        if (id_ == "vehicle_correction") correction();
        if (id_ == "vehicle_exit") exit();
        if (id_ == "supplementary_bill") bill();
        if (id_ == "image_upload" && !known()) breach("5.1.5", "an image whose parking record has not been uploaded");
        return std::move(out_);
    }

private:
    bool known() const { return record_.known(); }

    void breach(std::string_view clause, std::string_view words) {
        out_.findings.push_back({Level::shall, std::string(clause), std::string(words)});
        out_.refusal = words;
    }

    void entry() {
        if (record_.bill != 0) return breach("5.2.4", "an entry after the record's supplementary bill");
        once(record_.entry, "entry");
    }

    void correction() {
        if (!known()) return breach("5.1.3", "a correction of a parking record that has not been uploaded");
        if (record_.exit != 0 || record_.bill != 0) breach("5.1.3", "a correction after the vehicle has left");
    }

    void exit() {
        if (record_.bill != 0) return breach("5.2.4", "an exit after the record's supplementary bill");
        // Without inTime the lot itself never saw the car come in: there is no entry, and no complete bill either.
        bool const seen_entering = !json::text(vo_, "inTime").empty();
        if (record_.entry == 0 && seen_entering)
            return breach("5.1.4", "an exit without its entry; 5.2.4 wants a supplementary bill");
        once(record_.exit, "exit");
        if (record_.corrections != 0 && json::text(vo_, "carNum") != record_.plate)
            out_.findings.push_back({Level::shall, "5.1.4.2", "the exit's carNum is not the corrected one"});
    }

    void bill() {
        if (record_.exit != 0) return breach("5.2.4", "a supplementary bill for a record whose exit was accepted");
        once(record_.bill, "supplementary bill");
    }

    // 5.1.5: the recordCode is the only identity of a parking record.
    void once(std::int64_t earlier, std::string const& what) {
        if (earlier == 0) return;
        auto const before = json::parse(body_of_(earlier), "the accepted " + what);
        if (!before || *before != vo_)
            return breach("5.1.5", "a second " + what + " with other content for one recordCode");
        out_.told_before = true;
        out_.findings.push_back({Level::shall, "B.1.2.1", "the same " + what + " again under another oprNum (E12)"});
    }

    std::string_view id_;
    json::Value const& vo_;
    Record const& record_;
    BodyOf const& body_of_;
    Judgement out_;
};

}  // namespace

Judgement judge_fields(schema::Interface const& interface, schema::Shape const& shape, json::Value const& vo,
                       std::string const& raw, Lot const& lot) {
    Judgement out;
    for (auto const& problem : schema::check(shape, raw)) {
        auto const words = problem.path + ": " + problem.words;
        out.findings.push_back({Level::shall, problem.clause, words});
        if (out.refusal.empty()) out.refusal = words + " (" + problem.clause + ")";
    }
    for (auto const& member : schema::unknown_members(shape, raw)) {
        bool const header = member == "token" || member == "code" || member == "/token" || member == "/code";
        out.findings.push_back({Level::shall, std::string(interface.clause),
                                member + (header ? " stands in the body, it travels in the header only (E5)"
                                                 : " is no member of this interface")});
    }
    check_all_present(interface, shape, vo, "", out.findings);
    check_own_lot(vo, lot, out);
    return out;
}

Findings judge_picture(json::Value const& vo, std::vector<std::string> const& parts, Images images) {
    auto const inside = json::text(vo, "imageBase64");
    if (images == Images::base64 && !parts.empty()) return {{Level::shall, "C.2.5", "a file beside the VO (E10)"}};
    if (images == Images::multipart && !inside.empty()) return {{Level::shall, "C.2.5", "a picture in the VO (E10)"}};
    if (std::ranges::find(parts, json::text(vo, "imageCode")) != parts.end()) return {};
    if (inside.empty())
        return {{Level::shall, "C.2.5", "neither imageBase64 nor a part named by imageCode holds a picture"}};
    if (!is_base64(inside)) return {{Level::shall, "C.2.5", "imageBase64 is not Base64"}};
    return {};
}

Judgement judge_order(schema::Interface const& interface, json::Value const& vo, Record const& record,
                      BodyOf const& body_of) {
    return Order(interface, vo, record, body_of).judge();
}

void advance(Record& record, schema::Interface const& interface, json::Value const& vo, std::int64_t message) {
    if (interface.id == "vehicle_entry") record.entry = message;
    if (interface.id == "vehicle_exit") record.exit = message;
    if (interface.id == "supplementary_bill") record.bill = message;
    if (interface.id == "vehicle_correction") ++record.corrections;
    record.latest = message;
    if (interface.id == "image_upload") return static_cast<void>(++record.images);
    record.plate = json::text(vo, "carNum");
}

bool belongs_to_a_record(schema::Interface const& interface) {
    constexpr std::array<std::string_view, 5> ids{"vehicle_entry", "vehicle_correction", "vehicle_exit",
                                                  "supplementary_bill", "image_upload"};
    return std::ranges::find(ids, interface.id) != ids.end();
}

}  // namespace lotbridge::refcloud
