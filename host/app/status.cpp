#include "app/status.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace lotbridge::app {
namespace {

class Json {
public:
    void text(char const* name, std::string const& value) {
        writer_.Key(name);
        writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    void number(char const* name, std::uint64_t value) {
        writer_.Key(name);
        writer_.Uint64(value);
    }
    void flag(char const* name, bool value) {
        writer_.Key(name);
        writer_.Bool(value);
    }
    // UTC, with its zone said.
    void time(char const* name, WallTime value) {
        auto text = LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(value), {}).text();
        text[10] = 'T';
        this->text(name, text + 'Z');
    }
    void begin(char const* name, bool list) {
        writer_.Key(name);
        list ? writer_.StartArray() : writer_.StartObject();
    }
    rapidjson::Writer<rapidjson::StringBuffer>& writer() { return writer_; }
    std::string text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

char const* name_of(plugin::Health health) {
    switch (health) {
        case plugin::Health::stopped:
            return "stopped";
        case plugin::Health::starting:
            return "starting";
        case plugin::Health::running:
            return "running";
        case plugin::Health::retrying:
            return "retrying";
        case plugin::Health::stuck:
            return "stuck";
        case plugin::Health::broken:
            return "broken";
        case plugin::Health::held:
            return "held";
    }
    return "unknown";
}

void write(Json& json, AdapterStatus const& adapter) {
    json.writer().StartObject();
    json.text("name", adapter.name);
    json.text("plugin", adapter.plugin);
    json.flag("isolated", adapter.isolated);
    json.text("health", name_of(adapter.status.health));
    json.text("words", adapter.status.words);
    json.text("warning", adapter.warning.words);
    if (!adapter.warning.words.empty()) json.time("warned", adapter.warning.at);
    json.number("polls", adapter.status.polls);
    json.number("submitted", adapter.status.submitted);
    json.number("commands", adapter.status.commands);
    json.number("failures", adapter.status.failures);
    json.begin("capabilities", false);
    for (auto const& [topic, ability] : adapter.status.capabilities) json.text(topic.c_str(), ability);
    json.writer().EndObject();
    json.writer().EndObject();
}

void write(Json& json, char const* where, base::Tally const& departures) {
    for (auto const& [what, count] : departures.counts()) {
        json.writer().StartObject();
        json.text("in", where);
        json.text("what", what);
        json.number("times", count.times);
        json.time("last", count.last);
        json.writer().EndObject();
    }
}

void write(Json& json, char const* name, std::map<std::string, base::Tally::Count> const& counts) {
    json.begin(name, true);
    for (auto const& [what, count] : counts) {
        json.writer().StartObject();
        json.text("what", what);
        json.number("times", count.times);
        json.time("last", count.last);
        json.writer().EndObject();
    }
    json.writer().EndArray();
}

void write(Json& json, relay::CompositeFigures const& composite) {
    json.begin("composite", false);
    json.begin("gives", false);
    for (auto const& [adapter, topics] : composite.givers.gives) json.text(adapter.c_str(), topics);
    json.writer().EndObject();
    json.begin("warnings", true);
    for (auto const& words : composite.givers.warnings) json.writer().String(words.c_str());
    json.writer().EndArray();
    write(json, "left", composite.left.counts());
    write(json, "unknown_lanes", composite.unknown_lanes.counts());
    json.begin("pictures", false);
    json.number("waiting", composite.pictures.waiting);
    json.number("placed", composite.pictures.placed);
    json.number("spare", composite.pictures.spare);
    json.number("given_up", composite.pictures.given_up);
    json.number("lone_passages", composite.pictures.lone_passages);
    json.number("lone_records", composite.pictures.lone_records);
    json.writer().EndObject();
    json.writer().EndObject();
}

void write(Json& json, LotStatus const& lot) {
    json.writer().StartObject();
    json.text("name", lot.name);
    json.flag("reachable", lot.reachable);
    json.text("link", lot.link_words);
    json.flag("downlink", lot.downlink);
    json.text("downlink_words", lot.downlink_words);
    json.text("fees", lot.fees);
    json.begin("uplink", false);
    json.number("accepted", lot.uplink.accepted);
    json.number("refused", lot.uplink.refused);
    json.number("lost", lot.uplink.lost);
    json.number("dead", lot.uplink.dead);
    json.number("in_flight", lot.in_flight);
    json.writer().EndObject();
    json.begin("requests", false);
    json.number("received", lot.requests.requests);
    json.number("answered", lot.requests.answered);
    json.number("refused", lot.requests.refused);
    json.number("repeated", lot.requests.repeated);
    json.number("owed_payments", lot.owed_payments);
    json.writer().EndObject();
    json.begin("questions", false);
    json.number("asked", lot.questions.asked);
    json.number("answered", lot.questions.answered);
    json.number("unanswered", lot.questions.unanswered);
    json.number("from_cache", lot.questions.from_cache);
    json.number("late_deductions", lot.questions.late_deductions);
    json.number("in_doubt", lot.questions_in_doubt);
    json.writer().EndObject();
    json.begin("departures", true);
    write(json, "answers", lot.answer_departures);
    write(json, "requests", lot.request_departures);
    json.writer().EndArray();
    if (lot.last_heartbeat) json.time("last_heartbeat", *lot.last_heartbeat);
    if (lot.clock_offset) {
        json.writer().Key("clock_offset_ms");
        json.writer().Int64(lot.clock_offset->count());
    }
    json.begin("adapters", true);
    for (auto const& adapter : lot.adapters) write(json, adapter);
    json.writer().EndArray();
    if (lot.composite) write(json, *lot.composite);
    json.begin("problems", true);
    for (auto const& problem : lot.problems) json.writer().String(problem.c_str());
    json.writer().EndArray();
    json.writer().EndObject();
}

}  // namespace

std::string to_json(HostStatus const& status) {
    Json json;
    json.writer().StartObject();
    json.text("version", status.version);
    json.number("process", static_cast<std::uint64_t>(status.process));
    json.time("started", status.started);
    json.time("now", status.now);
    json.flag("accepting", status.accepting);
    json.begin("lots", true);
    for (auto const& lot : status.lots) write(json, lot);
    json.writer().EndArray();
    json.begin("broken_lots", true);
    for (auto const& [lot, words] : status.broken_lots) {
        json.writer().StartObject();
        json.text("lot", lot);
        json.text("words", words);
        json.writer().EndObject();
    }
    json.writer().EndArray();
    json.writer().EndObject();
    return json.text();
}

}  // namespace lotbridge::app
