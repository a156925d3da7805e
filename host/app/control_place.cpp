#include "app/control_place.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>
#include <array>
#include <fstream>

namespace lotbridge::app {

namespace fs = std::filesystem;

fs::path control_file(fs::path const& data_directory) { return data_directory / "control.json"; }

Result<std::string> new_token() {
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        return fail(Errc::retry, "the system gives no random bytes for the control token");
    }
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

Result<> write_place(fs::path const& data_directory, ControlPlace const& place) {
    auto const file = control_file(data_directory);
    auto const fresh = fs::path(file) += ".new";
    auto const failed = [&](std::string const& words) {
        return fail(Errc::retry, fmt::format("cannot write {}: {}", base::to_text(file), words));
    };
    std::error_code error;
    fs::remove(fresh, error);
    { std::ofstream made(fresh); }
    fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write, error);
    if (error) return failed(error.message());
    std::ofstream out(fresh);
    out << fmt::format("{{\"port\":{},\"token\":\"{}\"}}\n", place.port, place.token);
    out.close();
    if (!out) return failed("the disk may be full or read-only");
    return base::replace_file(fresh, file);
}

Result<std::optional<ControlPlace>> read_place(fs::path const& data_directory) {
    auto const file = control_file(data_directory);
    std::error_code error;
    if (!fs::exists(file, error) && !error) return std::nullopt;
    std::ifstream in(file);
    if (!in) {
        return fail(Errc::rejected,
                    fmt::format("cannot read {}; only the user that the host runs as may", base::to_text(file)));
    }
    rapidjson::IStreamWrapper stream(in);
    rapidjson::Document json;
    json.ParseStream(stream);
    auto const good = !json.HasParseError() && json.IsObject() && json.HasMember("port") && json["port"].IsUint() &&
                      json["port"].GetUint() <= 65535 && json.HasMember("token") && json["token"].IsString();
    if (!good) return fail(Errc::rejected, fmt::format("{} is not a host's control file", base::to_text(file)));
    return ControlPlace{static_cast<std::uint16_t>(json["port"].GetUint()), json["token"].GetString()};
}

}  // namespace lotbridge::app
