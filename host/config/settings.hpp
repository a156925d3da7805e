// What an operator may set, typed, with defaults. Loading, validation and secrets: load.hpp.
#pragma once

#include "base/log.hpp"
#include "config/problem.hpp"

#include <lotbridge/schema/scalars.hpp>
#include <lotbridge/vo/codes.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::config {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

// A value that is never printed. Given as {"kept": "..."}, {"file": "..."} or {"env": "..."}; resolved when settings
// are loaded.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    std::string const& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

struct StoreSettings {
    std::uint64_t min_free_bytes = 256u << 20;  // below this, intake stops and delivery goes on
    std::chrono::hours keep_delivered = 30 * 24h;
};

struct HostSettings {
    std::filesystem::path file;               // where these settings came from
    std::filesystem::path data_directory;     // store, images, control file; the log unless it has a place of its own
    std::filesystem::path plugin_directory;   // empty: where the program was installed
    std::vector<std::filesystem::path> lots;  // one file each; "lots" may also name a directory
    base::LogSettings log;
    StoreSettings store;
};

// Everything that differs between real platforms (decisions.md). Files: configs/platforms/*.json.
struct PlatformProfile {
    std::string name = "standard";
    std::map<std::string, std::string> codes;  // interface id → wire code (E1); default: serial number as text
    std::vector<std::string> retry_codes, permanent_codes, relogin_codes = {"9000"};  // E4
    std::map<std::string, unsigned> batch;                                            // E11, default 1
    unsigned concurrency = 8;                                                         // requests in flight per lot
    enum class SignatureForm { append, replace_last_two } signature = SignatureForm::append;  // S1
    enum class KeyChoice { random, fixed } key_choice = KeyChoice::random;                    // S3
    bool require_reply_signature = false, require_request_signature = true;                   // S5
    enum class Images { base64, multipart } images = Images::base64;                          // E10
    struct Login {
        // S4; the standard's is TripleDES. What is not encrypted wants https.
        enum class Password {
            triple_des_base64,
            triple_des_hex,
            md5_upper,
            md5_lower,
            plain,
        } password = Password::triple_des_base64;
        std::string user_member = "parkUserName", password_member = "parkUserPwd";

        bool encrypts() const { return password <= Password::triple_des_hex; }
        bool operator==(Login const&) const = default;
    } login;
    std::map<std::string, std::string> header;  // constant members that every envelope has besides those of B.1.2
    struct Times {
        Milliseconds connect = 5s, answer = 15s;
        Milliseconds retry_refused = 10min;  // answered with a failure
        Milliseconds retry_lost_first = 5s, retry_lost_max = 10min;
        Milliseconds window = 60min;
        unsigned requests_per_window = 5;
        Milliseconds probe_first = 1s, probe_max = 60s;
        Milliseconds login_first = 10s, login_max = 10min;
        Milliseconds token_storm_window = 10min;
        unsigned token_storm_limit = 3;
        Milliseconds heartbeat = 5min, free_spaces = 1min;
        Milliseconds month_login_spread = 120s;
        std::chrono::hours letter_retention = 30 * 24h;  // then to the dead letters
        Milliseconds deduct = 1s, question = 5s;         // an adapter's wait for an answer: 26 (5.6.3), any other
        Milliseconds member_cache = 24h;  // how old a member's state may be that counts while the cloud is away

        bool operator==(Times const&) const = default;
    } times;
    struct Downlink {
        enum class Hello { heartbeat, login, none } hello = Hello::heartbeat;
        Milliseconds keepalive = 60s, reconnect_first = 1s, reconnect_max = 60s;
        std::size_t max_packet = 1u << 20, max_unframed = 3u << 20;
        Milliseconds gate_life = 10s, unlicensed_life = 60s, command_limit = 30s;

        bool operator==(Downlink const&) const = default;
    } downlink;
};

struct TlsSettings {
    std::filesystem::path ca_file, certificate_file, key_file;  // empty: the system's store, no client certificate
};

struct CloudSettings {
    std::string url;       // http(s)://host[:port]/path, uplink
    std::string downlink;  // tcp://host:port, empty: no downlink
    std::string user;
    Secret password;
    Secret login_key;                    // 24 bytes, S4
    Secret login_iv;                     // 8 bytes
    std::vector<Secret> signature_keys;  // S3; the position is the index
    unsigned fixed_key = 0;
    TlsSettings tls;
    PlatformProfile profile;
};

struct AdapterSettings {
    std::string name;    // unique in the lot; cursors belong to it
    std::string plugin;  // id of the library, e.g. "lotbridge.sql"
    std::string settings =
        "{}";       // the instance's own JSON object, secrets resolved; load.hpp fits it to the plugin's schema
    Origin origin;  // where settings stand in the lot file
    // Interfaces routed to it from the cloud, and those that it gives to the cloud; empty: all that its capability
    // sheet offers and no other adapter names.
    std::vector<std::string> serves, reports;
    Milliseconds poll = 2s, call_limit = 30s;
    enum class Isolation { by_plugin, in_process, process } isolation = Isolation::by_plugin;
    std::uint64_t memory = 1u << 30;  // of a process of its own
};

// What one kind of vehicle pays (docs/fees.md). All times are whole minutes.
struct TariffRate {
    std::vector<vo::VehicleType> types;     // empty: any
    std::vector<std::string> plate_colors;  // as they stand in carColor; empty: any
    std::chrono::minutes free{0};           // a stay up to this costs nothing
    bool free_deducted = false;             // a longer one pays from the end of the free time, not from the entry
    struct Step {
        std::chrono::minutes until = std::chrono::minutes::max();  // of the stay, or of its day
        std::chrono::minutes every{0};                             // each of these that has begun costs the fee
        Money fee;
    };
    std::vector<Step> steps;  // in order of until; the last one has no end
    struct Day {
        enum class From { entry, midnight } from = From::entry;
        Money cap;
    };
    std::optional<Day> day;
    struct Night {
        std::chrono::minutes from{0}, to{0};  // since midnight
        std::chrono::minutes every{0};
        Money fee;
        std::optional<Money> cap;  // of one night
    };
    std::optional<Night> night;
};

// The prices of a lot whose own software cannot compute a fee.
struct Tariff {
    std::chrono::minutes grace{0};  // to leave in after a payment
    std::vector<vo::VehicleType> costs_nothing = {vo::VehicleType::monthly, vo::VehicleType::free_member,
                                                  vo::VehicleType::military_police};
    std::vector<TariffRate> rates;  // the first that fits a vehicle counts; the last one fits all
};

struct FeeSettings {
    Milliseconds quote_life = 15min;  // how long the answer to a fee query holds
    std::optional<Tariff> tariff;
};

// One lane of a lot whose adapters do not call it the same (docs/composite-lots.md).
struct LaneSettings {
    std::string code;  // as the cloud knows it, and its gate
    std::string name;  // or empty: as the adapter that reports channels has it
    // By the adapter's name what it calls the lane; of several words the first is the one that it understands.
    std::map<std::string, std::vector<std::string>> adapters;
};

// Pictures that another adapter takes than the one that reports the records.
struct PictureSettings {
    Milliseconds match = 20s;     // a passage and its record are at most so far apart, by their clocks
    std::chrono::hours wait{24};  // how long a picture waits for its record
};

struct LotSettings {
    Origin origin;     // the lot's file
    std::string name;  // unique on this host
    std::string park_id, park_code;
    std::string time_zone = "Asia/Shanghai";
    std::chrono::minutes utc_offset = 8h;                   // fixed; from time_zone
    std::string station_ip;                                 // E: header member ip, optional
    std::optional<std::chrono::minutes> reconcile_at = 3h;  // after midnight at the lot; nothing: never by itself
    CloudSettings cloud;
    FeeSettings fees;
    std::vector<AdapterSettings> adapters;
    std::vector<LaneSettings> lanes;
    PictureSettings pictures;
};

}  // namespace lotbridge::config
