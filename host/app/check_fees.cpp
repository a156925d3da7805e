#include "app/check.hpp"

#include "fee/tariff.hpp"

namespace lotbridge::app {
namespace {

using std::chrono::minutes;

// What the tariff comes to, for an integrator to compare with the board at the entrance.
std::string examples(config::Tariff const& tariff) {
    auto const morning = LocalTime::parse("2024-01-01 08:00:00")->at();
    auto const* rate = fee::rate_of(tariff, {vo::VehicleType::temporary, ""});
    auto const costs = [&](minutes stay) { return (rate ? fee::stay_fee(*rate, morning, stay) : Money()).text(); };
    return "a temporary vehicle that enters at 08:00 pays " + costs(minutes(60)) + " for 1 h, " + costs(minutes(120)) +
           " for 2 h, " + costs(minutes(1440)) + " for 24 h";
}

}  // namespace

CheckFinding check_fees(config::FeeSettings const& fees, std::optional<bool> told_by_adapter) {
    auto const finding = [](Grade grade, std::string words) { return CheckFinding{grade, "fees", std::move(words)}; };
    if (told_by_adapter == true)
        return finding(fees.tariff ? Grade::note : Grade::ok,
                       fees.tariff ? "fee_query is native: an adapter tells fees, and the lot file's tariff is not used"
                                   : "fee_query is native: an adapter tells fees");
    if (!told_by_adapter)
        return finding(Grade::note, "whether an adapter tells fees is not known while one does not start");
    if (!fees.tariff)
        return finding(Grade::note, "fee_query is unsupported: no adapter tells fees, and the lot file has no tariff");
    return finding(Grade::ok, "fee_query is derived by the host from the lot file's tariff; " + examples(*fees.tariff));
}

}  // namespace lotbridge::app
