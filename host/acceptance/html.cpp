#include "acceptance/html.hpp"

namespace lotbridge::acceptance {

Html::Element Html::open(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += '>';
    open_.emplace_back(name);
    return Element(this);
}

void Html::element(std::string_view name, std::string_view text, Attributes attributes) {
    auto const opened = open(name, attributes);
    escape(text);
}

void Html::empty(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += "/>";
}

void Html::text(std::string_view text) { escape(text); }

void Html::begin(std::string_view name, Attributes attributes) {
    (out_ += '<') += name;
    for (auto const& [attribute, value] : attributes) {
        ((out_ += ' ') += attribute) += "=\"";
        escape(value);
        out_ += '"';
    }
}

void Html::close() {
    ((out_ += "</") += open_.back()) += '>';
    open_.pop_back();
}

void Html::escape(std::string_view text) {
    for (char const c : text) {
        switch (c) {
            case '&':
                out_ += "&amp;";
                break;
            case '<':
                out_ += "&lt;";
                break;
            case '>':
                out_ += "&gt;";
                break;
            case '"':
                out_ += "&quot;";
                break;
            default:
                // Control characters have no place in HTML, however they are written.
                out_ += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
}

}  // namespace lotbridge::acceptance
