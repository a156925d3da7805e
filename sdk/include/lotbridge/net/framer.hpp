// Cuts what a stream brings into messages, however the bytes arrive. A framer belongs to one connection and one thread.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::net {

class Framer {
public:
    virtual ~Framer() = default;

    void feed(std::string_view bytes) { waiting_ += bytes; }
    // The next whole message; nothing as long as bytes are missing. An error says that the stream cannot be read any
    // further: it is too long or not what was agreed on, and the connection is of no use any more.
    Result<std::optional<std::string>> next();

protected:
    struct Found {
        std::size_t begin, end;  // of the message
        std::size_t used;        // bytes that are done with, message included
    };
    // What stands at the beginning of waiting: a message, or nothing yet. drop: bytes in front that belong to none.
    virtual Result<std::optional<Found>> find(std::string_view waiting, std::size_t& drop) = 0;

private:
    std::string waiting_;
    std::size_t begin_ = 0;  // of what was not used yet
};

// Makes one for each connection.
using MakeFramer = std::function<std::unique_ptr<Framer>()>;

// Lines that end in LF or CR LF, without their ends.
class LineFramer final : public Framer {
public:
    explicit LineFramer(std::size_t longest = 64 * 1024) : longest_(longest) {}

private:
    Result<std::optional<Found>> find(std::string_view waiting, std::size_t& drop) override;

    std::size_t longest_;
    std::size_t looked_ = 0;  // this far there is no end of line
};

// A header of fixed size that says how long the rest is. The message is given out with its header.
struct LengthForm {
    std::string_view magic = {};  // that the header begins with
    std::size_t header = 4;
    std::size_t length_at = 0, length_size = 4;  // where in the header, and how wide (1, 2 or 4)
    bool big_endian = true;
    bool counts_header = false;         // the length is that of header and rest
    std::size_t longest = 1024 * 1024;  // of the whole message
};

class LengthFramer final : public Framer {
public:
    explicit LengthFramer(LengthForm form) : form_(form) {}

private:
    Result<std::optional<Found>> find(std::string_view waiting, std::size_t& drop) override;

    LengthForm form_;
};

// JSON objects one after the other, nested as they like. Between them blanks, line ends and NUL mean nothing; anything
// else is an error. A brace within a text is none.
class JsonFramer final : public Framer {
public:
    explicit JsonFramer(std::size_t longest = 1024 * 1024) : longest_(longest) {}

private:
    Result<std::optional<Found>> find(std::string_view waiting, std::size_t& drop) override;

    std::size_t longest_;
    // Of the object that stands at the beginning: looked at so far.
    std::size_t at_ = 0, depth_ = 0;
    bool in_text_ = false, escaped_ = false;
};

}  // namespace lotbridge::net
