#include "base/log.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#if defined(_WIN32)
#include <spdlog/sinks/win_eventlog_sink.h>
#endif

namespace lotbridge::base {

struct Log::Body {
    mutable spdlog::logger logger;  // spdlog's logging functions are thread-safe but not const
    LogFormat format;
};

namespace {

// %v is what write() makes: the words and fields as text, or the rest of the JSON object that the pattern begins.
constexpr char text_pattern[] = "%Y-%m-%d %H:%M:%S.%e%z %l: %v";
constexpr char json_pattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v)";

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

// What comes from outside must not be able to begin a line of its own.
std::string one_line(std::string_view text) {
    std::string line;
    for (char const c : valid_utf8(text)) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            line += fmt::format("\\x{:02x}", byte);
        } else {
            line += c;
        }
    }
    return line;
}

std::string in_quotes(std::string_view text) {
    auto const plain = !text.empty() && text.find_first_of(" \"=") == std::string_view::npos;
    if (plain) return std::string(text);
    std::string quoted = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

class TextLine {
public:
    explicit TextLine(std::string_view words) : line_(one_line(words)) {}
    void add(LogField const& field) {
        line_ += fmt::format(" {}=", field.name);
        if (auto const* text = std::get_if<std::string>(&field.value)) {
            line_ += in_quotes(one_line(*text));
        } else {
            line_ += std::to_string(std::get<std::int64_t>(field.value));
        }
    }
    std::string finish() { return std::move(line_); }

private:
    std::string line_;
};

class JsonLine {
public:
    explicit JsonLine(std::string_view words) {
        writer_.StartObject();
        member("message");
        text(words);
    }
    void add(LogField const& field) {
        member(field.name);
        if (auto const* value = std::get_if<std::string>(&field.value)) {
            text(*value);
        } else {
            writer_.Int64(std::get<std::int64_t>(field.value));
        }
    }
    // Without the opening brace, which the pattern writes in front of the time.
    std::string finish() {
        writer_.EndObject();
        return buffer_.GetString() + 1;
    }

private:
    void member(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
    void text(std::string_view value) {
        auto const clean = valid_utf8(value);
        writer_.String(clean.data(), static_cast<rapidjson::SizeType>(clean.size()));
    }

    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

template <class Line>
std::string compose(std::string_view words, LogFields const& context, LogFields const& fields) {
    Line line(words);
    for (auto const& field : context) line.add(field);
    for (auto const& field : fields) line.add(field);
    return line.finish();
}

std::vector<spdlog::sink_ptr> open_sinks(LogSettings const& settings) {
    std::vector<spdlog::sink_ptr> sinks;
    if (!settings.directory.empty()) {
        auto const file = settings.directory / "lotbridge.log";
        // spdlog counts the old files beside the one that is being written.
        sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            file.native(), settings.max_file_bytes, settings.files > 1 ? settings.files - 1 : 1));
    }
    if (settings.console) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    return sinks;
}

}  // namespace

Result<Log> Log::open(LogSettings const& settings, [[maybe_unused]] std::string const& system_log) try {
    auto const sinks = open_sinks(settings);
    auto body = std::make_shared<Body>(Body{spdlog::logger("lotbridge", sinks.begin(), sinks.end()), settings.format});
    auto const json = settings.format == LogFormat::json;
    body->logger.set_pattern(json ? json_pattern : text_pattern);
    body->logger.set_level(to_spdlog(settings.level));
    body->logger.flush_on(spdlog::level::info);  // a crash must not swallow the lines that explain it
#if defined(_WIN32)
    if (!system_log.empty()) {
        auto const events = std::make_shared<spdlog::sinks::win_eventlog_sink_mt>(system_log);
        events->set_pattern(json ? "{%v" : "%v");  // the event log keeps time and level itself
        events->set_level(spdlog::level::warn);
        body->logger.sinks().push_back(events);
    }
#endif
    Log log;
    log.body_ = std::move(body);
    return log;
} catch (std::exception const& e) {
    return fail(Errc::retry, fmt::format("cannot open the log in {}: {}", to_text(settings.directory), e.what()));
}

Log Log::with(LogFields fields) const {
    Log log = *this;
    log.context_.insert(log.context_.end(), std::make_move_iterator(fields.begin()),
                        std::make_move_iterator(fields.end()));
    return log;
}

bool Log::writes(LogLevel level) const { return body_ && body_->logger.should_log(to_spdlog(level)); }

void Log::write(LogLevel level, std::string_view words, LogFields const& fields) const {
    if (!writes(level)) return;
    auto const line = body_->format == LogFormat::json ? compose<JsonLine>(words, context_, fields)
                                                       : compose<TextLine>(words, context_, fields);
    body_->logger.log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

std::string masked(std::string_view personal) {
    if (personal.empty()) return {};
    std::uint32_t hash = 2166136261u;  // FNV-1a; folded to 16 bits, so that thousands of plates share each value
    for (char const c : personal) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return fmt::format("<{} chars #{:04x}>", characters(personal), (hash >> 16) ^ (hash & 0xFFFF));
}

}  // namespace lotbridge::base
