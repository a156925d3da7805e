// A settings document against its schema: types and names, secrets only by reference, paths made whole. Inside this
// layer only.
#pragma once

#include "config/document.hpp"
#include "config/kept_secrets.hpp"
#include "config/schema.hpp"

namespace lotbridge::config {

// Everything wrong with json, which stands at origin. Relative paths ("format": "path") are resolved in place.
Problems fit(Origin const& origin, rapidjson::Document& json, Schema const& schema);

// Reads a file, resolves its references and fits it to one of the embedded schemas ("host", "lot", "platform"). kept:
// null for a file that may name no kept secrets.
Checked<Document> read_settings(std::filesystem::path const& file, std::string_view schema,
                                KeptSecrets const* kept = nullptr);
// The same for text that is at hand.
Checked<Document> fit_settings_text(Checked<Document> document, std::string_view schema);
// The same with a schema's text in place of its name.
Checked<Document> fit_settings(Checked<Document> document, std::string_view schema_text,
                               KeptSecrets const* kept = nullptr);

}  // namespace lotbridge::config
