#include "store/wal_check.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <fstream>
#include <span>
#include <vector>

namespace lotbridge::store {

namespace {

// The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
constexpr std::size_t header_size = 32, frame_header_size = 24;
constexpr std::uint32_t magic = 0x377f0682;  // its last bit: checksums over big-endian words

using Bytes = std::span<unsigned char const>;

std::uint32_t big_endian(Bytes bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

struct Checksum {
    bool big;
    std::uint32_t first = 0, second = 0;

    void add(Bytes bytes) {
        for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
            first += word(bytes) + second;
            second += word(bytes.subspan(4)) + first;
        }
    }
    bool is(Bytes stored) const { return first == big_endian(stored) && second == big_endian(stored.subspan(4)); }

private:
    std::uint32_t word(Bytes bytes) const {
        if (big) return big_endian(bytes);
        return std::uint32_t{bytes[3]} << 24 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[1]} << 8 | bytes[0];
    }
};

struct Findings {
    bool bad_header = false;
    std::size_t frames = 0, good_commits = 0, lost_commits = 0;
};

bool is_commit(Bytes frame) { return big_endian(frame.subspan(4)) != 0; }

// Frames of an earlier round of the log, behind the end of this one, carry other salts.
bool of_this_round(Bytes frame, Bytes header) {
    return big_endian(frame.subspan(8)) == big_endian(header.subspan(16)) &&
           big_endian(frame.subspan(12)) == big_endian(header.subspan(20));
}

Findings walk(std::ifstream& in) {
    Findings found;
    std::array<unsigned char, header_size> header{};
    if (!in.read(reinterpret_cast<char*>(header.data()), header.size())) return found;
    Checksum sum{(header[3] & 1) != 0};
    sum.add(Bytes(header).first(24));
    auto const page_size = big_endian(Bytes(header).subspan(8));
    found.bad_header = (big_endian(header) & ~1u) != magic || !sum.is(Bytes(header).subspan(24)) ||
                       !std::has_single_bit(page_size) || page_size < 512 || page_size > 65536;
    std::vector<unsigned char> frame(frame_header_size + (found.bad_header ? 4096 : page_size));
    bool good = !found.bad_header;
    while (in.read(reinterpret_cast<char*>(frame.data()), static_cast<std::streamsize>(frame.size()))) {
        ++found.frames;
        if (found.bad_header || !of_this_round(frame, header)) {
            good = false;
            continue;
        }
        sum.add(Bytes(frame).first(8));
        sum.add(Bytes(frame).subspan(frame_header_size));
        good = good && sum.is(Bytes(frame).subspan(16));
        if (is_commit(frame)) ++(good ? found.good_commits : found.lost_commits);
    }
    return found;
}

}  // namespace

std::string unusable_commits(std::filesystem::path const& wal) {
    std::ifstream in(wal, std::ios::binary);
    if (!in) return {};
    auto const found = walk(in);
    if (found.bad_header && found.frames > 0)
        return "the head of the write-ahead log is damaged: none of its " + std::to_string(found.frames) +
               " pages can be used, the newest commits are lost";
    if (found.lost_commits == 0) return {};
    auto const words =
        "the write-ahead log is damaged behind " + std::to_string(found.good_commits) + " good commits: ";
    if (found.lost_commits == 1) return words + "one commit is lost, perhaps one that was never finished";
    return words + std::to_string(found.lost_commits) + " commits are lost";
}

}  // namespace lotbridge::store
