// Writes HTML (and the SVG in it) that is well formed and escapes every text, by a stack of open elements.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lotbridge::acceptance {

class Html {
public:
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    // The element is closed when what open() returns ends.
    class Element {
    public:
        explicit Element(Html* page) : page_(page) {}
        Element(Element&& other) noexcept : page_(std::exchange(other.page_, nullptr)) {}
        Element& operator=(Element&&) = delete;
        ~Element() {
            if (page_) page_->close();
        }

    private:
        Html* page_;
    };

    [[nodiscard]] Element open(std::string_view name, Attributes attributes = {});
    // An element with nothing but text in it.
    void element(std::string_view name, std::string_view text, Attributes attributes = {});
    void empty(std::string_view name, Attributes attributes = {});  // <br>, <meta>, <rect/>
    void text(std::string_view text);
    void raw(std::string_view markup) { out_ += markup; }  // of our own making only

    std::string const& markup() const { return out_; }

private:
    void begin(std::string_view name, Attributes attributes);
    void close();
    void escape(std::string_view text);

    std::string out_;
    std::vector<std::string> open_;
};

}  // namespace lotbridge::acceptance
