// B.1.2: one message as the standard writes it. Pure functions over text: no sockets, no clock, no message types.
#pragma once

#include "wire/signature.hpp"

#include <lotbridge/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::wire {

// The limits of the header tables, in characters (E8).
inline constexpr std::size_t max_token = 36, max_code = 10, max_opr_num = 36, max_ip = 15, max_signature = 100,
                             max_result_code = 4, max_result_message = 200;

// B.1.2.1. data is JSON text (an object or a list of objects) and is written as it stands.
struct RequestHead {
    std::string k, code, opr_num, ip;
};
// B.1.2.2.
struct ReplyHead {
    std::string code, opr_num, ip, result_code, result_message;
};

struct Request {
    RequestHead head;
    std::string signature, data;        // data: the raw slice received, which is what was signed; empty: absent
    std::vector<std::string> warnings;  // lengths (E8), unknown members: counted, the message is still handled
};
struct Reply {
    ReplyHead head;
    std::string signature, data;
    std::vector<std::string> warnings;
};

// What a platform wants in every header besides the table's members: name and constant text.
using ExtraMembers = std::map<std::string, std::string>;

// Members in the order of the table, then the extra ones, data last (E6). A head value over its limit is an error (E8).
// '*' in a head value is escaped; data that goes down the line wants escape_star first (D1).
Result<std::string> write_request(RequestHead const& head, std::string_view data, Signer const& signer,
                                  std::size_t key_index, ExtraMembers const& extra = {});
Result<std::string> write_reply(ReplyHead const& head, std::string_view data, Signer const& signer,
                                std::size_t key_index, ExtraMembers const& extra = {});

// Any order of members; null, missing and the default mean the same (E7). The signature is not verified here. Extra
// members are known ones, whatever they hold.
Result<Request> read_request(std::string_view json, ExtraMembers const& extra = {});
// result text under any of resultMessge (sic), resultMessage, message (E2); resultCode as text or number (E3). Text
// without a resultCode is no answer envelope and an error.
Result<Reply> read_reply(std::string_view json, ExtraMembers const& extra = {});

// The object or list in the data of a message that was read: "{}" where data was absent, null or "" (E7).
std::string_view body_of(std::string_view data);

bool is_success(std::string_view result_code);  // "0000" or "0"

// text, cut to so many characters: for words that come from elsewhere and go into resultMessge.
std::string_view clip(std::string_view text, std::size_t characters);

// application/x-www-form-urlencoded body "param=..." (E9).
std::string form_body(std::string_view json);
void append_form_body(std::string& out, std::string_view json);

}  // namespace lotbridge::wire
