// How calls are signed (5.1 of the platform's documentation): the key and the time in a header, a digest in the
// address.
#pragma once

#include <string>
#include <string_view>

namespace lotbridge::ake {

enum class SignVersion { v2, v3 };  // v3 covers the body as well

struct Key {
    std::string key, secret;
    SignVersion version = SignVersion::v3;
};

// stamp: the lot's time as yyyyMMddHHmmss, good for 10 minutes.
std::string authorization(Key const& key, std::string_view stamp);
// body: exactly the bytes that are sent.
std::string signature(Key const& key, std::string_view stamp, std::string_view body);

}  // namespace lotbridge::ake
