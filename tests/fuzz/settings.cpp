#include "base/json.hpp"
#include "config/document.hpp"
#include "config/embedded.hpp"
#include "config/fit.hpp"

#include <lotbridge/adapter/settings.hpp>

#include "targets.hpp"

namespace lotbridge::fuzz {
namespace {

void as_tree(std::string_view input) {
    rapidjson::Document json;
    if (!base::json::read_object(json, input)) return;
    must(!base::json::is_deep(input), "no tree is deep");
    must(base::json::read_object(json, base::json::written(json)), "a tree stays a tree");
}

}  // namespace

// A settings file; the settings that an adapter is given; and the schema that an adapter gives for them.
void settings(std::string_view input) {
    as_tree(input);
    if (auto const parsed = Settings::parse(input)) {
        parsed->objects("lanes");
        parsed->texts("allow");
        parsed->integer("port");
    }
    auto document = config::parse_document("lot.json", input);
    if (!document) {
        must(!document.error().empty(), "what is wrong with it is said");
        return;
    }
    static auto const lot = config::Schema::parse(config::embedded_schema("lot")).value();
    config::fit(document->origin, document->json, lot);
    if (auto const schema = config::Schema::parse(input)) config::fit(document->origin, document->json, *schema);
}

}  // namespace lotbridge::fuzz
