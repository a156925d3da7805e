// What host and adapter tell each other about a fee beside the standard's members, through the C structs.
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using lotbridge::testing::FakeHost;
using ::testing::HasSubstr;

// Leaves coupons to the host, knows a price per minute, and wants to see its bill again.
class Meter final : public Adapter {
public:
    static constexpr auto offers = native<vo::FeeQuery, vo::Prepayment>;
    static constexpr char settings_schema[] = R"({"type":"object"})";

    Meter() {
        on<vo::FeeQuery>([](vo::FeeQuery const& query, Command const& command) -> Result<FeeAnswer> {
            if (query.record_code == "gone") return fail(Errc::rejected, "the car has left");
            LOTBRIDGE_TRY(auto const asked, schema::decode<StayAsked>(command.body));
            auto const minutes = asked.stay_minutes > 0 ? asked.stay_minutes : 100;
            return FeeAnswer{.reply = {.record_code = query.record_code, .pay_money = Money::from_fen(10 * minutes)},
                             .terms = {.coupons_open = true,
                                       .stay_minutes = minutes,
                                       .any_stay = true,
                                       .valid_minutes = 5,
                                       .echo = "bill \"7\""}};
        });
        on<vo::Prepayment>([](vo::Prepayment const& payment, Command const& command) -> Result<vo::PrepaymentReply> {
            LOTBRIDGE_TRY(auto const quote, schema::decode<PaidQuote>(command.body));
            return vo::PrepaymentReply{.order_code = payment.order_code + "/" + quote.echo,
                                       .result = !quote.quote_expired};
        });
    }

    Result<> start(Settings const&) override { return {}; }
    Result<Batch> poll(std::string_view) override { return Batch(); }
    void stop() override {}
};

class QuoteTest : public ::testing::Test {
protected:
    QuoteTest() { EXPECT_TRUE(host.start("{}")); }
    FakeHost<Meter> host;
};

TEST_F(QuoteTest, AnAnswerCarriesItsTermsBesideTheStandardsMembers) {
    auto const answer = host.FakeHostBase::command("fee_query", R"({"recordCode":"R1"})");

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(schema::decode<vo::FeeQueryReply>(*answer)->pay_money, Money::from_fen(1000));
    auto const terms = schema::decode<FeeTerms>(*answer);
    ASSERT_TRUE(terms);
    EXPECT_EQ(
        *terms,
        (FeeTerms{
            .coupons_open = true, .stay_minutes = 100, .any_stay = true, .valid_minutes = 5, .echo = "bill \"7\""}));
}

TEST_F(QuoteTest, AHandlerSeesWhatTheHostAddsToARequest) {
    auto const shorter = host.FakeHostBase::command("fee_query", R"({"recordCode":"R1","stayMinutes":30})");
    EXPECT_EQ(schema::decode<vo::FeeQueryReply>(*shorter)->pay_money, Money::from_fen(300));

    auto const paid =
        host.command(vo::Prepayment{.order_money = Money::from_fen(1), .order_code = "O", .record_code = "R1"});
    EXPECT_EQ(paid->order_code, "O/");
    EXPECT_TRUE(paid->result);
    auto const late = host.FakeHostBase::command(
        "prepayment", R"({"recordCode":"R1","orderCode":"O","orderMoney":1,"quoteExpired":true,"echo":"E"})");
    EXPECT_THAT(*late, HasSubstr(R"("orderCode":"O/E","result":0)"));
}

TEST_F(QuoteTest, AnErrorIsAnErrorWithOrWithoutTerms) {
    auto const answer = host.FakeHostBase::command("fee_query", R"({"recordCode":"gone"})");

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "the car has left");
}

TEST_F(QuoteTest, AnAnswerWithoutTermsReadsAsTheStandardsAlone) {
    EXPECT_EQ(*schema::decode<FeeTerms>(R"({"recordCode":"R1","chargeMoney":5})"), FeeTerms());
    EXPECT_TRUE(schema::decode<PaidQuote>(R"({"orderCode":"O"})")->quote_time.empty());
}

}  // namespace
}  // namespace lotbridge::test
