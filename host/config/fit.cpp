#include "config/fit.hpp"

#include "base/text.hpp"
#include "config/embedded.hpp"
#include "config/reference.hpp"
#include "config/schema_node.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::config {

namespace {

void check_secret(Origin const& origin, Json const& value, std::string const& pointer, Problems& problems) {
    if (origin.secret(pointer)) return;
    if (value.IsString()) {
        problems.push_back(origin.problem(
            pointer,
            R"(is a secret and must not stand in the file itself; give {"kept": "..."}, {"file": "..."} or {"env": "..."})"));
    } else if (value.IsObject()) {
        problems.push_back(
            origin.problem(pointer, R"(must be {"kept": "..."}, {"file": "..."} or {"env": "..."}, one of the three)"));
    }
}

void make_whole(Origin const& origin, rapidjson::Document& json, Json& value) {
    auto const path = base::to_text(origin.resolve(text_of(value)));
    value.SetString(path.data(), static_cast<rapidjson::SizeType>(path.size()), json.GetAllocator());
}

bool reported(Problems const& problems, Problem const& problem) {
    return std::any_of(problems.begin(), problems.end(),
                       [&](Problem const& p) { return p.pointer == problem.pointer; });
}

void add_new(Problems& problems, Problem problem) {
    if (!reported(problems, problem)) problems.push_back(std::move(problem));
}

void sort_by_place(Problems& problems) {
    std::stable_sort(problems.begin(), problems.end(), [](Problem const& a, Problem const& b) {
        return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
    });
}

}  // namespace

Problems fit(Origin const& origin, rapidjson::Document& json, Schema const& schema) {
    Problems problems;
    // Plain secrets first: nothing else about such a value is worth saying, and nothing may quote it.
    std::set<std::string> hidden;
    schema.visit(json, [&](Json& value, Json const& node, std::string const& pointer) {
        if (!flagged(node, "x-secret")) return;
        hidden.insert(pointer);
        check_secret(origin, value, pointer, problems);
    });
    auto const shown = [&](std::string const& pointer) { return !hidden.contains(pointer) && !origin.secret(pointer); };
    for (auto& finding : schema.check(json, shown)) {
        auto const at = finding.about_name ? Origin::At::name : Origin::At::value;
        add_new(problems, origin.problem(finding.pointer, std::move(finding.words), at));
    }
    schema.visit(json, [&](Json& value, Json const& node, std::string const&) {
        if (value.IsString() && text_or(node, "format") == "path") make_whole(origin, json, value);
    });
    sort_by_place(problems);
    return problems;
}

Checked<Document> fit_settings(Checked<Document> document, std::string_view schema_text, KeptSecrets const* kept) {
    if (!document) return document;
    auto problems = resolve_references(*document, kept);
    auto const schema = Schema::parse(schema_text);
    if (!schema) return tl::unexpected(Problems{document->origin.problem("", schema.error().message)});
    for (auto& problem : fit(document->origin, document->json, *schema)) add_new(problems, std::move(problem));
    sort_by_place(problems);
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return document;
}

Checked<Document> fit_settings_text(Checked<Document> document, std::string_view schema_name) {
    return fit_settings(std::move(document), embedded_schema(schema_name));
}

Checked<Document> read_settings(std::filesystem::path const& file, std::string_view schema, KeptSecrets const* kept) {
    return fit_settings(read_document(file), embedded_schema(schema), kept);
}

}  // namespace lotbridge::config
