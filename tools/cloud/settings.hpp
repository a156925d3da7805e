// What the platform is told at its start: the lots with their accounts and keys, the doors to listen on, the times to
// judge by.
#pragma once

#include "envelope.hpp"
#include "json.hpp"
#include "member.hpp"
#include "signature.hpp"

#include <lotbridge/result.hpp>
#include <lotbridge/schema/catalogue.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

using Milliseconds = std::chrono::milliseconds;

// A lot's account. Passwords are kept one-way (B.2.7).
struct Lot {
    std::string park_id, park_code, user, password_digest, password_md5;
    std::string key, iv;  // 3DES, S4
    KeyPool keys;         // S3
    std::chrono::minutes utc_offset{480};
    std::map<std::string, Member> members;  // by plate
};

// The standard's figures. All of them shorten together in tests.
struct Times {
    Milliseconds hour{3'600'000};         // B.1.2.5
    std::size_t requests = 5;             // B.1.2.5: with one oprNum in that hour
    Milliseconds retry{600'000};          // 5.1.2, 5.1.4, 5.2.3, 5.2.4: again after ten minutes
    Milliseconds heartbeat{360'000};      // 5.1.8: every five minutes, and one to spare
    Milliseconds free_spaces{75'000};     // 5.1.7: at least every minute
    Milliseconds unlicensed{60'000};      // 5.3.1: how long the entry of a vehicle without a plate may take to come
    Milliseconds answer{10'000};          // how long a downlink request waits for its reply
    Milliseconds downlink_idle{180'000};  // B.2.3: a connection on which nothing was read for so long is closed
    // The two clocks differ by the way between them: a window may look this part shorter from here.
    double slack = 0.05;

    void scale(double factor);
    Milliseconds shortened(Milliseconds window) const {
        return Milliseconds(static_cast<std::int64_t>(static_cast<double>(window.count()) * (1 - slack)));
    }
};

using Codes = std::map<std::string, std::string, std::less<>>;  // interface id → wire code
enum class Images { either, base64, multipart };                // E10

struct Settings {
    std::vector<Lot> lots;
    std::string uplink = "127.0.0.1:0", downlink = "127.0.0.1:0", api = "127.0.0.1:0";
    std::filesystem::path certificate, private_key, client_ca;  // certificate set: the uplink speaks TLS
    std::filesystem::path database;                             // empty: in memory
    bool is_volatile = false;                                   // answers do not wait for the disk
    bool require_signature = true;
    bool refuse_disorder = true;  // messages out of a record's order are refused; otherwise taken and reported
    bool time_delays = true;      // 6.1.2; false for lots whose clocks are played
    SignatureForm signature = SignatureForm::append;
    PasswordForm password_form = PasswordForm::triple_des_base64;
    std::string user_member = "parkUserName", password_member = "parkUserPwd";
    Header header;                             // constant members that every envelope has besides B.1.2
    std::vector<std::string> relogin{"9000"};  // E4; the first is what an invalid token is answered with
    Images images = Images::either;
    std::map<std::string, std::size_t, std::less<>> batch;  // E11: interface id → VOs in a list, where it is not 1
    Times times;
    Codes codes;            // where it is not the number (E1)
    std::string misbehave;  // JSON, see faults.hpp; empty: none

    std::string code_of(schema::Interface const& interface) const;
    bool ends_token(std::string_view result_code) const;
    std::size_t batch_of(schema::Interface const& interface) const;
    Lot const* lot(std::string_view park_id) const;
    Lot const* lot_of_user(std::string_view user) const;
};

using Topics = std::map<std::string, schema::Interface const*, std::less<>>;
Topics interfaces_by_code(Settings const& settings);

Result<Settings> load_settings(std::filesystem::path const& file);
Result<std::string> slurp(std::filesystem::path const& file);
// {"codes": {"heartbeat": "HB"}}
Result<> read_codes(json::Value const& root, Codes& out);
// One lot from an object like those under "lots".
Result<Lot> read_lot(json::Value const& object, SignatureForm form, std::string_view where);
// What only shows when everything is read: lots there and distinct, addresses usable.
Result<> complete(Settings const& settings);

}  // namespace lotbridge::refcloud
