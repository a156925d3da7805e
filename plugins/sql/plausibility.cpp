#include "plausibility.hpp"

#include "body.hpp"
#include "veiled.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace lotbridge::sql {
namespace {

constexpr std::size_t judged_at_most = 1000;
// With fewer nothing is said.
constexpr std::size_t fewest = 10;
constexpr Money most_an_hour = Money::from_fen(100'00), least = Money::from_fen(50);
constexpr std::int64_t long_stay = 120;  // minutes, longer than lots are free

using Told = std::vector<Fields>;

struct Suspicion {
    std::string_view wire;  // the member that is not believed
    std::string words;
};
using Suspicions = std::vector<Suspicion>;

std::string member_of(Fields const& message, std::string_view wire) {
    auto const found = message.find(wire);
    return found == message.end() ? std::string() : found->second.value_or("");
}

Field const* field_of(RecordStream const& stream, std::string_view wire) {
    auto const found = std::find_if(stream.fields.begin(), stream.fields.end(),
                                    [&](Field const& field) { return field.info->wire == wire; });
    return found == stream.fields.end() ? nullptr : &*found;
}

std::optional<LocalTime> time_in(Fields const& message, std::string_view wire) {
    auto const parsed = LocalTime::parse(member_of(message, wire));
    return parsed && !parsed->empty() ? parsed : std::nullopt;
}

std::optional<std::int64_t> minutes_stayed(Fields const& exit) {
    auto const in = time_in(exit, "inTime"), out = time_in(exit, "outTime");
    if (in && out) return std::chrono::floor<std::chrono::minutes>(out->at() - in->at()).count();
    return whole_number(member_of(exit, "parkMinutes"));
}

std::string count_text(std::size_t count) { return std::to_string(count); }

// The first that differ.
std::string two_of(std::vector<std::string> const& values) {
    auto const other = std::find_if(values.begin(), values.end(), [&](auto const& one) { return one != values[0]; });
    return other == values.end() ? values[0] : values[0] + ", " + *other;
}

template <class Value>
Value median(std::vector<Value> values) {
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// ---- money

// No lot takes more than 100 yuan for an hour from most of its cars, or less than half a yuan. What a long stay costs
// would be no measure, and neither are round amounts: there are lots for lorries, and tariffs of whole yuan.
void doubt_amounts(Told const& exits, std::string_view wire, Suspicions& out) {
    std::vector<Money> paid, an_hour;
    std::vector<std::string> amounts;
    for (auto const& exit : exits) {
        auto const money = Money::parse(member_of(exit, wire));
        if (!money || money->fen() <= 0) continue;
        paid.push_back(*money);
        amounts.push_back(money->text());
        if (auto const stay = minutes_stayed(exit); stay && *stay >= 0)
            an_hour.push_back(Money::from_fen(money->fen() / (*stay / 60 + 1)));
    }
    if (an_hour.size() >= fewest && median(an_hour) > most_an_hour)
        out.push_back({wire, "looks like fen told as yuan: of " + count_text(an_hour.size()) +
                                 " amounts half come to more than " + median(an_hour).text() + " yuan an hour (" +
                                 two_of(amounts) + "); a column of fen needs \"transform\": \"fen\""});
    if (paid.size() >= fewest && median(paid) < least)
        out.push_back({wire, "looks like yuan taken for fen: of " + count_text(paid.size()) +
                                 " amounts half are not above " + median(paid).text() + " yuan (" + two_of(amounts) +
                                 "); a column of yuan needs no transform, or \"yuan\""});
}

void doubt_that_all_is_free(Told const& exits, std::string_view wire, Suspicions& out) {
    std::vector<std::string> stays;
    for (auto const& exit : exits) {
        auto const stay = minutes_stayed(exit);
        auto const identity =
            member_of(exit, "outIdentity").empty() ? member_of(exit, "inIdentity") : member_of(exit, "outIdentity");
        bool const temporary = identity.empty() || identity == "2";
        if (!stay || *stay < long_stay || !temporary) continue;
        if (Money::parse(member_of(exit, wire)).value_or(Money()).fen() != 0) return;
        stays.push_back(std::to_string(*stay));
    }
    if (stays.size() >= fewest)
        out.push_back({wire, "none of the " + count_text(stays.size()) + " temporary cars that stayed for " +
                                 std::to_string(long_stay / 60) + " hours or longer has anything to pay (" +
                                 two_of(stays) + " minutes); is the charge joined by the right column?"});
}

// ---- plates

struct Letters {
    std::size_t chinese = 0, plain = 0, other = 0;
    bool garbled = false;  // as by a wrong encoding
};

Letters letters_of(std::string_view plate) {
    Letters letters;
    for (std::size_t i = 0; i < plate.size(); ++i) {
        auto const byte = static_cast<unsigned char>(plate[i]);
        bool const plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        if ((byte & 0xC0U) == 0x80 || byte == ' ' || byte == '-' || plate.substr(i, 2) == "\xC2\xB7") continue;
        bool const chinese = byte >= 0xE4 && byte <= 0xE9;  // U+4000 to U+9FFF
        letters.plain += plain ? 1 : 0;
        letters.chinese += chinese ? 1 : 0;
        letters.other += plain || chinese ? 0 : 1;
        letters.garbled =
            letters.garbled || byte == '?' || (byte >= 0xC2 && byte <= 0xDF) || plate.substr(i, 3) == "\xEF\xBF\xBD";
    }
    return letters;
}

// 粤B12345, 粤BD12345, 粤Z1234港, 使014578, WJ粤1234X.
bool is_plate(Letters const& letters) {
    return letters.other == 0 && letters.chinese >= 1 && letters.chinese <= 3 && letters.plain >= 4 &&
           letters.plain <= 8;
}

// 无牌车, 未识别, 临时车.
bool says_nothing(std::string_view plate) {
    return plate.empty() || plate.starts_with("无") || plate.starts_with("未") || plate.starts_with("临");
}

void doubt_plates(Told const& messages, Suspicions& out) {
    constexpr std::size_t many = 20, very_many = 100;
    std::vector<std::string> strange;
    std::set<std::string> different;
    std::size_t plates = 0, garbled = 0;
    for (auto const& message : messages) {
        auto const plate = member_of(message, "carNum");
        if (says_nothing(plate)) continue;
        ++plates;
        different.insert(plate);
        auto const letters = letters_of(plate);
        if (is_plate(letters)) continue;
        strange.push_back(veiled(in_quotes(plate)));
        garbled += letters.garbled ? 1 : 0;
    }
    auto const say = [&](std::string words) { out.push_back({"carNum", std::move(words)}); };
    // Diplomats and the like have none, but not nearly all cars are theirs.
    if (plates >= fewest / 2 && strange.size() * 10 > plates * 9) {
        auto const figures = count_text(strange.size()) + " of " + count_text(plates) +
                             " plates are none of the mainland (of the "
                             "form " +
                             two_of(strange) + "); ";
        return say(garbled * 2 > strange.size()
                       ? figures +
                             "is \"encoding\" the one of the bytes? GBK in a column that is declared latin1 "
                             "also needs \"charset\": \"latin1\" in the connection; a \"?\" stands for what the "
                             "connection does not know: \"GBK\" is known to more servers than \"GB18030\""
                       : figures + "is it the column of the plates?");
    }
    if (plates >= very_many && different.size() == 1)
        say("all " + count_text(plates) + " cars have the same plate; is it joined by the right column?");
    if (plates == 0 && messages.size() >= many)
        say("none of " + count_text(messages.size()) + " cars has a plate; is it the column of the plates?");
}

// ---- entries and exits

// What channel_info says of lanes, by their ids and names.
std::map<std::string, bool> exits_among(Told const& channels) {
    std::map<std::string, bool> is_exit;
    for (auto const& channel : channels) {
        auto const door = whole_number(member_of(channel, "doorType"));
        if (!door) continue;
        for (auto const* wire : {"channelId", "channelName"}) is_exit[member_of(channel, wire)] = *door % 2 == 1;
    }
    return is_exit;
}

// A lane's own name says it too, as 东门入口 does.
std::optional<bool> leads_out(std::string const& lane, std::map<std::string, bool> const& channels) {
    if (auto const known = channels.find(lane); known != channels.end()) return known->second;
    bool const out = lane.find("出") != std::string::npos;
    bool const in = lane.find("入") != std::string::npos || lane.find("进") != std::string::npos;
    return out == in ? std::nullopt : std::optional(out);
}

// both_ways: lanes that cars come and leave by, whatever they are called.
void doubt_lanes(Told const& messages, std::string_view wire, bool exits, std::map<std::string, bool> const& channels,
                 std::set<std::string> const& both_ways, Suspicions& out) {
    std::vector<std::string> wrong;
    std::size_t known = 0;
    for (auto const& message : messages) {
        auto const lane = member_of(message, wire);
        auto const leads = both_ways.contains(lane) ? std::nullopt : leads_out(lane, channels);
        if (!leads) continue;
        ++known;
        if (*leads != exits) wrong.push_back(in_quotes(lane));
    }
    if (wrong.size() < fewest || wrong.size() * 10 <= known * 9) return;
    auto const* const what = exits ? " exits are through entrances (" : " entries are through exits (";
    out.push_back({wire, "looks like entries and exits exchanged: " + count_text(wrong.size()) + " of " +
                             count_text(known) + what + two_of(wrong) +
                             "); see what tells the one from the other in the query, and doorType of channel_info"});
}

std::set<std::string> used_both_ways(Told const& entries, Told const& exits) {
    std::set<std::string> in, both{""};
    for (auto const& entry : entries) in.insert(member_of(entry, "inCross"));
    for (auto const& exit : exits)
        if (auto lane = member_of(exit, "outCross"); in.contains(lane)) both.insert(std::move(lane));
    return both;
}

// Exchanged in the exits alone, the lanes look as if cars used all of them both ways.
void doubt_crosses(Told const& exits, std::map<std::string, bool> const& channels, Suspicions& out) {
    std::size_t known = 0;
    std::vector<std::string> wrong;
    for (auto const& exit : exits) {
        auto const from = leads_out(member_of(exit, "inCross"), channels);
        auto const by = leads_out(member_of(exit, "outCross"), channels);
        if (!from || !by) continue;
        ++known;
        if (*from && !*by) wrong.push_back(in_quotes(member_of(exit, "inCross")));
    }
    if (wrong.size() < fewest || wrong.size() * 10 <= known * 9) return;
    out.push_back({"inCross", count_text(wrong.size()) + " of " + count_text(known) + " exits came in by an exit (" +
                                  two_of(wrong) + ") and left by an entrance; are inCross and outCross exchanged?"});
}

void doubt_times(Told const& exits, Suspicions& out) {
    std::vector<std::string> backward;
    std::size_t both = 0, with_entry = 0;
    for (auto const& exit : exits) {
        auto const in = time_in(exit, "inTime"), out_time = time_in(exit, "outTime");
        with_entry += in ? 1 : 0;
        if (!in || !out_time) continue;
        ++both;
        if (*out_time < *in) backward.push_back(in->text() + " to " + out_time->text());
    }
    if (both >= fewest && backward.size() * 2 > both)
        out.push_back({"outTime", count_text(backward.size()) + " of " + count_text(both) +
                                      " cars left before they came (" + two_of(backward) +
                                      "); are inTime and outTime exchanged?"});
    if (exits.size() >= fewest && with_entry == 0)
        out.push_back({"inTime", "none of " + count_text(exits.size()) +
                                     " exits has an inTime; is the entry joined by the right column, and are entries "
                                     "and exits not exchanged?"});
}

// An exit has the recordCode of its entry. Where both are known, so is the plate; where the plate came in earlier and
// no exit at all is of a known entry, the codes are made in two ways.
void doubt_records(Told const& entries, Told const& exits, Suspicions& out) {
    std::set<std::string> records;
    std::map<std::string, std::pair<LocalTime, std::string>> first_entry;  // by plate
    for (auto const& entry : entries) {
        auto const record = member_of(entry, "recordCode"), plate = member_of(entry, "carNum");
        auto const in = time_in(entry, "inTime");
        records.insert(record);
        if (in && !says_nothing(plate)) first_entry.try_emplace(plate, *in, record);
    }
    std::vector<std::string> apart;
    for (auto const& exit : exits) {
        auto const record = member_of(exit, "recordCode");
        if (records.contains(record)) return;
        auto const entry = first_entry.find(member_of(exit, "carNum"));
        auto const out_time = time_in(exit, "outTime");
        if (entry == first_entry.end() || !out_time || *out_time < entry->second.first) continue;
        apart.push_back(entry->second.second + " and " + record);
    }
    if (apart.size() >= fewest)
        out.push_back({"recordCode", "no exit has the recordCode of an entry, although " + count_text(apart.size()) +
                                         " have the plate of an earlier one (" + two_of(apart) +
                                         "); an exit's recordCode is that of its entry"});
}

}  // namespace

void Plausibility::look_at(RecordStream const& stream, Fact const& fact) {
    if (fact.messages.empty() || fact.messages.back().origin == Origin::inferred) return;
    auto& told = told_[stream.name];
    if (told.size() >= judged_at_most) return;
    auto const& body = fact.messages.back().body;
    auto members = read_request(body);
    if (!members || !schema::check(*stream.interface->request, body).empty()) return;
    told.push_back(std::move(*members));
    changed_ = true;
}

std::vector<Plausibility::Doubt> Plausibility::doubts() {
    std::vector<Doubt> found;
    if (!std::exchange(changed_, false)) return found;
    auto const told_of = [&](std::string_view interface) {
        Told all;
        for (auto const& stream : mapping_.records) {
            if (stream.interface->id != interface) continue;
            auto const& told = told_[stream.name];
            all.insert(all.end(), told.begin(), told.end());
        }
        return all;
    };
    auto const channels = exits_among(told_of("channel_info"));
    auto const entries = told_of("vehicle_entry");
    auto const both_ways = used_both_ways(entries, told_of("vehicle_exit"));
    for (auto const& stream : mapping_.records) {
        auto const& told = told_[stream.name];
        Suspicions suspicions;
        if (stream.interface->id == "vehicle_entry") {
            doubt_plates(told, suspicions);
            doubt_lanes(told, "inCross", false, channels, both_ways, suspicions);
        } else if (stream.interface->id == "vehicle_exit") {
            doubt_plates(told, suspicions);
            doubt_lanes(told, "outCross", true, channels, both_ways, suspicions);
            if (suspicions.empty()) doubt_crosses(told, channels, suspicions);
            doubt_times(told, suspicions);
            doubt_records(entries, told, suspicions);
            for (auto const* wire : {"payMoney", "chargeMoney"}) {
                doubt_amounts(told, wire, suspicions);
                doubt_that_all_is_free(told, wire, suspicions);
            }
        }
        for (auto const& [wire, words] : suspicions) {
            auto const* field = field_of(stream, wire);
            if (!field || field->recipe.source == Recipe::Source::constant) continue;
            auto const place = describe(field->place);
            if (said_.insert(place).second) found.push_back({stream.name, place + ": " + words});
        }
    }
    return found;
}

}  // namespace lotbridge::sql
