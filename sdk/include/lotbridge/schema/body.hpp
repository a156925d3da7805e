// A body of any message that has passed its shape's check: parsed once, to be looked into and rewritten.
#pragma once

#include <lotbridge/schema/catalogue.hpp>

#include <memory>

namespace lotbridge::json {
class Document;
struct Node;
}  // namespace lotbridge::json

namespace lotbridge::schema {

// A text for a member that a body leaves out.
struct Default {
    std::string_view wire, text;
};

class Body {
public:
    // All problems at once in the error (Errc::rejected). shape outlives the body.
    static Result<Body> read(Shape const& shape, std::string_view json);
    Body(Body&&) noexcept;
    Body& operator=(Body&&) noexcept;
    ~Body();

    // A text, or the digits of a number; "" when the member is absent. Lives as long as the body.
    std::string_view text(std::string_view wire) const;

    // Exactly the members of the shape in row order, absent ones as the defaults given here or the standard's (E7);
    // numbers exact.
    std::string normalised(std::span<Default const> defaults = {}) const;

private:
    Body(Shape const& shape, std::unique_ptr<json::Document> document, json::Node const* root);

    Shape const* shape_;
    std::unique_ptr<json::Document> document_;
    json::Node const* root_;
};

}  // namespace lotbridge::schema
