// "reconcile" at the control door: {"lot":"demo","day":"2024-01-31","repair":true}. "lot" may be left out where there
// is only one.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <string>
#include <string_view>

namespace lotbridge::app {

struct ReconcileRequest {
    std::string lot;
    LocalDate day;
    bool repair = false;
};

Result<ReconcileRequest> read_reconcile_request(std::string_view arguments);
std::string to_json(ReconcileRequest const& request);

}  // namespace lotbridge::app
