#include "signature.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/digest.hpp>

namespace lotbridge::ake {

std::string authorization(Key const& key, std::string_view stamp) {
    return crypto::to_base64(key.key + ":" + std::string(stamp));
}

std::string signature(Key const& key, std::string_view stamp, std::string_view body) {
    auto text = key.key + ":" + std::string(stamp) + ":";
    if (key.version == SignVersion::v3) text += std::string(body) + ":";
    return crypto::to_hex(crypto::md5(text + key.secret));
}

}  // namespace lotbridge::ake
