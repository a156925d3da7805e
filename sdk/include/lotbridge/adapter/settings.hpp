// An instance's settings as the host hands them over: one JSON object, secrets already resolved, checked against the
// adapter's settings schema. Reading a member names it in the error: settings /database/port: is not a whole number.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge {

namespace json {
class Document;
struct Node;
}  // namespace json

class Settings {
public:
    static Result<Settings> parse(std::string_view json);

    bool has(std::string_view name) const;  // there and not null
    Result<std::string> text(std::string_view name) const;
    Result<std::int64_t> integer(std::string_view name) const;
    Result<bool> flag(std::string_view name) const;
    Result<Settings> object(std::string_view name) const;
    Result<std::vector<Settings>> objects(std::string_view name) const;
    Result<std::vector<std::string>> texts(std::string_view name) const;

    // The same with a value for a member that is not there; one of the wrong kind is still an error.
    Result<std::string> text_or(std::string_view name, std::string_view otherwise) const;
    Result<std::int64_t> integer_or(std::string_view name, std::int64_t otherwise) const;
    Result<bool> flag_or(std::string_view name, bool otherwise) const;

    std::string const& json() const { return *json_; }  // the whole text, for adapters with a reader of their own

private:
    Settings(std::shared_ptr<std::string const> text, std::shared_ptr<json::Document const> document,
             json::Node const& node, std::string path);
    Result<json::Node const*> find(std::string_view name) const;
    tl::unexpected<Error> wrong(std::string_view name, std::string_view words) const;

    std::shared_ptr<std::string const> json_;
    std::shared_ptr<json::Document const> document_;  // owns what node_ points to
    json::Node const* node_;
    std::string path_;
};

}  // namespace lotbridge
