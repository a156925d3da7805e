// An archive, read back without the code that wrote it: zlib undoes the packing, the headers are read as tar(5) says.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>
#include <array>
#include <filesystem>
#include <map>
#include <string>

namespace lotbridge::support {

inline std::map<std::string, std::string> unpacked(std::filesystem::path const& file) {
#if defined(_WIN32)
    auto* const in = gzopen_w(file.c_str(), "rb");
#else
    auto* const in = gzopen(file.c_str(), "rb");
#endif
    std::map<std::string, std::string> files;
    std::array<char, 512> header{};
    while (in && gzread(in, header.data(), header.size()) == 512 && header[0] != '\0') {
        unsigned sum = 0;
        for (std::size_t i = 0; i < header.size(); ++i)
            sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
        EXPECT_EQ(sum, std::stoul(&header[148], nullptr, 8));
        auto const size = std::stoul(std::string(&header[124], 11), nullptr, 8);
        std::string bytes((size + 511) / 512 * 512, '\0');
        EXPECT_EQ(gzread(in, bytes.data(), static_cast<unsigned>(bytes.size())), static_cast<int>(bytes.size()));
        bytes.resize(size);
        std::string const folder(&header[345]), last(&header[0], strnlen(&header[0], 100));
        files[folder.empty() ? last : folder + "/" + last] = bytes;
    }
    if (in) gzclose(in);
    return files;
}

}  // namespace lotbridge::support
