#include "store/values.hpp"

#include <charconv>

namespace lotbridge::store {

Values::Values(SQLite::Database& database)
    : lot_(database, "SELECT id FROM lot WHERE name = ?1"),
      new_lot_(database, "INSERT INTO lot (name) VALUES (?1) ON CONFLICT DO NOTHING"),
      set_offset_(database, "UPDATE lot SET utc_offset = ?2 WHERE id = ?1"),
      cursor_(database, "SELECT position FROM cursor WHERE lot = ?1 AND instance = ?2"),
      value_(database, "SELECT text FROM value WHERE lot = ?1 AND name = ?2"),
      put_value_(database,
                 "INSERT INTO value (lot, name, text) VALUES (?1, ?2, ?3) "
                 "ON CONFLICT DO UPDATE SET text = excluded.text"),
      put_report_(database, "INSERT OR REPLACE INTO report (lot, name, day, at, body) VALUES (?1, ?2, ?3, ?4, ?5)"),
      fact_(database, "SELECT value FROM meta WHERE name = ?1"),
      put_fact_(database,
                "INSERT INTO meta (name, value) VALUES (?1, ?2) "
                "ON CONFLICT DO UPDATE SET value = excluded.value"),
      forget_fact_(database, "DELETE FROM meta WHERE name = ?1") {}

LotId Values::lot(std::string const& name, std::optional<std::chrono::minutes> utc_offset) {
    auto const added = run(new_lot_, name) > 0;
    Rows rows(lot_, name);
    rows.next();
    auto const id = rows.integer(0);
    // Said twice, in another place of the file: letters whose lot had lost its name could be delivered to nobody.
    if (added) put_fact("lot/" + std::to_string(id), name);
    if (utc_offset) run(set_offset_, id, utc_offset->count());
    return id;
}

std::string Values::cursor(LotId lot, std::string const& instance) {
    Rows rows(cursor_, lot, instance);
    return rows.next() ? rows.text(0) : std::string();
}

std::optional<std::string> Values::value(LotId lot, std::string const& name) {
    Rows rows(value_, lot, name);
    return rows.next() ? std::optional(rows.text(0)) : std::nullopt;
}

void Values::put_value(LotId lot, std::string const& name, std::string const& text) {
    run(put_value_, lot, name, text);
}

void Values::put_report(DayReport const& report) {
    run(put_report_, report.lot, report.name, report.day, report.at, report.body);
}

std::optional<std::string> Values::fact(std::string const& name) {
    Rows rows(fact_, name);
    return rows.next() ? std::optional(rows.text(0)) : std::nullopt;
}

void Values::put_fact(std::string const& name, std::string const& text) { run(put_fact_, name, text); }

void Values::forget_fact(std::string const& name) { run(forget_fact_, name); }

std::optional<std::int64_t> Values::number(std::string const& name) {
    auto const text = fact(name);
    std::int64_t number = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc{})
        return std::nullopt;
    return number;
}

}  // namespace lotbridge::store
