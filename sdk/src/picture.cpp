#include <lotbridge/adapter/picture.hpp>

#include <array>

namespace lotbridge {

std::string_view media_type(std::string_view bytes) {
    struct Magic {
        std::string_view start, type;
    };
    static constexpr std::array<Magic, 4> known{
        {{"\xFF\xD8\xFF", "image/jpeg"}, {"\x89PNG", "image/png"}, {"GIF8", "image/gif"}, {"BM", "image/bmp"}}};
    for (auto const& magic : known) {
        if (bytes.starts_with(magic.start)) return magic.type;
    }
    return {};
}

}  // namespace lotbridge
