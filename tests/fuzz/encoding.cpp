#include "base/personal.hpp"
#include "base/text.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/text/encoding.hpp>

#include "targets.hpp"

#include <string>

namespace lotbridge::fuzz {
namespace {

bool is_text(std::string_view bytes) { return base::find_bad_utf8(bytes) == bytes.npos; }

void there_and_back(std::string_view bytes, Encoding encoding) {
    if (auto const text = to_utf8(bytes, encoding)) {
        must(is_text(*text), "what was converted is UTF-8");
        auto const back = from_utf8(*text, encoding);
        must(back && to_utf8(*back, encoding) == *text, "and can be converted back");
    }
    if (auto const legacy = from_utf8(bytes, encoding)) must(is_text(bytes), "only UTF-8 is taken for it");
}

template <class Read, class Write>
void same_bytes_again(std::string_view bytes, Read read, Write write) {
    must(read(write(bytes)).value() == bytes, "every byte comes back");
    if (auto const plain = read(bytes)) must(read(write(*plain)).value() == *plain, "what was read can be read again");
}

}  // namespace

void encoding(std::string_view input) {
    for (auto const legacy : {Encoding::utf8, Encoding::gbk, Encoding::gb18030}) there_and_back(input, legacy);
    if (auto const text = to_utf8_of_either(input)) must(is_text(*text), "whichever it was, it is UTF-8 now");
    must(is_text(base::valid_utf8(input)) && (!is_text(input) || base::valid_utf8(input) == input),
         "only what is no text is replaced");
    must(is_text(base::without_personal(input)), "what is shown in a log is UTF-8");
    same_bytes_again(input, crypto::from_base64, crypto::to_base64);
    same_bytes_again(input, crypto::from_hex,
                     [](std::string_view bytes) { return crypto::to_hex(bytes, crypto::Letters::upper); });
}

}  // namespace lotbridge::fuzz
