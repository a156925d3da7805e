// The report as one HTML file for people: everything is in it, it prints on A4 with fields for signatures.
#pragma once

#include "acceptance/report.hpp"

namespace lotbridge::acceptance {

enum class Language { zh, en };

// Each language is a whole report of its own, in the order given.
std::string to_html(Report const& report, std::vector<Language> const& languages);

}  // namespace lotbridge::acceptance
