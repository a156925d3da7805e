// What happened, one JSON object a line, on disk before anything else happens. The yardstick for everything downstream.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lotbridge::lotsim {

// A member of a line: text, whole number, yes/no, money (written in fen), time (null when empty) or nothing (null).
using Fact = std::variant<std::monostate, std::string, std::int64_t, bool, Money, LocalTime>;

struct Member {
    Member(std::string_view member_name, std::string text) : name(member_name), value(std::move(text)) {}
    Member(std::string_view member_name, char const* text) : name(member_name), value(std::string(text)) {}
    Member(std::string_view member_name, std::int64_t number) : name(member_name), value(number) {}
    Member(std::string_view member_name, bool yes) : name(member_name), value(yes) {}
    Member(std::string_view member_name, Money amount) : name(member_name), value(amount) {}
    Member(std::string_view member_name, LocalTime time) : name(member_name), value(time) {}
    Member(std::string_view member_name, std::optional<std::string> text) : name(member_name) {
        if (text) value = std::move(*text);
    }

    std::string_view name;
    Fact value;
};

class Ledger {
public:
    // Adds to the file, so that a second play on the same lot goes on in the same ledger.
    static Result<Ledger> open(std::filesystem::path const& file);

    // The line's last member, written, is the real time in ms since 1970.
    Result<> write(std::string_view what, std::vector<Member> const& members);

private:
    Ledger(std::filesystem::path file, std::ofstream out) : file_(std::move(file)), out_(std::move(out)) {}

    std::filesystem::path file_;
    std::ofstream out_;
};

}  // namespace lotbridge::lotsim
