// B.1.2, read a second time from the standard: the request and the answer envelope, and what a reader finds wrong in
// them.
#pragma once

#include "signature.hpp"

#include <lotbridge/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::refcloud {

// shall: the standard demands it ("应"). should: it recommends it ("宜"). notice: worth an operator's look (B.2.4).
enum class Level { shall, should, notice };
std::string_view name(Level level);

// One thing that is not as the standard says, with the clause that says so. words hold no plates, phones or tokens.
struct Finding {
    Level level;
    std::string clause, words;
};
using Findings = std::vector<Finding>;

struct Request {
    std::string k, code, opr_num, ip, signature;
    std::string data;  // the slice exactly as it came: the signature covers these bytes
};

struct Reply {
    std::string code, opr_num, ip, result_code, result_message, signature, data;
};

// Members that the platform's profile wants in every envelope besides those of the tables, with their constant text.
using Header = std::vector<std::pair<std::string, std::string>>;

// Fails when the text is no JSON object, or a member that the table demands is missing or of another type. Order (E6),
// lengths (E8), null (E7) and strange members are findings: the message is still handled.
Result<Request> read_request(std::string_view text, Findings& findings, Header const& header = {});
Result<Reply> read_reply(std::string_view text, Findings& findings, Header const& header = {});
// Whether the packet is an answer envelope: it has a resultCode.
bool looks_like_reply(std::string_view text);

// Members in the order of the tables, then those of the profile, data last. The signature is over data as given.
std::string write_request(Request const& request, Header const& header);
std::string write_reply(Reply const& reply, Header const& header);

// The VO of data, or each of a list (B.1.2.3), as the slices that they are in it: amounts keep their digits.
Result<std::vector<std::string_view>> vos_of(std::string_view data);

// The beginning of UTF-8 text, in whole characters (E8).
std::string first_characters(std::string_view text, std::size_t count);

bool is_success(std::string_view result_code);  // "0000" or "0" (E3)

}  // namespace lotbridge::refcloud
