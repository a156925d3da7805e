// A day that is over, as the platform has it: for the daily reconciliation (abi/totals.h).
#include "adapter.hpp"

#include <algorithm>

namespace lotbridge::ake {

using namespace std::chrono_literals;

Result<> Adapter::read_exits(LocalDate day, Rows const& take) {
    constexpr int most_pages = 500;
    LocalTime const from{std::chrono::local_seconds(day.day())}, to{from.at() + 24h - 1s};
    for (int page = 1; page <= most_pages; ++page) {
        LOTBRIDGE_TRY(auto const reply, gateway_->ask("getCarOutList", page_of(true, from, to, page), read_limit));
        auto const rows = read_rows(reply.data);
        LOTBRIDGE_CHECK(take(rows));
        if (rows.size() < exits_a_page) return {};
    }
    return fail(Errc::retry, "getCarOutList: the list of a day has no end, every page is full");
}

Result<Batch> Adapter::list_day(LocalDate day) {
    Batch batch;
    vo::DailyReconciliation sums;
    sums.date_time = day;
    auto const as_known = context(known().memory);
    auto const add = [&](std::vector<JsonValue> const& rows) -> Result<> {
        for (auto const& row : rows) {
            auto const passage = read_passage(row, true, as_known);
            if (!passage || !passage->exit) continue;
            auto const& exit = *passage->exit;
            batch.add_body(exit.name, exit.body, exit.key, exit.origin);
            auto const told = schema::decode<vo::VehicleExit>(exit.body);
            if (!told || exit.origin == Origin::inferred) continue;
            sums.pay_num += told->pay_money > Money() ? 1 : 0;
            sums.pay_money_sum += told->pay_money;
            sums.charge_money_sum += told->charge_money;
            sums.agio_money_sum += told->agio_money;
        }
        return {};
    };
    LOTBRIDGE_CHECK(read_exits(day, add));
    sums.check_time = now();
    batch.add(sums, day.text());
    return batch;
}

Result<Batch> Adapter::reread(LocalDate day, std::vector<std::string> const& records) {
    Batch batch;
    auto const as_known = context(known().memory);
    auto const add = [&](std::vector<JsonValue> const& rows) -> Result<> {
        for (auto const& row : rows) {
            auto const passage = read_passage(row, true, as_known);
            if (!passage || std::ranges::find(records, passage->record) == records.end()) continue;
            for (auto const* message : {&passage->entry, &passage->exit})
                if (*message) batch.add_body((*message)->name, (*message)->body, (*message)->key, (*message)->origin);
            for (auto const& picture : passage->pictures)
                if (auto key = wants_pictures_ ? fetch(picture) : fail(Errc::unsupported, ""))
                    batch.add_image(picture.upload, std::move(*key), picture.upload.image_code);
        }
        return {};
    };
    LOTBRIDGE_CHECK(read_exits(day, add));
    return batch;
}

}  // namespace lotbridge::ake
