// The host's log: rotating files, one line per event, as text or as JSON lines. Made once and passed down; no registry.
//
// One failure, one line, logged where it is handled, with the message's id as a field. Plates, phone numbers, tokens
// and passwords never come here in clear: masked() turns them into something that can be compared but not read.
#pragma once

#include <lotbridge/result.hpp>

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lotbridge::base {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

struct LogSettings {
    std::filesystem::path directory;  // lotbridge.log, lotbridge.1.log ...; empty: no file
    LogLevel level = LogLevel::info;  // what is below is not written
    LogFormat format = LogFormat::text;
    std::uint64_t max_file_bytes = 10u << 20;
    unsigned files = 10;
    bool console = false;  // also on stderr
};

// A named value beside the words of a line: {"lot", lot_name}, {"seq", 17}.
struct LogField {
    LogField(std::string_view field, std::string_view text) : name(field), value(std::string(text)) {}
    LogField(std::string_view field, char const* text) : name(field), value(std::string(text)) {}
    LogField(std::string_view field, std::integral auto number) : name(field), value(std::int64_t(number)) {}

    std::string name;
    std::variant<std::string, std::int64_t> value;
};
using LogFields = std::vector<LogField>;

// A cheap value: copies write into the same files. Every function may be called from any thread.
class Log {
public:
    // system_log: a source in Windows' event log that gets warnings and errors as well; empty: none.
    static Result<Log> open(LogSettings const& settings, std::string const& system_log = {});
    Log() = default;  // writes nothing

    // The same log with these fields on every line.
    Log with(LogFields fields) const;

    void write(LogLevel level, std::string_view words, LogFields const& fields = {}) const;
    void debug(std::string_view words, LogFields const& fields = {}) const { write(LogLevel::debug, words, fields); }
    void info(std::string_view words, LogFields const& fields = {}) const { write(LogLevel::info, words, fields); }
    void warning(std::string_view words, LogFields const& fields = {}) const {
        write(LogLevel::warning, words, fields);
    }
    void error(std::string_view words, LogFields const& fields = {}) const { write(LogLevel::error, words, fields); }
    bool writes(LogLevel level) const;

private:
    struct Body;
    std::shared_ptr<Body const> body_;
    LogFields context_;
};

// A personal value as its length and a short hash, "<8 chars #5e1c>": two lines about one plate can be told to belong
// together, the plate cannot be read. Empty stays empty.
std::string masked(std::string_view personal);

}  // namespace lotbridge::base
