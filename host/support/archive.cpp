#include "support/archive.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <utility>

namespace lotbridge::support {

namespace {

constexpr std::size_t record = 512;
using Header = std::array<char, record>;

void put(Header& header, std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

// The header of POSIX.1-1988 (ustar), which all programs read.
Result<Header> header_of(std::string_view name, std::size_t size, WallTime at) {
    auto const slash = name.rfind('/');
    auto const folder = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
    auto const last = slash == std::string_view::npos ? name : name.substr(slash + 1);
    if (last.size() > 100 || folder.size() > 155)
        return fail(Errc::rejected, fmt::format("{} is too long a name for the archive", name));
    Header header{};
    put(header, 0, last);
    put(header, 100, "0000600");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, fmt::format("{:011o}", size));
    put(header, 136, fmt::format("{:011o}", std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count()));
    put(header, 148, "        ");  // the sum is made with spaces in its own place
    put(header, 156, "0");
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 345, folder);
    auto const sum = std::accumulate(header.begin(), header.end(), 0u,
                                     [](unsigned total, char c) { return total + static_cast<unsigned char>(c); });
    put(header, 148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    return header;
}

gzFile open(std::filesystem::path const& file) {
#if defined(_WIN32)
    return gzopen_w(file.c_str(), "wb");
#else
    return gzopen(file.c_str(), "wb");
#endif
}

}  // namespace

struct Archive::Body {
    Body(gzFile opened, std::filesystem::path path) : out(opened), file(std::move(path)) {}
    ~Body() {
        if (out) gzclose(out);
    }
    Body(Body const&) = delete;
    Body& operator=(Body const&) = delete;

    Result<> write(std::string_view bytes) const {
        constexpr std::size_t piece = 1u << 20;
        for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
            auto const size = static_cast<unsigned>(std::min(piece, bytes.size()));
            if (gzwrite(out, bytes.data(), size) != static_cast<int>(size)) return failed();
        }
        return {};
    }
    tl::unexpected<Error> failed() const {
        return fail(Errc::retry, "writing " + base::to_text(file) + " failed; is the disk full?");
    }

    gzFile out;
    std::filesystem::path file;
};

Archive::Archive(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() = default;

Result<Archive> Archive::create(std::filesystem::path const& file) {
    LOTBRIDGE_CHECK(base::check_new(file));
    auto const out = open(file);
    if (!out) return fail(Errc::rejected, base::to_text(file) + " cannot be written; name another file");
    base::keep_to_owner(file);
    return Archive(std::make_unique<Body>(out, file));
}

Result<> Archive::add(std::string_view name, std::string_view bytes, WallTime at) {
    LOTBRIDGE_TRY(auto const header, header_of(name, bytes.size(), at));
    LOTBRIDGE_CHECK(body_->write({header.data(), header.size()}));
    LOTBRIDGE_CHECK(body_->write(bytes));
    return body_->write(std::string((record - bytes.size() % record) % record, '\0'));
}

Result<> Archive::finish() {
    LOTBRIDGE_CHECK(body_->write(std::string(2 * record, '\0')));
    auto const closed = gzclose(std::exchange(body_->out, nullptr));
    if (closed != Z_OK) return body_->failed();
    return {};
}

}  // namespace lotbridge::support
