#include "relay/passages.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace lotbridge::relay {
namespace {

namespace json = base::json;
using std::chrono::seconds;

constexpr std::string_view record_note = "record/", passage_note = "passage/", picture_note = "picture/";

// Which way a message of a stay leads; the names of its members follow from it.
struct Way {
    std::string_view name;
    char const *lane, *time;
};
constexpr Way way_in{"in/", "inCross", "inTime"}, way_out{"out/", "outCross", "outTime"};

Way const& way_of(plugin::Message const& message) { return message.name == "vehicle_exit" ? way_out : way_in; }

// What an image_upload says of itself. Kinds 1 and 2 are taken at the entry, 3 and 4 at the exit.
struct Picture {
    rapidjson::Document body;
    std::string record, code;
    int kind = 0;

    Way const& way() const { return kind > 2 ? way_out : way_in; }
};

// Nothing: it breaks the standard.
std::optional<Picture> read_picture(plugin::Message const& message) {
    Picture picture;
    if (!json::read_object(picture.body, message.body)) return std::nullopt;
    picture.record = json::word(picture.body, "recordCode");
    picture.code = json::word(picture.body, "imageCode");
    auto const kind = json::word(picture.body, "imageType");
    if (picture.record.empty() || kind.size() != 1 || kind < "1" || kind > "4") return std::nullopt;
    picture.kind = kind[0] - '0';
    return picture;
}

std::string digits(std::set<int> const& kinds) {
    std::string text;
    for (auto const kind : kinds) text += static_cast<char>('0' + kind);
    return text;
}
std::set<int> kinds_in(std::string const& digits) {
    std::set<int> kinds;
    for (char const digit : digits) kinds.insert(digit - '0');
    return kinds;
}

std::string wall_text(WallTime at) { return std::to_string(at.time_since_epoch().count()); }
WallTime wall_time(std::string const& text) {
    return WallTime(WallTime::duration(std::strtoll(text.c_str(), nullptr, 10)));
}

}  // namespace

// ---- what is told

// Nothing: without a record, a lane or a time it can belong to nothing.
std::optional<Passages::Sight> Passages::read_sight(plugin::Message const& message, WallTime now) {
    rapidjson::Document body;
    if (!json::read_object(body, message.body)) return std::nullopt;
    auto const& way = way_of(message);
    auto const lane = json::word(body, way.lane);
    auto const time = LocalTime::parse(json::text(body, way.time));
    Sight sight{.record = json::word(body, "recordCode"),
                .place = std::string(way.name) + lane,
                .plate = json::text(body, "carNum"),
                .time = time.value_or(LocalTime()),
                .since = now};
    if (sight.record.empty() || lane.empty() || sight.time.empty()) return std::nullopt;
    return sight;
}

void Passages::take_record(plugin::Message const& message, WallTime now) {
    auto sight = read_sight(message, now);
    if (!sight) return;
    auto const key = std::string(way_of(message).name) + sight->record;
    if (!records_.emplace(key, std::move(*sight)).second) return;  // told again
    auto const& record = records_.at(key);
    open_records_.emplace(record.place, record.time, key);
    keep_record(key);
    if (auto const found = same_plate(open_passages_, passages_, record)) pair(*found, key);
}

// What was only inferred was not seen.
void Passages::take_passage(std::string const& adapter, plugin::Message const& message, WallTime now) {
    auto sight = read_sight(message, now);
    if (!sight || message.origin == LB_ORIGIN_INFERRED) return;
    auto const key = std::string(way_of(message).name) + adapter + '/' + sight->record;
    auto& passage = passages_[key];
    if (!passage.time.empty()) return;  // told again
    sight->waiting = std::move(passage.waiting);
    passage = std::move(*sight);
    open_passages_.emplace(passage.place, passage.time, key);
    keep_passage(key);
    if (auto const found = same_plate(open_records_, records_, passage)) pair(key, *found);
}

bool Passages::take_own_picture(plugin::Message const& message) {
    auto const picture = read_picture(message);
    if (!picture) return true;
    auto const key = std::string(picture->way().name) + picture->record;
    auto const found = records_.find(key);
    if (found == records_.end()) return true;
    if (found->second.placed.contains(picture->kind)) {
        ++figures_.spare;
        return false;
    }
    if (found->second.has.insert(picture->kind).second) keep_record(key);
    return true;
}

bool Passages::take_picture(std::string const& adapter, plugin::Message const& message, WallTime now) {
    auto const picture = read_picture(message);
    if (!picture) return false;
    auto const key = std::string(picture->way().name) + adapter + '/' + picture->record;
    auto& passage = passages_[key];
    if (passage.since == WallTime()) passage.since = now;
    if (!passage.partner.empty()) {
        place(message, passage.partner);
        return true;
    }
    auto const name = std::string(picture_note) + key + '\n' + std::to_string(picture->kind) + '\n' + picture->code;
    if (!passage.waiting.emplace(name, message).second) return true;  // told again
    keep_picture(name, message);
    keep_passage(key);
    ++figures_.waiting;
    return true;
}

// ---- who belongs to whom

// At the same place, and near enough in time.
template <class Visit>
void Passages::for_each_near(Open const& open, Sight const& sight, Visit visit) const {
    auto const match = std::chrono::floor<seconds>(limits_.match);
    auto at = open.lower_bound({sight.place, LocalTime(sight.time.at() - match), std::string()});
    for (; at != open.end(); ++at) {
        auto const& [place, time, key] = *at;
        if (place != sight.place || time.at() > sight.time.at() + match) return;
        visit(key, std::chrono::abs(time.at() - sight.time.at()));
    }
}

// The nearest of those.
std::optional<std::string> Passages::same_plate(Open const& open, Sights const& sights, Sight const& sight) const {
    std::optional<std::string> found;
    auto nearest = seconds::max();
    for_each_near(open, sight, [&](std::string const& key, seconds apart) {
        if (apart >= nearest || plate_fit(sight.plate, sights.at(key).plate) != PlateFit::same) return;
        nearest = apart;
        found = key;
    });
    return found;
}

void Passages::pair(std::string const& passage_key, std::string const& record_key) {
    auto& passage = passages_.at(passage_key);
    auto& record = records_.at(record_key);
    open_passages_.erase({passage.place, passage.time, passage_key});
    open_records_.erase({record.place, record.time, record_key});
    passage.partner = record_key;
    record.partner = passage_key;
    for (auto& [name, picture] : std::exchange(passage.waiting, {})) {
        forget(name);
        --figures_.waiting;
        place(picture, record_key);
    }
    keep_passage(passage_key);
    keep_record(record_key);
}

// A record has one picture of each kind: what its own adapter has told stays, and of the others the first.
void Passages::place(plugin::Message message, std::string const& record_key) {
    auto picture = read_picture(message);
    auto const found = records_.find(record_key);
    if (found != records_.end()) {
        if (found->second.has.contains(picture->kind)) {
            ++figures_.spare;
            return;
        }
        if (found->second.placed.insert(picture->kind).second) keep_record(record_key);
    }
    auto const record = std::string_view(record_key).substr(picture->way().name.size());
    picture->body["recordCode"].SetString(record.data(), static_cast<rapidjson::SizeType>(record.size()),
                                          picture->body.GetAllocator());
    message.body = json::written(picture->body);
    placed_.push_back(std::move(message));
    ++figures_.placed;
}

bool Passages::settle(WallTime now) {
    pair_what_fits(now);
    give_up(now);
    return !changed_.empty();
}

// A plate that was misread or is missing decides only when the same plate has had the time to come, on both sides.
void Passages::pair_what_fits(WallTime now) {
    struct Pair {
        PlateFit fit;
        seconds apart;
        std::string passage, record;
    };
    std::vector<Pair> pairs;
    auto const ripe = [&](Sight const& sight) { return sight.since + limits_.match <= now; };
    for (auto const& [place, time, key] : open_passages_) {
        auto const& passage = passages_.at(key);
        if (!ripe(passage)) continue;
        for_each_near(open_records_, passage, [&](std::string const& record, seconds apart) {
            auto const fit = plate_fit(passage.plate, records_.at(record).plate);
            if (fit != PlateFit::other && ripe(records_.at(record))) pairs.push_back({fit, apart, key, record});
        });
    }
    std::ranges::sort(pairs, {}, [](Pair const& one) { return std::tie(one.fit, one.apart, one.passage, one.record); });
    for (auto const& [fit, apart, passage, record] : pairs)
        if (passages_.at(passage).partner.empty() && records_.at(record).partner.empty()) pair(passage, record);
}

void Passages::give_up(WallTime now) {
    auto const over = [&](auto const& one) { return one.second.since + limits_.wait <= now; };
    for (auto const& passage : passages_)
        if (over(passage)) give_up_passage(passage.first, passage.second);
    for (auto const& record : records_)
        if (over(record)) give_up_record(record.first, record.second);
    std::erase_if(passages_, over);
    std::erase_if(records_, over);
}

void Passages::give_up_passage(std::string const& key, Sight const& passage) {
    for (auto const& [name, picture] : passage.waiting) forget(name);
    figures_.waiting -= passage.waiting.size();
    figures_.given_up += passage.waiting.size();
    figures_.lone_passages += passage.partner.empty() && !passage.time.empty();
    open_passages_.erase({passage.place, passage.time, key});
    forget(std::string(passage_note) + key);
}

void Passages::give_up_record(std::string const& key, Sight const& record) {
    figures_.lone_records += record.partner.empty();
    open_records_.erase({record.place, record.time, key});
    forget(std::string(record_note) + key);
}

// ---- what has to survive a restart

void Passages::keep(store::Note note) { changed_.insert_or_assign(note.name, note); }
void Passages::forget(std::string const& name) { changed_.insert_or_assign(name, std::nullopt); }

std::string Passages::text_of_sight(Sight const& sight) {
    return json::object({{"record", sight.record},
                         {"place", sight.place},
                         {"plate", sight.plate},
                         {"time", sight.time.text()},
                         {"since", wall_text(sight.since)},
                         {"partner", sight.partner},
                         {"has", digits(sight.has)},
                         {"placed", digits(sight.placed)}});
}

void Passages::keep_record(std::string const& key) {
    keep({.name = std::string(record_note) + key, .text = text_of_sight(records_.at(key)), .image = {}});
}
void Passages::keep_passage(std::string const& key) {
    keep({.name = std::string(passage_note) + key, .text = text_of_sight(passages_.at(key)), .image = {}});
}
void Passages::keep_picture(std::string const& name, plugin::Message const& picture) {
    keep({.name = name,
          .text =
              json::object({{"body", picture.body}, {"key", picture.key}, {"origin", std::to_string(picture.origin)}}),
          .image = picture.image});
}

Passages::Outcome Passages::outcome() {
    Outcome outcome{.pictures = std::exchange(placed_, {}), .notes = {}};
    for (auto& [name, note] : std::exchange(changed_, {})) {
        if (note)
            outcome.notes.keeps.push_back(std::move(*note));
        else
            outcome.notes.forgets.push_back(name);
    }
    return outcome;
}

void Passages::recall(std::vector<store::Note> const& notes, PictureFigures const& figures) {
    *this = Passages(limits_);
    figures_ = figures;
    figures_.waiting = 0;
    for (auto const& note : notes) {
        rapidjson::Document text;
        if (!json::read_object(text, note.text)) continue;
        if (note.name.starts_with(picture_note))
            recall_picture(note, text);
        else if (note.name.starts_with(passage_note))
            recall_sight(text, note.name.substr(passage_note.size()), passages_, open_passages_);
        else if (note.name.starts_with(record_note))
            recall_sight(text, note.name.substr(record_note.size()), records_, open_records_);
    }
}

void Passages::recall_picture(store::Note const& note, json::Value const& text) {
    auto const rest = std::string_view(note.name).substr(picture_note.size());
    auto& passage = passages_[std::string(rest.substr(0, rest.find('\n')))];
    passage.waiting.emplace(note.name, plugin::Message{.name = "image_upload",
                                                       .body = json::text(text, "body"),
                                                       .key = json::text(text, "key"),
                                                       .image = note.image,
                                                       .origin = std::atoi(json::text(text, "origin").c_str())});
    ++figures_.waiting;
}

void Passages::recall_sight(json::Value const& text, std::string const& key, Sights& sights, Open& open) {
    auto& sight = sights[key];
    sight.record = json::text(text, "record");
    sight.place = json::text(text, "place");
    sight.plate = json::text(text, "plate");
    sight.time = LocalTime::parse(json::text(text, "time")).value_or(LocalTime());
    sight.since = wall_time(json::text(text, "since"));
    sight.partner = json::text(text, "partner");
    sight.has = kinds_in(json::text(text, "has"));
    sight.placed = kinds_in(json::text(text, "placed"));
    if (sight.partner.empty() && !sight.time.empty()) open.emplace(sight.place, sight.time, key);
}

}  // namespace lotbridge::relay
