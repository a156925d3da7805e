#include "app/reconcile_request.hpp"

#include "base/json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace lotbridge::app {

Result<ReconcileRequest> read_reconcile_request(std::string_view arguments) {
    rapidjson::Document json;
    json.Parse(arguments.data(), arguments.size());
    if (json.HasParseError() || !json.IsObject()) return fail(Errc::rejected, "the arguments are no JSON object");
    auto const given = base::json::text(json, "day");
    auto const day = LocalDate::parse(given);
    if (!day || day->empty())
        return fail(Errc::rejected, "\"day\" must be a date such as 2024-01-31, not \"" + given + "\"");
    return ReconcileRequest{base::json::text(json, "lot"), *day, base::json::flag(json, "repair")};
}

std::string to_json(ReconcileRequest const& request) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    writer.StartObject();
    writer.Key("lot");
    writer.String(request.lot.c_str());
    writer.Key("day");
    writer.String(request.day.text().c_str());
    writer.Key("repair");
    writer.Bool(request.repair);
    writer.EndObject();
    return buffer.GetString();
}

}  // namespace lotbridge::app
