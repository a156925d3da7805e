// A JSON Schema (draft 4, as RapidJSON checks it) that says in words what is wrong, and everything that is wrong.
//
// Beside the draft's keywords it reads, on a member:
//   "x-expects": "a length of time such as \"10s\""   what to say when the value does not fit
//   "x-secret": true                                  may only be given by reference, never as plain text
//   "format": "path"                                  relative to the file that holds it
//   "x-title-zh"                                      beside "title", the name for people
#pragma once

#include <lotbridge/result.hpp>

#include <rapidjson/document.h>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::config {

struct Finding {
    std::string pointer;
    std::string words;
    bool about_name = false;  // the member should not be there at all
};

class Schema {
public:
    static Result<Schema> parse(std::string_view text);
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    // shown: whether the value at a pointer may be quoted.
    std::vector<Finding> check(rapidjson::Value const& value,
                               std::function<bool(std::string const&)> const& shown) const;

    // Every value that the schema describes, with the schema's node for it. Alternatives (anyOf ...) are all visited.
    using Visitor =
        std::function<void(rapidjson::Value& value, rapidjson::Value const& node, std::string const& pointer)>;
    void visit(rapidjson::Value& value, Visitor const& visitor) const;

private:
    struct Body;
    explicit Schema(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace lotbridge::config
