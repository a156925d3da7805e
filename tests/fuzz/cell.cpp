#include "bookmark.hpp"
#include "date_format.hpp"
#include "picture.hpp"
#include "transforms.hpp"
#include "veiled.hpp"

#include <lotbridge/schema/scalars.hpp>
#include <lotbridge/text/encoding.hpp>

#include "targets.hpp"

#include <algorithm>
#include <memory>

namespace lotbridge::fuzz {
namespace {

void as_time(std::string_view pattern, std::string_view text) {
    auto const format = sql::DateFormat::parse(pattern);
    auto const time = format ? format->read(text) : LocalTime();
    if (time) must(LocalTime::parse(time->text()) == *time, "a time is one of the standard's");
    if (format && time) format->write(*time);
}

void as_picture(std::string_view text, sql::Image::Form form) {
    sql::Image image;
    image.blob.emplace().name = "photo";
    image.form = form;
    image.limit = 1024;
    sql::Row const row{std::make_shared<sql::Columns const>(sql::Columns{"photo"}), {std::string(text)}};
    auto const picture = sql::read_picture(image, {.row = &row});
    must(!picture || !*picture || (*picture)->bytes.size() <= image.limit, "a picture is within its limit");
}

}  // namespace

// What a database holds: the first line is a form of times, the rest the value.
void cell(std::string_view input) {
    auto const end = std::min(input.find('\n'), input.size());
    auto const value = input.substr(std::min(end + 1, input.size()));
    for (auto const pattern : {input.substr(0, end), std::string_view("sql"), std::string_view("epoch-ms")})
        as_time(pattern, value);
    for (auto const& amount : {sql::money_from_fen(value), sql::money_from_yuan(value)})
        must(!amount || Money::parse(*amount).has_value(), "an amount is one of the standard's");
    for (auto const form : {sql::Image::Form::raw, sql::Image::Form::hex, sql::Image::Form::base64})
        as_picture(value, form);
    if (auto const text = to_utf8(value, Encoding::utf8)) {
        auto const plate = sql::normal_plate(*text);
        must(sql::normal_plate(plate) == plate, "a plate that is in form stays so");
    }
    must(sql::trim(sql::trim(value)) == sql::trim(value), "blanks are gone at once");
    sql::part(value, "-", value.size() % 3);
    sql::whole_number(value);
    sql::minutes_between(std::string(input.substr(0, end)), std::string(value));
    sql::veiled(std::string(value));
    if (auto const bookmark = sql::Bookmark::parse(value))
        must(sql::Bookmark::parse(bookmark->text())->text() == bookmark->text(), "a bookmark stays where it is");
}

}  // namespace lotbridge::fuzz
