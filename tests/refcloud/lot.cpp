#include "lot.hpp"

#include <openssl/evp.h>
#include <array>

namespace lotbridge::test {
namespace {

std::string hex(unsigned char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {digits[byte >> 4], digits[byte & 15]};
}

std::string replaced(std::string text, std::string_view mark, std::string_view value) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
    return text;
}

std::string filled(std::string_view pattern, std::string_view record, std::string_view plate) {
    return replaced(replaced(std::string(pattern), "$R", record), "$P", plate);
}

}  // namespace

std::string changed(std::string text, std::string_view part, std::string_view other) {
    return text.replace(text.find(part), part.size(), other);
}

std::string md5_capitals(std::string_view bytes) {
    std::array<unsigned char, 16> digest;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr);
    std::string out;
    for (auto const byte : digest) out += hex(byte);
    return out;
}

std::string percent_encoded(std::string_view bytes) {
    std::string out;
    for (char const c : bytes) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        out += plain ? std::string(1, c) : "%" + hex(static_cast<unsigned char>(c));
    }
    return out;
}

rapidjson::Document Told::envelope() const {
    rapidjson::Document document;
    document.Parse(http.body.c_str());
    return document;
}

std::string Told::code() const { return text(envelope(), "resultCode"); }
std::string Told::words() const { return text(envelope(), "resultMessge"); }

Told post_form(unsigned short port, std::string_view envelope) {
    return {http(port, "POST", "/api", "application/x-www-form-urlencoded; charset=UTF-8",
                 "param=" + percent_encoded(envelope))};
}

Told Lot::login() {
    token_.clear();
    auto told = tell("1", std::string(R"({"parkUserName":"lot1","parkUserPwd":")") + sealed_password + R"("})");
    auto const answer = told.envelope();
    if (answer.IsObject() && answer.HasMember("data")) token_ = text(answer["data"], "token");
    return told;
}

std::string Lot::envelope(std::string_view code, std::string_view data, std::string_view number) const {
    auto const own = number.empty() ? "number-" + std::to_string(++numbers_) : std::string(number);
    return R"({"k":")" + token_ + R"(","code":")" + std::string(code) + R"(","oprNum":")" + own +
           R"(","ip":"192.168.1.15","signature":")" + signature(data) + R"(","data":)" + std::string(data) + "}";
}

Told Lot::tell(std::string_view code, std::string_view data, std::string_view number) const {
    return post_form(cloud_.uplink(), envelope(code, data, number));
}

std::string entry(std::string_view record, std::string_view plate) {
    return filled(R"({"recordCode":"$R","carNum":"$P","inCross":"E1","inTime":"2024-05-01 08:00:00","inIdentity":2,)"
                  R"("parkMinutes":0,"carColor":"蓝","outOperatorName":""})",
                  record, plate);
}

std::string correction(std::string_view record, std::string_view plate) {
    return filled(R"({"recordCode":"$R","carNum":"$P","inCross":"E1","inTime":"2024-05-01 08:00:00","inIdentity":2,)"
                  R"("parkMinutes":10,"carColor":"蓝","outCross":"","outOperatorName":"wang"})",
                  record, plate);
}

std::string exit(std::string_view record, std::string_view plate) {
    return filled(R"({"recordCode":"$R","carNum":"$P","inCross":"E1","outCross":"X1","inTime":"2024-05-01 08:00:00",)"
                  R"("outTime":"2024-05-01 09:30:00","inIdentity":2,"outIdentity":2,"parkMinutes":90,"carColor":"蓝",)"
                  R"("chargeStatus":1,"payMoney":10.50,"agioMoney":0,"chargeMoney":10.50,"chargeType":"正常收费",)"
                  R"("outOperatorName":"wang"})",
                  record, plate);
}

std::string bill(std::string_view record) {
    return filled(R"({"parkId":"P1","parkCode":"PC1","carNum":"京A12345","inCross":"E1","outcross":"X1",)"
                  R"("inTime":"2024-05-01 08:00:00","outTime":"2024-05-01 09:30:00","carType":2,"recordCode":"$R",)"
                  R"("inImage":"","outImage":"","payMoney":10,"chargeMoney":10,"agioMoney":0,"paymentRecordList":[]})",
                  record, "");
}

std::string settlement(std::string_view user, std::string_view sum) {
    return filled(R"({"parkId":"P1","userId":"$R","userName":"","operatorName":"","outCross":"X1",)"
                  R"("startDate":"2024-05-01 08:00:00","endDate":"2024-05-01 16:00:00","moneyNum":3,"moneySum":$P,)"
                  R"("couponSum":0,"couponNum":0,"uploadDate":"2024-05-01 16:01:00"})",
                  user, sum);
}

std::string reconciliation(std::string_view number, std::string_view sum, std::string_view day) {
    return filled(R"({"parkId":"P1","dateTime":")" + std::string(day) +
                      R"(","payNum":$R,"payMoneySum":$P,)"
                      R"("chargeMoneySum":$P,"agioMoneySum":0,"checkTime":"2024-05-02 03:00:00"})",
                  number, sum);
}

std::string equipment(std::string_view code, std::string_view link, std::string_view when, std::string_view operation) {
    return filled(R"({"equipmentCode":"$R","equipmentName":"gate","linkStatus":$P,"equipmentType":2,"doorName":"",)"
                  R"("doorType":2,"createTime":")" +
                      std::string(when) + R"(","opertionType":)" + std::string(operation) + "}",
                  code, link);
}

std::string channel(std::string_view id, std::string_view name, std::string_view action) {
    return filled(R"({"workStationName":"","channelName":"$P","channelId":"$R","doorType":2,"isExit":1,"actionType":)" +
                      std::string(action) + "}",
                  id, name);
}

std::string image(std::string_view record, std::string_view base64) {
    return filled(R"({"recordCode":"$R","imageCode":"I1","imageType":2,"imageBase64":"$P","imagePath":""})", record,
                  base64);
}

}  // namespace lotbridge::test
