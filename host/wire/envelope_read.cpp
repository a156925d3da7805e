// Reading keeps the raw slice of data, because that is what the signature covers (S2): RapidJSON checks the whole text
// event by event, and the slice lies between the stream's positions at the brackets of data.
#include "wire/envelope.hpp"

#include "base/text.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <algorithm>
#include <span>

namespace lotbridge::wire {
namespace {

struct HeadMember {
    std::string_view name;
    std::string* value;
    std::size_t limit;
    bool seen = false;
};

// A member's name as it may stand in a status: it comes from elsewhere.
std::string shown(std::string_view name) {
    bool const plain =
        name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
    return plain ? '"' + std::string(name) + '"' : "with a name of " + std::to_string(name.size()) + " bytes";
}

// Takes the events of one envelope. A function that returns false ends the parsing; words_ then says why.
class Envelope : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Envelope> {
public:
    Envelope(std::string_view json, std::span<HeadMember> head, ExtraMembers const& extra, std::string& data,
             std::vector<std::string>& warnings)
        : json_(json),
          stream_(json.data(), json.size()),
          head_(head),
          extra_(extra),
          data_(data),
          warnings_(warnings) {}

    Result<> read();

    // Called by the parser.
    bool Null() { return scalar(Scalar::null, {}); }
    bool Bool(bool) { return scalar(Scalar::boolean, {}); }
    bool RawNumber(char const* text, rapidjson::SizeType length, bool) {
        return scalar(Scalar::number, {text, length});
    }
    bool String(char const* text, rapidjson::SizeType length, bool) { return scalar(Scalar::text, {text, length}); }
    bool Key(char const* text, rapidjson::SizeType length, bool) { return depth_ != 1 || name({text, length}); }
    bool StartObject() { return open(); }
    bool StartArray() { return open(); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

private:
    enum class Scalar { null, boolean, number, text };

    bool name(std::string_view name);
    bool scalar(Scalar kind, std::string_view text);
    bool open();
    bool close();
    bool refuse(std::string words) { return words_ = std::move(words), false; }

    std::string_view json_;
    rapidjson::MemoryStream stream_;
    std::span<HeadMember> head_;
    ExtraMembers const& extra_;
    std::string& data_;
    std::vector<std::string>& warnings_;

    std::size_t depth_ = 0, data_start_ = 0;
    HeadMember* member_ = nullptr;  // whose value comes next; none: data or an unknown member
    bool in_data_ = false, data_seen_ = false;
    std::string words_;
};

bool Envelope::name(std::string_view name) {
    auto const found =
        std::find_if(head_.begin(), head_.end(), [&](auto const& member) { return member.name == name; });
    member_ = found == head_.end() ? nullptr : &*found;
    in_data_ = name == "data";
    bool& seen = member_ ? member_->seen : data_seen_;
    if (member_ || in_data_) {
        // Two readers could each take the other one, and only one of them be the signed one.
        if (seen) return refuse("member " + std::string(name) + " stands twice");
        seen = true;
    } else if (!extra_.contains(std::string(name))) {
        warnings_.push_back("unknown member " + shown(name));
    }
    return true;
}

bool Envelope::scalar(Scalar kind, std::string_view text) {
    if (depth_ == 0) return refuse("not an object");
    if (depth_ > 1) return true;
    if (in_data_) {
        if (kind == Scalar::null) return data_ = "null", true;
        if (kind == Scalar::text && text.empty()) return data_ = "\"\"", true;
        return refuse("data is neither an object nor a list");
    }
    if (!member_ || kind == Scalar::null) return true;
    if (kind == Scalar::boolean) return refuse("member " + std::string(member_->name) + " is neither text nor number");
    if (text.size() > member_->limit && base::characters(text) > member_->limit)
        warnings_.push_back(std::string(member_->name) + " has more than " + std::to_string(member_->limit) +
                            " characters");
    // RapidJSON lets half a surrogate pair pass as an escape; what we hand on is UTF-8.
    if (member_->value->empty()) *member_->value = base::valid_utf8(text);
    return true;
}

bool Envelope::open() {
    if (depth_ == 0 && json_[stream_.Tell()] != '{') return refuse("not an object");
    if (depth_ == 1 && member_) return refuse("member " + std::string(member_->name) + " is neither text nor number");
    if (depth_ == 1) data_start_ = stream_.Tell();
    ++depth_;
    return true;
}

bool Envelope::close() {
    --depth_;
    if (depth_ == 1 && in_data_) data_.assign(json_.substr(data_start_, stream_.Tell() + 1 - data_start_));
    return true;
}

Result<> Envelope::read() {
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::Reader parser;
    auto const parsed = parser.Parse<flags>(stream_, *this);
    if (!parsed && words_.empty()) words_ = rapidjson::GetParseError_En(parsed.Code());
    if (parsed && stream_.Tell() != json_.size()) words_ = "a NUL byte after the object";
    if (words_.empty()) return {};
    return fail(Errc::rejected, "reading an envelope of " + std::to_string(json_.size()) + " bytes: at byte " +
                                    std::to_string(stream_.Tell()) + ": " + words_);
}

}  // namespace

Result<Request> read_request(std::string_view json, ExtraMembers const& extra) {
    Request request;
    auto& [k, code, opr_num, ip] = request.head;
    HeadMember members[] = {{"k", &k, max_token},
                            {"code", &code, max_code},
                            {"oprNum", &opr_num, max_opr_num},
                            {"ip", &ip, max_ip},
                            {"signature", &request.signature, max_signature}};
    LOTBRIDGE_CHECK(Envelope(json, members, extra, request.data, request.warnings).read());
    return request;
}

Result<Reply> read_reply(std::string_view json, ExtraMembers const& extra) {
    Reply reply;
    auto& [code, opr_num, ip, result_code, result_message] = reply.head;
    HeadMember members[] = {{"code", &code, max_code},
                            {"oprNum", &opr_num, max_opr_num},
                            {"ip", &ip, max_ip},
                            {"resultCode", &result_code, max_result_code},
                            {"resultMessge", &result_message, max_result_message},  // sic
                            {"resultMessage", &result_message, max_result_message},
                            {"message", &result_message, max_result_message},
                            {"signature", &reply.signature, max_signature}};
    LOTBRIDGE_CHECK(Envelope(json, members, extra, reply.data, reply.warnings).read());
    if (result_code.empty()) return fail(Errc::rejected, "reading an envelope: resultCode is missing");
    return reply;
}

std::string_view body_of(std::string_view data) {
    return data.empty() || data == "null" || data == "\"\"" ? std::string_view("{}") : data;
}

}  // namespace lotbridge::wire
