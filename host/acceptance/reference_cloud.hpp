// The reference cloud (tools/cloud) through its own API: a second opinion about what arrived, a platform that asks on
// request, and the only one whose faults may be rehearsed.
#pragma once

#include "acceptance/facts.hpp"
#include "acceptance/http.hpp"
#include "base/json.hpp"

#include <lotbridge/result.hpp>

namespace lotbridge::acceptance {

namespace json = base::json;

class ReferenceCloud {
public:
    // address: of the API, "http://127.0.0.1:8081". An error unless a reference cloud answers there that knows the lot.
    static Result<ReferenceCloud> open(std::string_view address, std::string park_id);

    // Whether it is this cloud that the host delivers to: it must have the latest message that the host knows
    // delivered.
    Result<> prove(store::Reader const& reader, std::string const& lot) const;

    // What it says of the lot and the span that the facts name. after: of the messages behind this one instead,
    // whenever they were taken in.
    Result<Judgement> judge(store::Reader const& reader, Facts const& facts,
                            std::optional<store::Seq> after = std::nullopt) const;

    // ---- faults; each ends by itself after so long
    Result<std::int64_t> fault(std::string_view kind, std::chrono::milliseconds time, std::int64_t count = 0,
                               std::string_view code = {}) const;
    Result<> heal() const;
    Result<std::int64_t> hits(std::int64_t fault) const;  // a fault that is over has none
    Result<std::int64_t> logins() const;
    Result<std::int64_t> repeats() const;  // messages of all lots that came again under their number

    Result<rapidjson::Document> call(std::string_view method, std::string const& target, std::string body = {}) const;
    Result<rapidjson::Document> get(std::string const& target) const { return call("GET", target); }
    // A request that goes down to the lot. The reply's members are those of the API: resultCode, resultMessge, data ...
    Result<rapidjson::Document> ask(std::string_view interface, std::string body, std::string_view opr_num = {}) const;
    // "lot=..." for a query.
    std::string lot_query() const { return "lot=" + percent_encoded(park_id_); }

private:
    ReferenceCloud(cloud::Url server, std::string park_id) : server_(std::move(server)), park_id_(std::move(park_id)) {}

    cloud::Url server_;
    std::string park_id_;
};

}  // namespace lotbridge::acceptance
