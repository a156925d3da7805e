#include "lotsim/pictures.hpp"

#include "lotsim/picture_data.hpp"

#include <fmt/format.h>
#include <fstream>
#include <span>
#include <system_error>

namespace lotbridge::lotsim {
namespace {

namespace fs = std::filesystem;

// The path of UTF-8 text, also where the system's narrow encoding is another.
fs::path from_utf8(std::string const& text) { return fs::path(std::u8string(text.begin(), text.end())); }

// A comment behind the JFIF header makes every picture another file.
std::string with_comment(std::span<unsigned char const> jpeg, std::string const& comment) {
    constexpr std::size_t header = 20;  // start of image and the JFIF segment
    std::string bytes(jpeg.begin(), jpeg.begin() + header);
    auto const length = comment.size() + 2;
    bytes += {'\xff', '\xfe', static_cast<char>(length >> 8), static_cast<char>(length & 0xff)};
    bytes += comment;
    bytes.append(jpeg.begin() + header, jpeg.end());
    return bytes;
}

Result<> write(fs::path const& file, std::string const& bytes) {
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) return fail(Errc::retry, fmt::format("cannot write the picture {}", file.string()));
    return {};
}

}  // namespace

Pictures::Pictures(fs::path root, double share, std::uint64_t seed)
    : root_(std::move(root)), share_(share), chance_(seed) {}

Result<PicturePaths> Pictures::take(Moment at, std::optional<std::string> const& plate) {
    if (!chance_.odds(share_)) return PicturePaths{};
    auto const day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(at - day);
    auto const ymd = fmt::format("{:04}{:02}{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
    auto const folder =
        fmt::format("{}/{}/{}/{:02}/", ymd.substr(0, 4), ymd.substr(4, 2), ymd.substr(6), time.hours().count());
    auto const stamp = fmt::format("{}{:02}{:02}{:02}{:03}", ymd, time.hours().count(), time.minutes().count(),
                                   time.seconds().count(), time.subseconds().count());
    auto const name = folder + stamp + "_" + plate.value_or("");

    PicturePaths paths{name + "_big.jpg", name + "_small.jpg"};
    LOTBRIDGE_CHECK(write(root_ / "img" / from_utf8(*paths.big), with_comment(big_jpeg, name)));
    LOTBRIDGE_CHECK(write(root_ / "img" / from_utf8(*paths.small), with_comment(small_jpeg, name)));
    return paths;
}

}  // namespace lotbridge::lotsim
