#include "wire/signature.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

void password(std::string_view input) {
    constexpr auto key = "0123456789abcdef01234567";
    constexpr auto iv = "12345678";
    for (auto const form : {wire::CipherText::base64, wire::CipherText::hex}) {
        if (auto const plain = wire::decrypt_password(input, key, iv, form)) {
            auto const again = wire::encrypt_password(*plain, key, iv, form).value();
            must(wire::decrypt_password(again, key, iv, form).value() == *plain, "what was read can be read again");
        }
        auto const text = wire::encrypt_password(input, key, iv, form);
        must(wire::decrypt_password(text.value(), key, iv, form).value() == input, "every password comes back");
    }
}

}  // namespace lotbridge::fuzz
