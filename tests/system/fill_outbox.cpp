// lotbridge_fill_outbox DATA LOT COUNT: puts so many entries into a stopped host's outbox, through the store itself, as
// if an adapter had delivered them while the cloud was away. For the tests of a large backlog.
#include "store/store.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>

namespace lotbridge {
namespace {

constexpr long group = 2000;

store::NewLetter entry(long number, std::chrono::sys_seconds at) {
    vo::VehicleEntry entry;
    entry.record_code = fmt::format("fill-{:07}", number);
    entry.car_num = fmt::format("粤B{:05}", number % 100'000);
    entry.in_cross = "101";
    entry.in_time = LocalTime::from_utc(at, std::chrono::hours(8));
    entry.in_identity = vo::VehicleType::temporary;
    return {.topic = "vehicle_entry", .record = entry.record_code, .body = schema::encode(entry), .occurred = at};
}

Result<> take_in(store::Store& store, store::Intake intake) {
    std::promise<Result<store::IntakeReceipt>> stored;
    store.take_in(std::move(intake),
                  [&](Result<store::IntakeReceipt> receipt) { stored.set_value(std::move(receipt)); });
    LOTBRIDGE_TRY(auto const receipt, stored.get_future().get());
    static_cast<void>(receipt);
    return {};
}

Result<> fill(char const* data, char const* name, long count) {
    LOTBRIDGE_TRY(auto const store, store::Store::open(data, {}));
    LOTBRIDGE_TRY(auto const lot, store->lot(name));
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (long begin = 0; begin < count; begin += group) {
        store::Intake intake{.lot = lot, .captured = now};
        for (auto number = begin; number < std::min(begin + group, count); ++number)
            intake.letters.push_back(entry(number, now));
        LOTBRIDGE_CHECK(take_in(*store, std::move(intake)));
    }
    return {};
}

}  // namespace
}  // namespace lotbridge

int main(int argc, char** argv) {
    auto const count = argc == 4 ? std::strtol(argv[3], nullptr, 10) : 0;
    if (count <= 0) {
        std::fputs("usage: lotbridge_fill_outbox DATA LOT COUNT\n", stderr);
        return 2;
    }
    auto const filled = lotbridge::fill(argv[1], argv[2], count);
    if (!filled) fmt::print(stderr, "lotbridge_fill_outbox: {}\n", filled.error().message);
    return filled ? 0 : 1;
}
