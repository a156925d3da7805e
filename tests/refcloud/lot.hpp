// A lot written by hand from chapter B of the standard. It shares no code with the program that it tests.
#pragma once

#include "cloud_process.hpp"

#include <string>
#include <string_view>

namespace lotbridge::test {

std::string md5_capitals(std::string_view bytes);
std::string percent_encoded(std::string_view bytes);

// "secret", TripleDES-CBC with the key and iv of CloudProcess, by the openssl command line.
inline constexpr char const* sealed_password = "qaIZrvHmrRc=";

// An answer envelope as it came.
struct Told {
    HttpAnswer http;
    std::string code() const;  // resultCode
    std::string words() const;
    rapidjson::Document envelope() const;
};

Told post_form(unsigned short port, std::string_view envelope);

class Lot {
public:
    explicit Lot(CloudProcess const& cloud) : cloud_(cloud) {}

    // Signs in; the token is kept for what follows.
    Told login();
    std::string const& token() const { return token_; }

    // B.1.2.3, every member in the order of the table; an empty number makes a new one.
    std::string envelope(std::string_view code, std::string_view data, std::string_view number = "") const;
    Told tell(std::string_view code, std::string_view data, std::string_view number = "") const;

    static std::string signature(std::string_view data) { return md5_capitals(std::string(data) + "k0") + "00"; }

private:
    CloudProcess const& cloud_;
    std::string token_;
    mutable int numbers_ = 0;
};

// The text with the first place of one part in it changed; the part is there.
std::string changed(std::string text, std::string_view part, std::string_view other);

// Bodies with every member of their tables.
std::string entry(std::string_view record, std::string_view plate = "京A12345");
std::string correction(std::string_view record, std::string_view plate);
std::string exit(std::string_view record, std::string_view plate = "京A12345");
std::string bill(std::string_view record);
std::string settlement(std::string_view user, std::string_view sum);
std::string reconciliation(std::string_view number, std::string_view sum, std::string_view day = "2024-05-01");
std::string equipment(std::string_view code, std::string_view link, std::string_view when, std::string_view operation);
std::string channel(std::string_view id, std::string_view name, std::string_view action);
std::string image(std::string_view record, std::string_view base64 = "/9j/4AAQ");

}  // namespace lotbridge::test
