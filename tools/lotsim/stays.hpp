// The rows of a stay, statement by statement. Callers hold the transaction; SOCI's exceptions pass through.
#pragma once

#include "lotsim/pictures.hpp"
#include "lotsim/schema.hpp"

#include <optional>
#include <string>

namespace lotbridge::lotsim {

// A car in front of a booth.
struct Passage {
    std::optional<std::string> plate;  // as it was read
    Car const* car = nullptr;
    Lane lane;
    LocalTime at;
    bool by_hand = false;
    PicturePaths pictures;
};

// What the product would write as carType: a monthly car whose month is over counts as a visitor.
CarKind charged_as(Car const& car);

struct OpenStay {
    long long id = 0;
    std::optional<std::string> plate;
    LocalTime in;
    std::string car_type;
};

// Row numbers set aside for a stay that is committed later; absent: the database numbers.
struct RowIds {
    std::optional<long long> stay, history;
};

std::string trigger_name(bool by_hand);  // 自动, 手动

std::optional<OpenStay> newest_open(soci::session& sql, std::string const& plate);
std::optional<OpenStay> open_by_id(soci::session& sql, long long id);

long long insert_stay(soci::session& sql, Passage const& passage, RowIds ids = {});
void reuse_stay(soci::session& sql, long long id, Passage const& passage);
long long insert_exit_only(soci::session& sql, Passage const& passage);

// The product's change queue: a copy of the row as it is now. 新添加 or 被修改.
void note_change(soci::session& sql, long long stay, bool added, LocalTime at, std::optional<long long> id = {});
// Free spaces are counted, never stepped.
void recount_spaces(soci::session& sql);
void set_clock(soci::session& sql, LocalTime now);

}  // namespace lotbridge::lotsim
