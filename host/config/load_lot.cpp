#include "base/text.hpp"
#include "config/embedded.hpp"
#include "config/fields.hpp"
#include "config/fit.hpp"
#include "config/load.hpp"
#include "config/load_fees.hpp"
#include "config/nearest.hpp"
#include "config/time_zone.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>
#include <lotbridge/schema/catalogue.hpp>
#include <map>
#include <set>
#include <utility>

namespace lotbridge::config {

namespace {

std::string json_text(Json const& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

// One lot file on its way to settings; collects what the schema cannot see.
class LotFile {
public:
    explicit LotFile(Document const& document) : origin_(document.origin), json_(document.json) {}

    Checked<LotSettings> read() {
        LotSettings lot;
        lot.origin = origin_;
        take(lot.name, json_, "name");
        take(lot.park_id, json_, "park_id");
        take(lot.park_code, json_, "park_code");
        take(lot.time_zone, json_, "time_zone");
        take(lot.station_ip, json_, "station_ip");
        if (auto const offset = fixed_offset(lot.time_zone)) {
            lot.utc_offset = *offset;
        } else {
            problem("/time_zone", offset.error().message);
        }
        if (find(json_, "reconcile_at")) lot.reconcile_at = read_time_of_day(text_or(json_, "reconcile_at"));
        read_cloud(lot.cloud);
        if (auto const* fees = find(json_, "fees")) read_fees(lot.fees, *fees, origin_, problems_);
        read_adapters(lot.adapters);
        if (auto const* lanes = find(json_, "lanes")) read_lanes(lot.lanes, *lanes, lot.adapters);
        if (auto const* pictures = find(json_, "pictures")) {
            take(lot.pictures.match, *pictures, "match");
            take(lot.pictures.wait, *pictures, "wait");
        }
        if (!problems_.empty()) return tl::unexpected(std::move(problems_));
        return lot;
    }

    AdapterSettings read_adapter(Json const& object, std::string const& pointer) const {
        AdapterSettings adapter;
        take(adapter.name, object, "name");
        take(adapter.plugin, object, "plugin");
        take(adapter.serves, object, "serves");
        take(adapter.reports, object, "reports");
        take(adapter.poll, object, "poll");
        take(adapter.call_limit, object, "call_limit");
        using Isolation = AdapterSettings::Isolation;
        take(adapter.isolation, object, "isolation",
             {Word<Isolation>{"in-process", Isolation::in_process}, {"process", Isolation::process}});
        take(adapter.memory, object, "memory");
        if (auto const* settings = find(object, "settings")) adapter.settings = json_text(*settings);
        adapter.origin = origin_.part(member(pointer, "settings"));
        return adapter;
    }

private:
    void problem(std::string_view pointer, std::string words) {
        problems_.push_back(origin_.problem(pointer, std::move(words)));
    }

    void read_cloud(CloudSettings& cloud) {
        auto const& object = json_["cloud"];
        take(cloud.url, object, "url");
        take(cloud.downlink, object, "downlink");
        take(cloud.user, object, "user");
        take(cloud.password, object, "password");
        take(cloud.login_key, object, "login_key");
        take(cloud.login_iv, object, "login_iv");
        take(cloud.signature_keys, object, "signature_keys");
        take(cloud.fixed_key, object, "fixed_key");
        if (auto const* tls = find(object, "tls")) {
            take(cloud.tls.ca_file, *tls, "ca_file");
            take(cloud.tls.certificate_file, *tls, "certificate_file");
            take(cloud.tls.key_file, *tls, "key_file");
        }
        check_port(cloud.downlink);
        if (cloud.tls.certificate_file.empty() != cloud.tls.key_file.empty()) {
            problem("/cloud/tls", "certificate_file and key_file belong together; one of them is missing");
        }
        if (!read_profile(cloud.profile, text_or(object, "profile", "standard"))) return;
        check_keys(cloud);
        check_login(cloud, cloud.login_key, "login_key", 24);
        check_login(cloud, cloud.login_iv, "login_iv", 8);
    }
    void check_login(CloudSettings const& cloud, Secret const& secret, std::string_view name, std::size_t bytes) {
        auto const size = secret.reveal().size();
        if (!find(json_["cloud"], name)) {
            if (cloud.profile.login.encrypts())
                problem(
                    "/cloud",
                    fmt::format("{} is missing: the password is encrypted with it (profile: login.password)", name));
        } else if (size != bytes) {
            problem(member("/cloud", name), fmt::format("must be {} bytes, but has {}", bytes, size));
        }
    }
    void check_port(std::string_view downlink) {
        if (downlink.empty()) return;
        auto const port = std::stoul(std::string(downlink.substr(downlink.rfind(':') + 1)));
        if (port == 0 || port > 65535) problem("/cloud/downlink", fmt::format("{} is no port: 1 to 65535", port));
    }

    bool read_profile(PlatformProfile& profile, std::string_view name) {
        auto const is_file = name.ends_with(".json") || name.find_first_of("/\\") != std::string_view::npos;
        auto loaded = is_file ? load_platform(origin_.resolve(name)) : builtin_platform(name);
        if (loaded) {
            profile = std::move(*loaded);
            return true;
        }
        for (auto& found : loaded.error()) {
            // Without a file of its own the fault is the name, here.
            problems_.push_back(found.file.empty() ? origin_.problem("/cloud/profile", found.words) : std::move(found));
        }
        return false;
    }
    void check_keys(CloudSettings const& cloud) {
        auto const& keys = cloud.signature_keys;
        if (cloud.profile.key_choice == PlatformProfile::KeyChoice::fixed && !keys.empty() &&
            cloud.fixed_key >= keys.size()) {
            problem("/cloud/fixed_key",
                    fmt::format("{} is no index of signature_keys, which has {}", cloud.fixed_key, keys.size()));
        }
        if (cloud.profile.require_reply_signature && keys.empty())
            problem("/cloud/signature_keys",
                    "is missing: the cloud's replies must be signed (profile: signature.require_on_replies)");
        if (!cloud.downlink.empty() && keys.empty() && cloud.profile.require_request_signature) {
            problem("/cloud/signature_keys",
                    "is missing: requests from the cloud must be signed, they open gates (profile: "
                    "signature.require_on_requests)");
        }
    }

    void read_adapters(std::vector<AdapterSettings>& adapters) {
        auto const& list = json_["adapters"];
        std::map<std::string, std::string> names, servers;
        for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
            auto const pointer = element("/adapters", i);
            auto adapter = read_adapter(list[i], pointer);
            if (!names.emplace(adapter.name, pointer).second) {
                problem(member(pointer, "name"),
                        fmt::format("\"{}\" is the name of an earlier adapter of this lot", adapter.name));
            }
            check_serves(adapter, pointer, servers);
            check_reports(adapter, pointer);
            adapters.push_back(std::move(adapter));
        }
    }
    void check_serves(AdapterSettings const& adapter, std::string const& pointer,
                      std::map<std::string, std::string>& servers) {
        for (std::size_t i = 0; i < adapter.serves.size(); ++i) {
            auto const& id = adapter.serves[i];
            auto const here = element(member(pointer, "serves"), i);
            if (!check_way(here, id, schema::Direction::up, "no request that the cloud can send")) continue;
            if (auto const [first, fresh] = servers.emplace(id, adapter.name); !fresh)
                problem(here, fmt::format("{} is served by the adapter \"{}\" already", id, first->second));
        }
    }
    // Two adapters may report the same: parts of one lot that know nothing of each other.
    void check_reports(AdapterSettings const& adapter, std::string const& pointer) {
        for (std::size_t i = 0; i < adapter.reports.size(); ++i)
            check_way(element(member(pointer, "reports"), i), adapter.reports[i], schema::Direction::down,
                      "nothing that is told to the cloud");
    }
    // False: id names no interface that goes the other way than this, or both.
    bool check_way(std::string const& here, std::string const& id, schema::Direction wrong, std::string_view words) {
        std::vector<std::string_view> known;
        for (auto const& interface : schema::interfaces()) {
            if (interface.direction != wrong) known.push_back(interface.id);
        }
        if (std::find(known.begin(), known.end(), id) != known.end()) return true;
        problem(here, fmt::format("\"{}\" is {}{}", id, words, did_you_mean(id, known)));
        return false;
    }

    void read_lanes(std::vector<LaneSettings>& lanes, Json const& list, std::vector<AdapterSettings> const& adapters) {
        std::vector<std::string_view> names;
        for (auto const& adapter : adapters) names.push_back(adapter.name);
        std::set<std::string> codes;
        std::map<std::pair<std::string, std::string>, std::string> called;  // adapter and its word → the lane's code
        for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
            auto const pointer = element("/lanes", i);
            LaneSettings lane;
            take(lane.code, list[i], "code");
            take(lane.name, list[i], "name");
            if (!codes.insert(lane.code).second)
                problem(member(pointer, "code"), fmt::format("\"{}\" is the code of an earlier lane", lane.code));
            for (auto const& entry : list[i]["adapters"].GetObject()) {
                std::string const adapter(text_of(entry.name));
                auto& words = lane.adapters[adapter];
                entry.value.IsArray() ? assign(words, entry.value) : assign(words.emplace_back(), entry.value);
                auto const here = member(member(pointer, "adapters"), adapter);
                if (std::find(names.begin(), names.end(), adapter) == names.end())
                    problem(here,
                            fmt::format("this lot has no adapter \"{}\"{}", adapter, did_you_mean(adapter, names)));
                for (auto const& word : words)
                    if (auto const [first, fresh] = called.emplace(std::pair(adapter, word), lane.code); !fresh)
                        problem(here, fmt::format("what \"{}\" calls \"{}\" is the lane {} already", adapter, word,
                                                  first->second));
            }
            lanes.push_back(std::move(lane));
        }
    }

    Origin const& origin_;
    Json const& json_;
    Problems problems_;
};

// What the lot's schema says of one adapter, with the definitions that it refers to.
std::string adapter_schema() {
    auto const text = embedded_schema("lot");
    rapidjson::Document lot;
    lot.Parse(text.data(), text.size());
    auto& adapter = lot["properties"]["adapters"]["items"];
    return json_text(adapter.AddMember("definitions", lot["definitions"], lot.GetAllocator()));
}

}  // namespace

Checked<AdapterSettings> load_adapter_file(std::filesystem::path const& file) {
    auto const document = fit_settings(read_document(file), adapter_schema());
    if (!document) return tl::unexpected(document.error());
    LotFile const entry(*document);
    return entry.read_adapter(document->json, "");
}

Checked<LotSettings> load_lot(std::filesystem::path const& file, KeptSecrets const* kept) {
    auto const document = read_settings(file, "lot", kept);
    if (!document) return tl::unexpected(document.error());
    return LotFile(*document).read();
}

Checked<std::string> fit_adapter_settings(AdapterSettings const& adapter, std::string_view plugin_schema) {
    rapidjson::Document json;
    json.Parse(adapter.settings.data(), adapter.settings.size());
    auto const schema = Schema::parse(plugin_schema.empty() ? "{\"type\":\"object\"}" : plugin_schema);
    if (!schema) {
        return tl::unexpected(
            Problems{adapter.origin.problem("", fmt::format("plugin {}: {}", adapter.plugin, schema.error().message))});
    }
    auto problems = fit(adapter.origin, json, *schema);
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return json_text(json);
}

}  // namespace lotbridge::config
