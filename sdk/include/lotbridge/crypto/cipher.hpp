// The block ciphers that brands wrap plates and bodies in. Input and output are bytes.
#pragma once

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>

namespace lotbridge::crypto {

// AES takes keys of 16, 24 or 32 bytes, 3DES one of 24; CBC an iv as long as a block (16 or 8), ECB an empty one.
enum class Cipher { aes_ecb, aes_cbc, triple_des_ecb, triple_des_cbc };
enum class Padding {
    pkcs7,  // also called PKCS #5
    zeros,  // filled up with NUL; on the way back trailing NULs are taken off
};

Result<std::string> encrypt(Cipher cipher, Padding padding, std::string_view key, std::string_view iv,
                            std::string_view plain);
Result<std::string> decrypt(Cipher cipher, Padding padding, std::string_view key, std::string_view iv,
                            std::string_view bytes);

}  // namespace lotbridge::crypto
