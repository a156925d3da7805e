#include "wire/envelope.hpp"

#include "base/text.hpp"
#include "wire/json_text.hpp"

#include <span>

namespace lotbridge::wire {
namespace {

struct Member {
    std::string_view name, value;
    std::size_t limit;
};

Result<std::string> write(std::span<Member const> head, std::string_view data, Signer const& signer,
                          std::size_t key_index, ExtraMembers const& extra) {
    if (signer.keys() > 0 && key_index >= signer.keys())
        return fail(Errc::misuse, "signing with key " + std::to_string(key_index) + ": the pool has " +
                                      std::to_string(signer.keys()) + " keys");
    std::string out;
    out.reserve(320 + data.size());
    char before = '{';
    for (auto const& [name, value, limit] : head) {
        if (value.size() > limit && base::characters(value) > limit)
            return fail(Errc::rejected, "writing header member " + std::string(name) + ": " +
                                            std::to_string(base::characters(value)) + " characters, at most " +
                                            std::to_string(limit) + " (B.1.2)");
        out += before;
        out += '"';
        out += name;
        out += "\":";
        append_quoted(out, value);
        before = ',';
    }
    out += ",\"signature\":";
    append_quoted(out, signer.sign(data, key_index));
    for (auto const& [name, value] : extra) {
        out += ',';
        append_quoted(out, name);
        out += ':';
        append_quoted(out, value);
    }
    out += ",\"data\":";
    out += data;
    out += '}';
    return out;
}

}  // namespace

Result<std::string> write_request(RequestHead const& head, std::string_view data, Signer const& signer,
                                  std::size_t key_index, ExtraMembers const& extra) {
    Member const members[] = {{"k", head.k, max_token},
                              {"code", head.code, max_code},
                              {"oprNum", head.opr_num, max_opr_num},
                              {"ip", head.ip, max_ip}};
    return write(members, data, signer, key_index, extra);
}

Result<std::string> write_reply(ReplyHead const& head, std::string_view data, Signer const& signer,
                                std::size_t key_index, ExtraMembers const& extra) {
    Member const members[] = {{"code", head.code, max_code},
                              {"oprNum", head.opr_num, max_opr_num},
                              {"ip", head.ip, max_ip},
                              {"resultCode", head.result_code, max_result_code},
                              {"resultMessge", head.result_message, max_result_message}};  // sic
    return write(members, data, signer, key_index, extra);
}

bool is_success(std::string_view result_code) { return result_code == "0000" || result_code == "0"; }

std::string_view clip(std::string_view text, std::size_t characters) {
    std::size_t at = 0;
    while (at < text.size()) {
        bool const starts = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (starts && characters-- == 0) break;
        ++at;
    }
    return text.substr(0, at);
}

}  // namespace lotbridge::wire
